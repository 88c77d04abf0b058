import { type Client, startClient } from './support/client';

const number = '5511988887777';

describe('simulator: catalogs and calls', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient({ seed: true });
		await client.post('/instance/create', { instanceName: 'evo', integration: 'EVOLUTION' });
		client.simulator.config.unknownNumbers = ['5511900009999'];
	});
	afterAll(() => client.simulator.close());

	it('do not exist on the EVOLUTION channel', async () => {
		for (const route of ['business/getCatalog', 'business/getCollections', 'call/offer']) {
			const { status, body } = await client.post(`/${route}/evo`, { number, callDuration: 3 });
			expect([status, body.response.message]).toEqual([
				400,
				['Method not available on Evolution Channel'],
			]);
		}
	});

	it.each(['getCatalog', 'getCollections'])(
		'%s refuses a number that is not on WhatsApp',
		async (route) => {
			const unknown = '5511900009999';
			const { status, body } = await client.post(`/business/${route}/demo`, { number: unknown });
			expect(status).toBe(400);
			expect(body.response.message).toEqual([
				{ jid: `${unknown}@s.whatsapp.net`, exists: false, number: unknown },
			]);
		},
	);

	it.each(['getCatalog', 'getCollections'])(
		'%s finds nothing without a connection',
		async (route) => {
			expect(await client.post(`/business/${route}/new-phone`, { number })).toMatchObject({
				status: 200,
				body: { wuid: `${number}@s.whatsapp.net`, name: null, isBusiness: false },
			});
		},
	);

	it('list at most as many products as asked for, and the collections of the own account if no number is given', async () => {
		const catalog = await client.post('/business/getCatalog/demo', { number, limit: 2 });
		expect(catalog.body).toMatchObject({ isBusiness: true, catalogLength: 2 });
		expect(catalog.body.catalog).toHaveLength(2);
		const { body } = await client.post('/business/getCollections/demo', {});
		expect(body).toMatchObject({ wuid: '5511900000001@s.whatsapp.net', collectionsLength: 2 });
	});

	it('calls need a duration of 1 to 15 seconds, and never ring a phone', async () => {
		const call = (body: object) => client.post('/call/offer/new-phone', { number, ...body });
		expect((await call({})).body.response.message).toEqual([
			['instance requires property "callDuration"'],
		]);
		expect((await call({ callDuration: 16 })).status).toBe(400);
		expect(await call({ callDuration: 3, isVideo: true })).toMatchObject({
			status: 201,
			body: { id: '123', jid: `${number}@s.whatsapp.net`, isVideo: true, callDuration: 3 },
		});
	});
});
