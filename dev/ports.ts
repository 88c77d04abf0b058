/** Which TCP ports of this machine are free. */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './folderLock';

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

/** Files that keep processes of this machine off each other's ports. Each contains its owner's process ID. */
const RESERVED = path.join(os.tmpdir(), `n8n-evolution-ports-${os.userInfo().username}`);

/**
 * Finds a port that is free, and that no running process got here: test workers and several checkouts draw ports at the
 * same time, and use them only seconds later, or not while n8n restarts. Below 32,768: above, Linux takes the ports of
 * outgoing connections, so that one could be gone before the program that it is meant for listens.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(15_000, 32_768);
		if (reserve(port) && (await isPortFree(port))) return port;
	}
}

/** @returns whether it is ours now, for as long as this process runs */
function reserve(port: number): boolean {
	mkdirSync(RESERVED, { recursive: true });
	const file = path.join(RESERVED, String(port));
	// The second time after a process that has ended.
	for (let attempt = 0; attempt < 2; attempt++) {
		try {
			writeFileSync(file, String(process.pid), { flag: 'wx' });
			return true;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		if (isOwned(file)) return false;
		rmSync(file, { force: true });
	}
	return false;
}

function isOwned(file: string): boolean {
	try {
		const owner = Number(readFileSync(file, 'utf8'));
		// Empty: it is just being written.
		return !(owner > 0) || isAlive(owner);
	} catch {
		return false; // released in the meantime
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
