import { pbkdf2 } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { deflate, inflate } from '../../nodes/EvolutionApi/hub/deflate';
import { httpRequest } from './httpRequest';
import { untilQuiet } from './quiet';

/** As many as Node's thread pool has threads, each for a tenth of a second. */
function keepPoolBusy(): void {
	for (let thread = 0; thread < 4; thread++)
		pbkdf2('password', 'salt', 100_000, 64, 'sha512', () => {});
}

it('untilQuiet waits for a request that follows the unpacking of a list, while the thread pool is busy', async () => {
	const paths: unknown[] = [];
	const server = http.createServer(({ url }, response) => {
		paths.push(url);
		response.end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		const packed = await deflate('a list');
		keepPoolBusy();
		void inflate(packed).then(async (list) => {
			await httpRequest(`${url}/${encodeURIComponent(list)}`, 'GET');
		});
		await untilQuiet();
		expect(paths).toEqual(['/a%20list']);
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
});
