import { type Client, startClient } from './support/client';

const template = {
	name: 'order',
	category: 'UTILITY',
	language: 'en_US',
	components: [{ type: 'BODY', text: 'hi' }],
};

describe('simulator: message templates', () => {
	let client: Client;
	const create = (body: object) => client.post('/template/create/biz', body);
	const remove = (body: object) => client.call('DELETE', '/template/delete/biz', body);
	const names = async () =>
		(await client.get('/template/find/biz')).body.map((entry: { name: string }) => entry.name);

	beforeEach(async () => {
		client = await startClient();
		const biz = { instanceName: 'biz', integration: 'WHATSAPP-BUSINESS' };
		await client.post('/instance/create', biz);
	});
	afterEach(() => client.simulator.close());

	it('cannot be created twice, and not be edited or deleted when they do not exist', async () => {
		await create(template);
		const missing = { templateId: '1' };
		for (const [answer, subcode] of [
			[await create(template), 2_388_024],
			[await client.post('/template/edit/biz', missing), 33],
			[await remove({ name: 'nope' }), 2_593_002],
			[await remove({ name: 'order', hsmId: 'nope' }), 2_593_002],
		] as const) {
			expect([answer.status, answer.body.details.error_subcode]).toEqual([400, subcode]);
		}
		expect(await names()).toEqual(['hello_world', 'order']);
	});

	it('are created, edited, and deleted in every language', async () => {
		const { status, body } = await create(template);
		expect(status).toBe(201);
		expect(body).toMatchObject({
			name: 'order',
			template: { status: 'PENDING' },
			webhookUrl: null,
		});
		await create({ ...template, language: 'es' });
		const edit = { templateId: body.templateId, category: 'MARKETING' };
		expect((await client.post('/template/edit/biz', edit)).body.success).toBe(true);
		expect((await client.get('/template/find/biz')).body[1]).toEqual({
			...template,
			status: 'PENDING',
			category: 'MARKETING',
			id: body.templateId,
		});
		expect(await remove({ name: 'order' })).toMatchObject({ status: 200, body: { success: true } });
		expect(await names()).toEqual(['hello_world']);
	});

	it('cannot be deleted before 2.3.7', async () => {
		client.simulator.config.version = '2.3.6';
		expect((await remove({ name: 'order' })).status).toBe(404);
	});
});
