import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { download } from '../../../simulator/go/sending/download';

it('Go simulator: follows no redirect that leaves this machine', async () => {
	const server = http.createServer((_request, response) => {
		response.writeHead(302, { location: 'http://another-machine.invalid/picture.png' }).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await expect(download(`http://127.0.0.1:${port}/`, 'image')).rejects.toThrow('redirected to');
	server.close();
});
