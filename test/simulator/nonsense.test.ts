import net from 'node:net';
import { routes } from '../../simulator/routes';
import { type Client, startClient } from './support/client';
import fc from '../support/properties';

describe('simulator: nonsense as a request', () => {
	let client: Client;
	const isAlive = async () => (await client.get('/')).status === 200;

	/** Writes bytes to a socket, and returns the first data of the answer; empty if the socket is closed first. */
	const raw = (text: string | Buffer) =>
		new Promise<string>((resolve) => {
			const socket = net.connect(client.simulator.port, '127.0.0.1', () => socket.write(text));
			socket.once('data', (data) => {
				resolve(data.toString('latin1'));
				socket.destroy();
			});
			socket.once('error', () => resolve(''));
			socket.once('close', () => resolve(''));
		});

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	it.each([
		['bytes that are no HTTP', Buffer.from([0, 1, 2, 255, 10, 13, 10]), '400'],
		[
			'a header that is too large',
			`GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(200_000)}\r\n\r\n`,
			'431',
		],
		['a method that nobody knows', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
		['a path that is no path', 'GET %zz%00%ff?%zz=%ff HTTP/1.1\r\nHost: x\r\n\r\n', '40'],
		[
			'percent signs where a name belongs',
			'GET /instance/connectionState/%zz HTTP/1.1\r\nHost: x\r\n\r\n',
			'400',
		],
	])('%s gets an answer', async (_title, text, status) => {
		expect(await raw(text)).toContain(`HTTP/1.1 ${status}`);
		expect(await isAlive()).toBe(true);
	});

	it('fifty requests that are never completed do not block another request', async () => {
		const head =
			'POST /message/sendText/demo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"';
		const sockets = await Promise.all(
			Array.from({ length: 50 }, async () => {
				const socket = net.connect(client.simulator.port, '127.0.0.1');
				socket.on('error', () => undefined);
				await new Promise((resolve) => socket.once('connect', resolve));
				socket.write(head);
				return socket;
			}),
		);
		expect(await isAlive()).toBe(true);
		for (const socket of sockets) socket.destroy();
		expect(await isAlive()).toBe(true);
	});

	it('a form that breaks off, or has no boundary, gets an answer', async () => {
		const { port } = client.simulator;
		const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc';
		const head = (type: string) =>
			`POST /message/sendMedia/demo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\napikey: simulator-key\r\nContent-Type: multipart/form-data${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
		expect(await raw(head('; boundary=x'))).toContain('HTTP/1.1 500');
		expect(await raw(head(''))).toContain('HTTP/1.1 500');
		expect(await isAlive()).toBe(true);
	});

	it('deeply nested JSON gets an answer', async () => {
		const deep = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
		const message = `{"number":"5511988887777","text":"x","quoted":{"key":{"id":"a"},"message":{"a":${deep}}}}`;
		expect((await client.call('POST', '/message/sendText/demo', message)).status).toBe(500);
		expect((await client.call('POST', '/_sim/instances/demo/receive', message)).status).toBe(500);
		expect(await isAlive()).toBe(true);
	});

	it('any JSON at any route gets an answer', async () => {
		const paths = routes.map(
			({ method, path }) => [method, path.replace(':instanceName', 'demo')] as const,
		);
		const kinds = [
			'text',
			'image',
			'reaction',
			'pollVote',
			'buttonReply',
			'edit',
			'raw',
			'contact',
			'location',
		];
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(
					...paths,
					['POST', '/_sim/instances/demo/receive'] as const,
					['POST', '/_sim/config'] as const,
				),
				fc.dictionary(
					fc.constantFrom(
						'number',
						'text',
						'key',
						'quoted',
						'mentioned',
						'buttons',
						'sections',
						'contact',
						'where',
						'webhook',
						'from',
						'media',
						'__proto__',
						'events',
						'cards',
					),
					fc.jsonValue({ maxDepth: 4 }),
				),
				fc.constantFrom(...kinds),
				async ([method, path], body, kind) => {
					if (path === '/instance/delete/demo' || path === '/instance/logout/demo') return;
					const hasBody = method !== 'GET';
					const number = typeof body.number === 'string' ? body.number : '5511988887777';
					const sent = hasBody
						? { number, from: number, kind, mediatype: 'image', ...body }
						: undefined;
					const { status } = await client.call(method, path, sent);
					expect(status).toBeGreaterThanOrEqual(200);
					expect(status).toBeLessThan(600);
				},
			),
			{ numRuns: 400 },
		);
		expect(await isAlive()).toBe(true);
		expect((await client.get('/_sim/instances/demo/chats')).status).toBe(200);
		expect((await client.post('/chat/findMessages/demo', {})).status).toBe(200);
		expect((await client.post('/chat/findChats/demo', {})).status).toBe(200);
		expect((await client.get('/_sim/requests')).status).toBe(200);
	}, 60_000);
});
