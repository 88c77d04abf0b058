import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { deflate, inflate } from '../../nodes/EvolutionApi/hub/deflate';
import { httpRequest } from './httpRequest';
import { startConstant } from './otherServers';
import { untilQuiet } from './time';

/** Starts a job for each thread of Node's thread pool. Each takes a tenth of a second. */
function keepPoolBusy(): void {
	for (let thread = 0; thread < 4; thread++)
		pbkdf2('password', 'salt', 100_000, 64, 'sha512', () => {});
}

it('untilQuiet does not wait for a poll of Socket.IO, which is answered when something happens', async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const poll = httpRequest(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`, 'GET');
	poll.catch(() => {});
	await once(server, 'request');
	await untilQuiet(Infinity);
	server.closeAllConnections();
	server.close();
	await expect(poll).rejects.toThrow();
});

it('untilQuiet waits for a request that follows the unpacking of a list, while the thread pool is busy', async () => {
	const server = await startConstant(200, 'received');
	try {
		const packed = await deflate('a list');
		let answer: string | undefined;
		keepPoolBusy();
		void inflate(packed).then(async () => {
			answer = (await httpRequest(server.url, 'GET')).text;
		});
		await untilQuiet();
		expect(answer).toBe('received');
	} finally {
		await server.close();
	}
});
