/** Runs programs from the system's packages, each in a temporary folder and on a free port. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
	chownSync,
	closeSync,
	existsSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** PostgreSQL refuses to run as root, so it runs as one of these users. On Debian, its programs aren't in the PATH. */
const UNPRIVILEGED = ['postgres', 'nobody'];
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

/** Runs a command until its standard input closes. So it ends with our process, even if that is killed. */
const UNTIL_STDIN_CLOSES =
	'"$@" & program=$!; cat > /dev/null; kill -s INT $program; wait $program';

export interface LocalService {
	port: number;
	stop(): Promise<void>;
	restart(awayMs: number): Promise<void>;
}

/** Returns the path of a program. @throws if it isn't installed, with the command that installs it */
export function systemProgram(name: string): string {
	const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : [];
	const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
	const folders = [
		...(process.env.PATH ?? '').split(path.delimiter),
		...newestFirst.map((version) => path.join(POSTGRES_VERSIONS, version, 'bin')),
	];
	const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
	if (found) return found;
	throw new Error(
		`Queue mode needs ${name}, which was not found. Debian and Ubuntu: sudo apt install postgresql redis-server`,
	);
}

export function serviceUser(): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	for (const name of UNPRIVILEGED) {
		try {
			const id = (flag: string) =>
				Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
			return { uid: id('-u'), gid: id('-g') };
		} catch {
			continue; // this machine has no such user
		}
	}
	throw new Error(`None of the users ${UNPRIVILEGED.join(', ')} exists.`);
}

/** The folder is deleted when the service stops. */
export function serviceFolder(name: string): string {
	const folder = mkdtempSync(path.join(os.tmpdir(), `${name}-`));
	const { uid, gid } = serviceUser();
	if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
	return folder;
}

interface ServiceRun {
	command: string[];
	folder: string;
	port: number;
	isReady: () => Promise<boolean>;
}

/** If the service isn't ready after a minute, throws an error that contains its log. */
export async function startService(run: ServiceRun): Promise<LocalService> {
	let child = spawnService(run);
	const stop = async () => {
		await end(child);
		rmSync(run.folder, { recursive: true, force: true });
	};
	const untilReady = async () => {
		for (const limit = Date.now() + 60_000; !(await run.isReady()); await sleep(100)) {
			if (Date.now() < limit) continue;
			const log = readFileSync(logOf(run), 'utf8');
			await stop();
			throw new Error(`${run.command[0]} is not ready:\n${log}`);
		}
	};
	await untilReady();
	const restart = async (awayMs: number) => {
		await end(child);
		await sleep(awayMs);
		child = spawnService(run);
		await untilReady();
	};
	return { port: run.port, stop, restart };
}

const logOf = ({ folder }: ServiceRun) => path.join(folder, 'service.log');

function spawnService(run: ServiceRun): ChildProcess {
	const log = openSync(logOf(run), 'a');
	const child = spawn('sh', ['-c', UNTIL_STDIN_CLOSES, 'sh', ...run.command], {
		...serviceUser(),
		cwd: run.folder,
		stdio: ['pipe', log, log],
		detached: true,
	});
	closeSync(log);
	return child;
}

async function end(child: ChildProcess): Promise<void> {
	const ended = new Promise((resolve) => child.once('exit', resolve));
	child.stdin?.end();
	await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
	try {
		if (child.pid) process.kill(-child.pid, 'SIGKILL');
	} catch {
		return; // the process group is empty
	}
}
