import { type Client, startClient } from './support/client';

const number = '5511988887777';

describe('simulator: addresses, Base64, types and proxies are taken as by the libraries of the server', () => {
	let client: Client;
	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	const send = (body: object) => client.post('/message/sendMedia/demo', { number, ...body });

	it.each([
		'https://my_files.example.com/a.pdf',
		'https://example.com/a<b>.pdf',
		`https://example.com/${'a'.repeat(2100)}.pdf`,
		'http://localhost/a.pdf',
	])('refuses the address %.40s', async (media) => {
		const { status, body } = await send({ mediatype: 'document', fileName: 'a.pdf', media });
		expect([status, body.response.message]).toEqual([400, ['Owned media must be a url or base64']]);
	});

	it.each([
		['a.sketch', 'false'],
		['a.rtf', 'application/rtf'],
	])('says of the document %s that its type is %s, whatever was given', async (fileName, type) => {
		const mimetype = 'application/x-given';
		const { body } = await send({ mediatype: 'document', media: 'AAAA', fileName, mimetype });
		expect(body.message.documentMessage.mimetype).toBe(type);
	});

	it('breaks off at a long file in Base64 up to 2.3.6', async () => {
		const media = 'A'.repeat(4_800_000);
		const big = { mediatype: 'document', fileName: 'a.pdf', media };
		const newer = await send(big);
		expect([newer.status, newer.body.response?.message]).toEqual([201, undefined]);
		client.simulator.config.version = '2.3.6';
		const { status, body } = await send(big);
		client.simulator.config.version = '2.3.7';
		expect([status, body.response.message]).toEqual([500, 'Maximum call stack size exceeded']);
	});

	it.each([
		['proxy.example.com', 'http', 201],
		['http://proxy.example.com', 'http', 400],
		['proxy.example.com', 'ftp', 400],
	])('tries the proxy %s (%s): %d', async (host, protocol, status) => {
		const proxy = { enabled: true, host, port: '8080', protocol };
		expect((await client.post('/proxy/set/demo', proxy)).status).toBe(status);
	});
});
