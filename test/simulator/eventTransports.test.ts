import { EVENTS } from '../../simulator/events/names';
import { type Client, startClient } from './support/client';

const pusher = { appId: '1', key: 'k', secret: 's', cluster: 'mt1', useTLS: true };

describe('simulator: event transports', () => {
	let client: Client;
	const set = (name: string, block?: object) =>
		client.post(`/${name}/set/demo`, block ? { [name]: block } : {});
	const find = (name: string) => client.get(`/${name}/find/demo`);

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it.each(['kafka', 'nats', 'rabbitmq', 'sqs'])(
		'%s cannot be used when it is switched off on the server: the answer hides that, and nothing is stored',
		async (name) => {
			const answers = [await set(name, { enabled: true, events: [] }), await find(name)];
			expect(answers.map(({ status, body }) => [status, body])).toEqual([
				[201, ''],
				[200, ''],
			]);
			for (const { headers } of answers) {
				expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
				expect(headers.get('content-length')).toBe('0');
			}
			await client.post('/_sim/config', { disabled: [] });
			expect((await find(name)).body).toBeNull();
		},
	);

	it.each([
		[undefined, "Cannot set properties of undefined (setting 'events')"],
		[{ enabled: true }, "Cannot read properties of undefined (reading 'length')"],
	])('websocket with %j, which its schema accepts, is refused', async (block, message) => {
		const answer = await set('websocket', block);
		expect([answer.status, answer.body.response.message]).toEqual([500, message]);
		expect((await find('websocket')).body).toBeNull();
	});

	it.each(['kafka', 'nats', 'pusher', 'rabbitmq', 'sqs', 'websocket'])(
		'%s is set and read: an empty list means all events, a disabled one has none',
		async (name) => {
			await client.post('/_sim/config', { disabled: [] });
			const own = name === 'pusher' ? pusher : {};
			const first = await set(name, { enabled: true, events: ['CALL'], ...own });
			expect(first).toMatchObject({
				status: 201,
				body: { enabled: true, events: ['CALL'], ...own },
			});
			expect((await find(name)).body).toEqual(first.body);
			expect((await set(name, { enabled: true, events: [], ...own })).body.events).toEqual(EVENTS);
			await set(name, { enabled: false, events: ['CALL'], ...own });
			expect((await find(name)).body).toMatchObject({
				id: first.body.id,
				enabled: false,
				events: [],
			});
		},
	);

	it('that are set with a new instance are enabled, unless they are switched off', async () => {
		const create = { instanceName: 'a', integration: 'EVOLUTION' };
		const block = { enabled: true, events: ['CALL'] };
		await client.post('/instance/create', { ...create, websocket: block, rabbitmq: block });
		expect((await client.get('/websocket/find/a')).body).toMatchObject(block);
		await client.post('/_sim/config', { disabled: [] });
		expect((await client.get('/rabbitmq/find/a')).body).toBeNull();
	});

	it('have no route before the version that brought them', async () => {
		client.simulator.config.version = '2.3.3';
		expect((await find('kafka')).status).toBe(404);
		expect((await find('nats')).status).toBe(200);
	});
});
