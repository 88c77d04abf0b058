import { type Client, startClient, until } from './support/client';
import { LongPolling } from './support/longPolling';

const path = '/socket.io/';

describe('simulator: faults of Socket.IO', () => {
	let client: Client;
	let session: LongPolling;

	const fault = (body: object) => client.post('/_sim/faults', { path, ...body });
	const receive = (text: string) =>
		client.post('/_sim/instances/demo/receive', { from: '5511988887777', kind: 'text', text });
	const requests = async () =>
		(await client.get('/_sim/requests')).body.filter(
			(each: { path: string }) => each.path === path,
		);

	beforeEach(async () => {
		client = await startClient({ seed: true });
		await client.post('/websocket/set/demo', {
			websocket: { enabled: true, events: ['MESSAGES_UPSERT'] },
		});
		await receive('first');
		session = await LongPolling.open(client.simulator.url, client.simulator.key);
		await session.join('demo');
	});
	afterEach(() => client.simulator.close());

	it.each([429, 502])(
		'answer a long-polling request with %d and the page of a proxy, and the session continues',
		async (status) => {
			await fault({ status, body: '<html>', headers: { 'retry-after': '1' } });
			expect(await session.poll()).toEqual([`${status} <html>`]);
			await receive('second');
			expect((await session.poll()).join()).toContain('second');
		},
	);

	it('break the protocol with an answer that is no packet', async () => {
		await fault({ status: 200, body: '42/other,["x"', contentType: 'text/plain', method: 'GET' });
		expect(await session.poll()).toEqual(['42/other,["x"']);
	});

	it('close a waiting long-polling request, which ends its session', async () => {
		const poll = session.poll().catch(() => 'broken');
		await until(async () => (await client.post('/_sim/sockets/cut')).body.cut === 1);
		expect(await poll).toBe('broken');
		expect((await session.poll())[0]).toContain('Session ID unknown');
	});

	it('close a long-polling request after a set time, which ends its session', async () => {
		await fault({ closeMs: 30, method: 'GET' });
		await expect(session.poll()).rejects.toThrow();
		expect((await session.poll())[0]).toContain('Session ID unknown');
	});

	it.each(['after', 'mid'])(
		'with "drop" set to "%s" lose the answer to a long-polling request, and the event in it',
		async (drop) => {
			await fault({ drop, method: 'GET' });
			await receive('lost');
			await expect(session.poll()).rejects.toThrow();
			await receive('next');
			const packets = await session.poll();
			expect(packets.join()).toContain('next');
			expect(packets.join()).not.toContain('lost');
		},
	);

	it('delay a request', async () => {
		await receive('second');
		await fault({ delayMs: 60, method: 'GET' });
		const slept = jest.spyOn(client.simulator.state, 'sleep').mockResolvedValue();
		expect((await session.poll()).join()).toContain('second');
		expect(slept).toHaveBeenCalledWith(60);
		slept.mockRestore();
	});

	it('drop all sessions and namespaces, as a restart does', async () => {
		const poll = session.poll().catch(() => 'broken');
		await until(async () => (await requests()).length > 0);
		expect((await client.post('/_sim/sockets/forget')).body).toEqual({ forgotten: 1 });
		expect(await poll).toBe('broken');
		expect((await client.get('/_sim/sockets')).body).toEqual([]);
		expect((await session.poll())[0]).toBe('400 {"code":1,"message":"Session ID unknown"}');
		const anew = await LongPolling.open(client.simulator.url, client.simulator.key);
		expect(await anew.join('demo')).toContain('Invalid namespace');
	});

	it('restart the server: the namespace is back when the phone is connected', async () => {
		client.simulator.config.reloadMs = 20;
		const websocket = { enabled: true, events: ['CONNECTION_UPDATE'] };
		await client.post('/websocket/set/demo', { websocket });
		await client.post('/_sim/restart');
		expect((await session.poll())[0]).toContain('Session ID unknown');
		const anew = await LongPolling.open(client.simulator.url, client.simulator.key);
		// The server refuses the namespace until the phone is connected.
		await until(async () => (await anew.join('demo')).includes('40/demo,'));
	});

	it('are in the log of requests, without the key', async () => {
		const { url, key } = client.simulator;
		await LongPolling.ask(url, key, `EIO=4&transport=polling&apikey=${key}`);
		const all = await requests();
		expect(all.at(-1)).toMatchObject({ method: 'GET', status: 200, query: { EIO: '4' } });
		expect(JSON.stringify(all)).not.toContain(key);
	});
});
