/** Which TCP ports of this machine are free. */
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

/** A port that nobody uses at this moment. */
export async function freePort(): Promise<number> {
	return await listenOnce(0, '127.0.0.1');
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
