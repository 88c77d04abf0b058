import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../../dev/ports';
import {
	serviceFolder,
	serviceUser,
	startService,
	systemProgram,
	type LocalService,
} from './localService';

const HOST = '127.0.0.1';
export const DATABASE_USER = 'n8n';

/** Starts PostgreSQL with an empty database `postgres`, to which `DATABASE_USER` can connect from this machine. A crash loses its data. */
export async function startPostgres(): Promise<LocalService> {
	const folder = serviceFolder('postgres');
	const data = path.join(folder, 'data');
	const port = await freePort();
	execFileSync(
		systemProgram('initdb'),
		['-D', data, '-U', DATABASE_USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
		{ ...serviceUser(), cwd: folder, stdio: 'pipe' },
	);
	const settings = {
		listen_addresses: HOST,
		port: String(port),
		unix_socket_directories: '', // no socket: TCP is enough, and the folder's path may be too long for one
		fsync: 'off',
	};
	const isReady = systemProgram('pg_isready');
	return await startService({
		command: [
			systemProgram('postgres'),
			'-D',
			data,
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		],
		folder,
		port,
		isReady: async () =>
			await promisify(execFile)(isReady, ['-h', HOST, '-p', String(port)]).then(
				() => true,
				() => false,
			),
	});
}

export async function startRedis(): Promise<LocalService> {
	const folder = serviceFolder('redis');
	const port = await freePort();
	return await startService({
		command: [
			systemProgram('redis-server'),
			'--port',
			String(port),
			'--bind',
			HOST,
			'--save',
			'',
			'--dir',
			folder,
		],
		folder,
		port,
		isReady: async () => await answersPing(port),
	});
}

async function answersPing(port: number): Promise<boolean> {
	const socket = net.connect({ port, host: HOST });
	try {
		await once(socket, 'connect');
		socket.write('PING\r\n');
		const [answer] = (await once(socket, 'data')) as [Buffer];
		return answer.toString().startsWith('+PONG');
	} catch {
		return false; // it isn't ready yet
	} finally {
		socket.destroy();
	}
}
