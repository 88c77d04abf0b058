import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { lockOwner, tryLock, waitForLock } from '../../dev/folderLock';

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
	file = path.join(folder, 'deep', 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function deadPid(): number {
	return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('dev tools: folder lock', () => {
	it('is refused while a living process holds it, and free after that', () => {
		const lock = tryLock(file);
		expect(tryLock(file)).toBeUndefined();
		expect(lockOwner(file)).toBe(process.pid);
		lock?.release();
		expect(tryLock(file)).toBeDefined();
	});

	it('is taken over from a dead process', () => {
		tryLock(file)?.release();
		writeFileSync(file, String(deadPid()));
		expect(tryLock(file)).toBeDefined();
		expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
	});

	it('is taken over when its heartbeat stopped, even if another process has its process ID now', () => {
		tryLock(file);
		const longAgo = new Date(Date.now() - 3_600_000);
		utimesSync(file, longAgo, longAgo);
		expect(lockOwner(file)).toBeUndefined();
		expect(tryLock(file)).toBeDefined();
	});

	it('is free if a crashed process left an empty file', () => {
		tryLock(file)?.release();
		writeFileSync(file, '');
		expect(tryLock(file)).toBeDefined();
	});

	it('names the process that it waits for, once, and is then acquired', async () => {
		const lock = tryLock(file);
		const told: number[] = [];
		const waiting = waitForLock(file, (pid) => told.push(pid));
		setTimeout(() => lock?.release(), 700);
		(await waiting).release();
		expect(told).toEqual([process.pid]);
	});
});
