import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './folderLock';

/** Resolves to the port, or rejects with the system's error. */
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

/** Folder with a file for each reserved port. The file contains the ID of the process that reserved the port. */
const RESERVED = path.join(os.tmpdir(), `n8n-evolution-ports-${os.userInfo().username}`);

/**
 * Finds a free port, and reserves it for this process. Without reservations, two test workers could choose the same port,
 * because n8n only listens on it seconds later. The port is below 32,768, because Linux uses higher ports for outgoing
 * connections, and so one of them could be in use before our program listens on it.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(15_000, 32_768);
		if (reserve(port) && (await isPortFree(port))) return port;
	}
}

function reserve(port: number): boolean {
	mkdirSync(RESERVED, { recursive: true });
	const file = path.join(RESERVED, String(port));
	// If the process that reserved the port has ended, its file is deleted and written again.
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
		// If the file is empty, its owner is still writing it.
		return !(owner > 0) || isAlive(owner);
	} catch {
		return false; // released in the meantime
	}
}

/**
 * Tells whether the port is free for IPv4 and for IPv6, because a browser may use either for `localhost`. On a machine without
 * IPv6, `::` counts as free.
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
