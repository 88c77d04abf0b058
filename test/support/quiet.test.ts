import { pbkdf2 } from 'node:crypto';

import { deflate, inflate } from '../../nodes/EvolutionApi/hub/deflate';
import { httpRequest } from './httpRequest';
import { startConstant } from './otherServers';
import { untilQuiet } from './quiet';

/** As many as Node's thread pool has threads, each for a tenth of a second. */
function keepPoolBusy(): void {
	for (let thread = 0; thread < 4; thread++)
		pbkdf2('password', 'salt', 100_000, 64, 'sha512', () => {});
}

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
