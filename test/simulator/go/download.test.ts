import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { postEvent } from '../../../simulator/core/postEvent';
import { download } from '../../../simulator/go/sending/download';

/** The first request is redirected. */
async function startRedirect(location: string, host = '127.0.0.1'): Promise<string> {
	const server = http.createServer(({ url }, response) => {
		if (url === '/') response.writeHead(307, { location }).end();
		else response.end('body');
	});
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	onTestEnd.push(() => server.close());
	const { port } = server.address() as AddressInfo;
	return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}

const onTestEnd: Array<() => unknown> = [];
afterEach(() => {
	for (const end of onTestEnd.splice(0)) end();
});

const get = async (address: string) =>
	Buffer.concat((await download(address, 'image')).chunks).toString();
const post = async (url: string) =>
	await postEvent({
		url,
		body: '{}',
		signal: AbortSignal.timeout(10_000),
		timeout: 10_000,
		maxRedirects: 5,
	});

it('Go simulator: neither a download nor a webhook follows a redirect that leaves this machine', async () => {
	const address = await startRedirect('http://another-machine.invalid/picture.png');
	await expect(get(address)).rejects.toThrow('redirected to');
	expect(await post(address)).toMatchObject({ error: expect.stringContaining('redirected to') });
});

it.each(['127.0.0.1', '::1'])(
	'Go simulator: downloads and webhooks follow a redirect to %s',
	async (host) => {
		const address = await startRedirect(`${await startRedirect('/', host)}file`);
		expect(await get(address)).toBe('body');
		expect(await post(address)).toMatchObject({ status: 200 });
	},
);
