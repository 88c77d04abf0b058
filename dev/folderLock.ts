/** Lets only one process use a folder, by a lock file with the owner's process ID. The owner renews the file's time. */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK_BEAT_MS = 5_000;
/** A lock file of this age is abandoned. The system may have given the process ID in the file to a new program. */
const STALE_MS = 60_000;

interface FolderLock {
	release(): void;
}

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Returns the process ID of the owner, if it's alive; undefined if the lock is free or stale. */
export function lockOwner(file: string): number | undefined {
	try {
		const pid = Number(readFileSync(file, 'utf8'));
		const fresh = Date.now() - statSync(file).mtimeMs < STALE_MS;
		return fresh && pid > 0 && isAlive(pid) ? pid : undefined;
	} catch {
		return undefined;
	}
}

/** Returns undefined if another living process has the lock. */
export function tryLock(file: string): FolderLock | undefined {
	mkdirSync(path.dirname(file), { recursive: true });
	for (let attempt = 0; attempt < 2; attempt++) {
		try {
			writeFileSync(file, String(process.pid), { flag: 'wx' });
			return held(file);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			if (lockOwner(file) !== undefined) return undefined;
			rmSync(file, { force: true });
		}
	}
	return undefined;
}

/** `onWait` is called once, with the owner's process ID. */
export async function waitForLock(
	file: string,
	onWait: (pid: number) => void,
): Promise<FolderLock> {
	let told = false;
	for (;;) {
		const lock = tryLock(file);
		if (lock) return lock;
		const owner = lockOwner(file);
		if (!told && owner !== undefined) {
			told = true;
			onWait(owner);
		}
		await sleep(500);
	}
}

function held(file: string): FolderLock {
	const timer = setInterval(() => {
		const now = new Date();
		try {
			utimesSync(file, now, now);
		} catch {
			clearInterval(timer); // the folder was deleted in the meantime, so there's nothing left to lock
		}
	}, LOCK_BEAT_MS);
	timer.unref();
	return {
		release() {
			clearInterval(timer);
			rmSync(file, { force: true });
		},
	};
}
