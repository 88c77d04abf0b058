/** Which TCP ports of this machine are free. */
import { randomInt } from 'node:crypto';
import net from 'node:net';

/** Listens for a moment; resolves to the port, or rejects with the reason of the system. */
async function listenOnce(port: number, host: string): Promise<number> {
	const server = net.createServer();
	return await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ port, host, exclusive: true }, () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
		});
	});
}

const given = new Set<number>();

/**
 * A port that nobody uses at this moment, and that was not given to somebody else in this process.
 * Below 32,768: above, Linux takes the ports of outgoing connections, so that one could be gone
 * before the program that it is meant for listens.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(15_000, 32_768);
		if (given.has(port) || !(await isPortFree(port))) continue;
		given.add(port);
		return port;
	}
}

/**
 * Whether both addresses behind `localhost` are ours to take: what listens on `::` would otherwise
 * answer the browser in our place. A machine without IPv6 counts as free there.
 */
export async function isPortFree(port: number): Promise<boolean> {
	for (const host of ['127.0.0.1', '::']) {
		try {
			await listenOnce(port, host);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL') return false;
		}
	}
	return true;
}
