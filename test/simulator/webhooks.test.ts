import { verify } from 'jsonwebtoken';
import { localTime } from '../../simulator/events/envelope';
import { type Client, startClient, until } from './support/client';
import { type Collector, type Delivered, startCollector } from './support/collector';

const from = '5511988887777';

describe('simulator: webhooks', () => {
	let client: Client;
	let hook: Collector;

	const set = (webhook: object) =>
		client.post('/webhook/set/demo', {
			webhook: { enabled: true, url: hook.url, events: [], ...webhook },
		});
	const receive = (text: string) =>
		client.post('/_sim/instances/demo/receive', { from, kind: 'text', text });
	const deliveries = async () => (await client.get('/_sim/deliveries')).body;
	const isText = (text: string) => (delivery: Delivered) =>
		delivery.body.data?.message?.conversation === text;

	beforeEach(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
		client.simulator.config.ackDelayMs = 60_000;
		client.simulator.config.webhookRetry = { delaysMs: [20, 20], timeoutMs: 60_000 };
	});
	afterEach(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('sends only the events that were asked for', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('one');
		await client.post('/message/sendText/demo', { number: from, text: 'x' });
		await set({ enabled: false });
		await receive('while it is off');
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('two');
		await hook.wait('messages.upsert', isText('two'));
		expect(hook.events()).toEqual(['messages.upsert', 'messages.upsert']);
	});

	it('sign with jwt_key and do not send the key', async () => {
		await set({ headers: { jwt_key: 'secret123', 'x-custom': 'abc' } });
		await receive('x');
		const { headers, body } = await hook.wait('messages.upsert');
		expect(headers['x-custom']).toBe('abc');
		expect(headers.jwt_key).toBeUndefined();
		const token = String(headers.authorization).replace('Bearer ', '');
		const claims = verify(token, 'secret123', { algorithms: ['HS256'] }) as Record<string, number>;
		expect(claims).toMatchObject({ app: 'evolution', action: 'webhook' });
		expect(claims.exp - claims.iat).toBe(600);
		expect(JSON.stringify(body)).not.toContain('secret123');
		expect(body).toMatchObject({ instance: 'demo', destination: hook.url, apikey: null });
		expect(body.server_url).toBe(client.simulator.url);
	});

	it('send the instance key only when the server is set so', async () => {
		client.simulator.config.exposeApikeyInWebhook = true;
		await set({});
		await receive('x');
		expect((await hook.wait('messages.upsert')).body.apikey).toBe('demo-token');
	});

	it('have the local time, marked with a Z as if it were UTC', () => {
		const now = new Date('2026-11-20T12:00:00.000Z');
		jest.spyOn(now, 'getTimezoneOffset').mockReturnValue(180);
		expect(localTime(now)).toBe('2026-11-20T09:00:00.000Z');
	});

	it('are repeated after status 500 without delaying others, and dropped after the last attempt', async () => {
		hook.answer = (delivery) => (isText('bad')(delivery) ? 500 : 200);
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('bad');
		await receive('good');
		await hook.wait('messages.upsert', isText('good'));
		const finished = () =>
			deliveries().then((all) => all.some((entry: { attempt: number }) => entry.attempt === 3));
		expect(await until(finished)).toBe(true);
		const bad = (await deliveries()).filter(({ status }: { status: number }) => status === 500);
		expect(
			bad.map(({ attempt, final }: { attempt: number; final: boolean }) => [attempt, final]),
		).toEqual([
			[1, false],
			[2, false],
			[3, true],
		]);
	});

	it('are repeated without an answer in time', async () => {
		client.simulator.config.webhookRetry.timeoutMs = 200;
		hook.answer = async (_delivery, count) => {
			if (count === 1) await new Promise((resolve) => setTimeout(resolve, 400));
			return 200;
		};
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('x');
		expect(await until(() => hook.all.length === 2)).toBe(true);
		expect(hook.all[0].body.data.key.id).toBe(hook.all[1].body.data.key.id);
	});

	it.each([400, 401, 403, 404, 422])('are dropped immediately after status %d', async (status) => {
		hook.answer = status;
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('x');
		const [only] = await until(async () => {
			const all = await deliveries();
			return all.length > 0 ? all : undefined;
		});
		expect(only).toMatchObject({
			status,
			attempt: 1,
			final: true,
			event: 'messages.upsert',
			url: hook.url,
		});
	});

	it('are sent without waiting for the answer to the one before', async () => {
		let release = () => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		hook.answer = async (delivery) => {
			if (isText('slow')(delivery)) await held;
			return 200;
		};
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('slow');
		await receive('next');
		await hook.wait('messages.upsert', isText('next'));
		await until(async () => (await deliveries()).length === 1);
		release();
		expect(await until(async () => (await deliveries()).length === 2)).toBe(true);
	});

	it('are repeated at the first address with the first token, even after a change', async () => {
		hook.answer = 500;
		client.simulator.config.webhookRetry.delaysMs = [1500];
		await set({ events: ['MESSAGES_UPSERT'], headers: { jwt_key: 'first' } });
		await receive('x');
		expect(await until(() => hook.all.length === 1)).toBe(true);
		await set({ events: ['CALL'], url: `${hook.url}/other`, headers: { jwt_key: 'second' } });
		expect(await until(() => hook.all.length === 2)).toBe(true);
		const [first, second] = hook.all;
		expect(second.path).toBe(first.path);
		expect(second.headers.authorization).toBe(first.headers.authorization);
	});

	it('have the headers x-instance-name and x-event-type in 2.4', async () => {
		client.simulator.config.version = '2.4.0';
		await set({});
		await receive('x');
		const { headers } = await hook.wait('messages.upsert');
		expect(headers).toMatchObject({ 'x-instance-name': 'demo', 'x-event-type': 'messages.upsert' });
		expect(headers['user-agent']).toBe('EvolutionAPI-Webhook/2.4.0');
	});
});
