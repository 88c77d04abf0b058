import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// Gives n8n's database a small disk of its own, which a test can fill up and free again.

/** Size of the disk. n8n's database and its write-ahead log only need a few MB. */
const SIZE = '96m';

export function mountSmallDisk(folder: string): () => void {
	execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'pipe' });
	// `--lazy`, because n8n may have ended only a moment ago.
	return () => execFileSync('umount', ['--lazy', folder]);
}

export function canMountDisks(): boolean {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'disk-'));
	try {
		mountSmallDisk(folder)();
		return true;
	} catch {
		return false;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** SQLite's log is emptied first, because SQLite could reuse its space. */
export function fillDisk(folder: string): () => void {
	execFileSync('python3', ['-c', EMPTY_LOG, path.join(folder, 'database.sqlite')]);
	const file = path.join(folder, 'full');
	fillWith(file);
	return () => rmSync(file);
}

/** Moves the content of SQLite's write-ahead log to the database, and truncates the log. */
const EMPTY_LOG = `
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
while database.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0] != 0:
    time.sleep(0.05)
`;

function fillWith(file: string): void {
	for (const size of [1024 * 1024, 4096]) {
		const piece = Buffer.alloc(size);
		try {
			for (;;) appendFileSync(file, piece);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
		}
	}
}
