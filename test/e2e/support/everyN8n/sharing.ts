/** Tests of several workflows that share one instance, for several n8n versions. Each test relies on the tests before it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until, type Server, type Stage } from '../triggerStage';
import { entriesIn } from '../hubList';
import { chain, evolution, trigger } from './chain';
import { fileOf, messagesWith, PIXEL } from './phone';

const ANA = '5511988887777';
const BOB = '5511966665555';
const FOREIGN = { 'x-shop': 'ours', jwt_key: 'foreign-key' };
const SHARING_WORKFLOWS = {
	all: {},
	orders: { filters: { text: { values: { match: 'startsWith', value: 'order' } } } },
	acks: { events: ['MESSAGES_UPDATE'] },
};

export function sharingWorks(server: Server, stage: Stage): void {
	const ids: Record<string, string> = {};
	let before: unknown;

	const record = async () => ({ ...(await stage.webhook()), createdAt: '', updatedAt: '' });
	const says = async (text: string) => await stage.receive({ from: ANA, kind: 'text', text });
	const counts = (name: string, mode = 'production') => stage.counts(`/${name}/${mode}`);
	const arrives = async (text: string, ...names: string[]) =>
		await until(`"${text}" comes out of ${names.join(' and ')}`, () =>
			names.every((name) => text in counts(name)),
		);

	beforeAll(async () => {
		await stage.ask('POST', '/webhook/set/demo', {
			webhook: {
				enabled: true,
				url: `${stage.collector.url}/foreign`,
				headers: FOREIGN,
				byEvents: false,
				base64: false,
				events: ['MESSAGES_UPSERT'],
			},
		});
		before = await record();
	});

	it('a workflow on an unknown instance is not activated, and n8n says why', async () => {
		const instance = { __rl: true, mode: 'name', value: 'nope' };
		const id = await server.create(stage, 'unknown', { instance });
		await expect(server.n8n.client.listen(id)).rejects.toThrow('The server has no instance');
		await server.n8n.client.leave(id);
	});

	it('each workflow gets its own, once, and the other app what it always got', async () => {
		for (const [name, parameters] of Object.entries(SHARING_WORKFLOWS)) {
			ids[name] = await server.create(stage, name, parameters);
			await server.n8n.client.listen(ids[name]);
		}
		await says('hello');
		await says('order 1');
		await arrives('order 1', 'all', 'orders');
		await sleep(700);
		expect(counts('all')).toEqual({ hello: 1, 'order 1': 1 });
		expect(counts('orders')).toEqual({ 'order 1': 1 });
		expect(counts('acks')).toEqual({});
		const foreign = stage.collector.got.filter(({ path }) => path === '/foreign');
		expect(foreign).toHaveLength(2);
		expect(foreign[0].headers).toMatchObject({ 'x-shop': 'ours' });
	});

	it('a picture that comes in can be sent on, as it was', async () => {
		const { client } = server.n8n;
		const start = await trigger(server, stage, {
			options: { downloadMedia: { values: { outputField: 'data' } } },
		});
		const send = await evolution(server, stage, 'Send on', {
			operation: 'sendMedia',
			recipient: { __rl: true, mode: 'number', value: BOB },
			mediaSource: 'binary',
		});
		const { id } = await client.createWorkflow(chain('send on', [send], start));
		await client.listen(id);
		await stage.receive({ from: ANA, kind: 'image', mimetype: 'image/png', base64: PIXEL });
		const sent = async () => (await messagesWith(stage, BOB)).filter(({ media }) => media);
		await until('the picture was sent on', async () => (await sent()).length > 0);
		const [picture, ...more] = await sent();
		expect(more).toEqual([]);
		expect(await fileOf(stage, picture.id)).toBe(PIXEL);
		await client.leave(id);
	});

	it('who listens for a test event gets it, and production too', async () => {
		const { client } = server.n8n;
		const answer = await client.request('POST', `/rest/workflows/${ids.orders}/run`, {
			workflowData: await client.workflow(ids.orders),
			triggerToStartFrom: { name: 'WhatsApp' },
		});
		expect(answer).toMatchObject({ waitingForWebhook: true });
		await sleep(1_000);
		await says('order for a test');
		await until('the session got it', () => 'order for a test' in counts('orders', 'test'));
		await arrives('order for a test', 'orders', 'all');
		expect(counts('orders', 'test')).toEqual({ 'order for a test': 1 });
		expect(counts('orders')['order for a test']).toBe(1);
		const kinds = async () => entriesIn((await stage.webhook()).headers).map(({ kind }) => kind);
		await until('the session is over', async () => !(await kinds()).includes('test'));
	});

	it('after a restart everything continues, and messages from the meantime start their workflows once', async () => {
		await server.stop();
		await says('order meanwhile');
		await server.start();
		await arrives('order meanwhile', 'all', 'orders');
		await says('order afterwards');
		await arrives('order afterwards', 'all', 'orders');
		await sleep(700);
		for (const name of ['all', 'orders']) {
			expect(counts(name)).toMatchObject({ 'order meanwhile': 1, 'order afterwards': 1 });
		}
	});

	it('when the last workflow leaves, the webhook is as it was before', async () => {
		for (const id of Object.values(ids)) await server.n8n.client.leave(id);
		const left = async () => (await stage.webhook()).url === `${stage.collector.url}/foreign`;
		await until('all left', left);
		expect(await record()).toEqual(before);
	});
}
