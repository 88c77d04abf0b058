import { io, type Socket } from 'socket.io-client';
import { type Client, startClient, until } from './support/client';
import { type Collector, startCollector } from './support/collector';
import { PNG } from './support/files';
import { LongPolling } from './support/longPolling';

const from = '5511988887777';

describe('simulator: Socket.IO', () => {
	let client: Client;
	let hook: Collector;
	const opened: Socket[] = [];

	const ask = (query?: string, key = client.simulator.key) =>
		LongPolling.ask(client.simulator.url, key, query);
	const open = (key = client.simulator.key) => LongPolling.open(client.simulator.url, key);
	const set = (block: object, name = 'demo') =>
		client.post(`/websocket/set/${name}`, { websocket: { enabled: true, events: [], ...block } });
	const receive = (text: string) =>
		client.post('/_sim/instances/demo/receive', { from, kind: 'text', text });
	const joined = async () => (await client.get('/_sim/sockets')).body;

	function library(namespace: string, options: object = {}): Socket {
		const socket = io(client.simulator.url + namespace, { forceNew: true, ...options });
		opened.push(socket);
		return socket;
	}

	beforeEach(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
		client.simulator.config.ackDelayMs = 60_000;
	});
	afterEach(async () => {
		for (const socket of opened.splice(0)) socket.close();
		await client.simulator.close();
		await hook.close();
	});

	it.each([
		['transport=polling', 400, 5, 'Unsupported protocol version'],
		['EIO=3&transport=polling', 400, 5, 'Unsupported protocol version'],
		['EIO=4', 400, 0, 'Transport unknown'],
		['EIO=4&transport=polling&sid=x', 400, 1, 'Session ID unknown'],
		['EIO=4&transport=websocket', 400, 3, 'Bad request'],
	])(
		'refuses a request with the query %s with the error text of the real server',
		async (query, status, code, message) => {
			const answer = await ask(query);
			expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { code, message }]);
		},
	);

	it('answers 404 while it is switched off, and for a path without the slash at the end', async () => {
		const cannot = (path: string) => [404, [`Cannot GET ${path}`]];
		const asked = async (path: string) => {
			const { status, body } = await client.get(path);
			return [status, body.response.message];
		};
		const bare = '/socket.io?EIO=4&transport=polling';
		expect(await asked(bare)).toEqual(cannot(bare));
		await client.post('/_sim/config', { disabled: ['websocket'] });
		const path = '/socket.io/?EIO=4&transport=polling';
		expect(await asked(path)).toEqual(cannot(path));
		expect(await client.get('/websocket/find/demo')).toMatchObject({ status: 200, body: '' });
		const socket = library('/demo', { transports: ['websocket'], reconnection: false });
		const refusal = await new Promise((resolve) => socket.once('connect_error', resolve));
		expect(refusal).toMatchObject({ type: 'TransportError' });
	});

	it('from 2.3.3 on requires the global or any instance key from hosts outside "allowedHosts"', async () => {
		const refused = (message: string) => ({
			status: 403,
			text: JSON.stringify({ code: 4, message }),
		});
		const { config, state, key } = client.simulator;
		expect((await ask(undefined, '')).status).toBe(200);
		await client.post('/_sim/config', { websocket: { allowedHosts: ['192.0.2.1'] } });
		expect(await ask(undefined, '')).toEqual(refused('apiKey is required'));
		expect(await ask(undefined, 'wrong')).toEqual(refused('Invalid global token'));
		const both = 'EIO=4&transport=polling&apikey=wrong';
		expect(await ask(both, key)).toEqual(refused('Invalid global token'));
		expect((await ask(`EIO=4&transport=polling&apikey=${key}`, '')).status).toBe(200);
		expect((await ask(undefined, state.instances.get('demo')?.token)).status).toBe(200);
		config.databaseDown = true;
		expect(await ask()).toEqual(refused('Authentication error'));
		config.version = '2.3.2';
		expect((await ask(undefined, 'wrong')).status).toBe(200);
	});

	it('refuses requests from web pages of other sites', async () => {
		const response = await fetch(`${client.simulator.url}/socket.io/?EIO=4&transport=polling`, {
			headers: { origin: 'http://elsewhere.example' },
		});
		expect(response.status).toBe(403);
	});

	it('refuses to let a client join the namespace of an instance before its first selected event', async () => {
		const invalid = '44/demo,{"message":"Invalid namespace"}';
		const session = await open();
		expect(await session.join('demo')).toBe(invalid);
		await set({ events: ['MESSAGES_UPSERT'] });
		await client.post('/message/sendText/demo', { number: from, text: 'another event' });
		expect(await session.join('demo')).toBe(invalid);
		await receive('the first');
		expect(await session.join('demo')).toMatch(/^40\/demo,\{"sid":"[^"]+"\}$/);
		await receive('the second');
		const [packet] = await session.poll();
		expect(packet).toContain('the second');
	});

	it('sends the same body as a webhook, without the field "destination"', async () => {
		await client.post('/webhook/set/demo', {
			webhook: { enabled: true, url: hook.url, events: ['MESSAGES_UPSERT'] },
		});
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		await receive('second');
		const [packet] = await session.poll();
		const delivered = await hook.wait('messages.upsert', ({ body }) =>
			JSON.stringify(body).includes('second'),
		);
		const { destination, ...body } = delivered.body;
		expect(destination).toBe(hook.url);
		const [event, payload] = JSON.parse(packet.slice('42/demo,'.length));
		expect([event, { ...payload, date_time: body.date_time }]).toEqual(['messages.upsert', body]);
	});

	it('sends bytes as packets of their own, which may come with the next poll', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		const base64 = PNG.toString('base64');
		const picture = { from, kind: 'image', base64, mimetype: 'image/png' };
		await client.post('/_sim/instances/demo/receive', picture);
		const [packet, ...bytes] = await session.poll();
		const [, count] = /^45(\d+)-\/demo,\["messages\.upsert",/.exec(packet) ?? [];
		expect(Number(count)).toBeGreaterThan(0);
		expect(packet).toContain('"mediaKey":{"_placeholder":true,"num":');
		while (bytes.length < Number(count)) bytes.push(...(await session.poll()));
		for (const each of bytes) expect(each).toMatch(/^b[\w+/]+=*$/);
	});

	it('sends bytes with nearly every message, as the server does with real phones', async () => {
		await client.post('/_sim/config', { deviceContext: true });
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		await receive('second');
		const [packet] = await session.poll();
		expect(packet).toMatch(/^453-\/demo,/);
		expect(packet).toContain('"messageSecret":{"_placeholder":true,"num":2}');
	});

	it('sends a media file as Base64 if the webhook settings of the instance ask for Base64', async () => {
		await client.post('/webhook/set/demo', {
			webhook: { enabled: true, url: hook.url, events: [], base64: true },
		});
		await set({ events: ['SEND_MESSAGE'] });
		const base64 = PNG.toString('base64');
		const send = () =>
			client.post('/message/sendMedia/demo', { number: from, mediatype: 'image', media: base64 });
		await send();
		const socket = library('/demo');
		await new Promise<void>((resolve) => socket.once('connect', resolve));
		const came = new Promise((resolve) => socket.once('send.message', resolve));
		await send();
		expect(await came).toMatchObject({ data: { message: { base64 } } });
	});

	it('sends only the events that were set, and nothing when it is disabled', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		await client.post('/message/sendText/demo', { number: from, text: 'not asked for' });
		await set({ enabled: false });
		await receive('nobody hears it');
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('last');
		const packets = await session.poll();
		expect(packets).toHaveLength(1);
		expect(packets[0]).toContain('last');
	});

	it('sends everything to the namespace / with the option for global events', async () => {
		await client.post('/_sim/config', { websocket: { globalEvents: true } });
		const session = await open();
		await session.send('40');
		expect((await session.poll())[0]).toMatch(/^40\{"sid"/);
		await receive('for everybody');
		const packets = await session.pollUntil('42["messages.upsert"');
		expect(packets.join()).toContain('for everybody');
		expect(await session.join('demo')).toContain('Invalid namespace');
	});

	it('sends an event twice to a client that joined both namespaces', async () => {
		await client.post('/_sim/config', { websocket: { globalEvents: true } });
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.send('40');
		await session.join('demo');
		await receive('second');
		const packets = await session.pollUntil('42/demo,');
		const text = (packet: string) => packet.includes('second') && packet.split('[')[0];
		expect(packets.map(text).filter(Boolean)).toEqual(['42', '42/demo,']);
	});

	it.each(['a b', 'São', 'x?y', 'a/b'])(
		'has a namespace for an instance named %s',
		async (name) => {
			const events = ['SEND_MESSAGE'];
			const websocket = { enabled: true, events };
			const made = { instanceName: name, integration: 'EVOLUTION', websocket };
			expect((await client.post('/instance/create', made)).status).toBe(201);
			const path = `/message/sendText/${encodeURIComponent(name)}`;
			expect((await client.post(path, { number: from, text: 'x' })).status).toBe(201);
			expect(await (await open()).join(name)).toContain(`40/${name},{"sid"`);
		},
	);

	it('ends the session of a client that joins a namespace with a comma in its name', async () => {
		const session = await open();
		await session.send('40/a,b,');
		expect((await session.poll()).at(-1)).toBe('1');
	});

	it('sends many events in order, with many packets in an answer', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		const wanted = Array.from({ length: 300 }, (_, index) => `flood ${index}`);
		for (const text of wanted) await receive(text);
		const texts: string[] = [];
		let polls = 0;
		while (texts.length < wanted.length) {
			for (const packet of await session.poll()) {
				const [, payload] = JSON.parse(packet.slice('42/demo,'.length));
				texts.push(payload.data.message.conversation);
			}
			polls += 1;
		}
		expect(texts).toEqual(wanted);
		expect(polls).toBeLessThan(10);
	});

	it('does not send a client the events from before it joined', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		await receive('second');
		expect((await session.poll()).join()).not.toContain('first');
	});

	it('ends a session that joins twice, polls twice or says good-bye', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const unknown = ['400 {"code":1,"message":"Session ID unknown"}'];
		const twice = await open();
		await twice.join('demo');
		await twice.send('40/demo,');
		expect(await twice.poll()).toEqual(['6', '1']);
		expect(await twice.poll()).toEqual(unknown);
		const overlapping = await open();
		const first = overlapping.poll();
		const second = await overlapping.poll();
		expect([await first, second].flat().sort()).toEqual(['1', '400 ']);
		const leaving = await open();
		expect(await leaving.send('1')).toEqual([200, 'ok']);
		expect(await leaving.poll()).toEqual(unknown);
	});

	it('pings, and ends a session that does not answer', async () => {
		await client.post('/_sim/config', { websocket: { pingMs: 20, pongMs: 2000 } });
		await client.post('/_sim/sockets/forget');
		const lively = await open();
		for (let round = 0; round < 3; round++) {
			expect(await lively.poll()).toEqual(['2']);
			expect(await lively.send('3')).toEqual([200, 'ok']);
		}
		await client.post('/_sim/config', { websocket: { pongMs: 20 } });
		await client.post('/_sim/sockets/forget');
		const silent = await open();
		expect(await silent.poll()).toEqual(['2']);
		const end = await until(async () => {
			const [packet] = await silent.poll();
			return packet.startsWith('400') && packet;
		});
		expect(end).toContain('Session ID unknown');
	});

	it('delivers events to the official client library, by polling and by WebSocket', async () => {
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		for (const transports of [['polling'], ['websocket']]) {
			const socket = library('/demo', { transports });
			await new Promise<void>((resolve) => socket.once('connect', resolve));
			const [transport] = transports;
			expect(await joined()).toContainEqual({ id: socket.id, namespace: '/demo', transport });
			const came = new Promise((resolve) => socket.once('messages.upsert', resolve));
			await receive(transport);
			expect(await came).toMatchObject({
				instance: 'demo',
				data: { message: { conversation: transport } },
			});
			socket.close();
		}
	});

	it('delivers events to a client again after its instance was deleted and created again', async () => {
		client.simulator.config.deleteDelayMs = 0;
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('first');
		const session = await open();
		await session.join('demo');
		await client.call('DELETE', '/instance/logout/demo');
		await client.call('DELETE', '/instance/delete/demo');
		await until(() => !client.simulator.state.leaving.has('demo'));
		const made = { instanceName: 'demo', integration: 'WHATSAPP-BAILEYS' };
		expect((await client.post('/instance/create', made)).status).toBe(201);
		expect((await client.get('/websocket/find/demo')).body).toBeNull();
		await client.post('/_sim/instances/demo/scan');
		await set({ events: ['MESSAGES_UPSERT'] });
		await receive('anew');
		expect((await session.poll()).join()).toContain('anew');
	});
});
