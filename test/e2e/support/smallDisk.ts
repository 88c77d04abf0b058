import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// A separate disk for n8n's database, which a test fills and empties.

/** For n8n's database and its log of writes: a few MB. */
const SIZE = '96m';

/** @returns a function that removes it */
export function mountSmallDisk(folder: string): () => void {
	execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'pipe' });
	// n8n may have ended a moment ago.
	return () => execFileSync('umount', ['--lazy', folder]);
}

/** Only root may, and not in every container. */
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

/** Until nothing more can be written, not even into the room that SQLite would keep in its log. @returns empties the disk */
export function fillDisk(folder: string): () => void {
	execFileSync('python3', ['-c', EMPTY_LOG, path.join(folder, 'database.sqlite')]);
	const file = path.join(folder, 'full');
	fillWith(file);
	return () => rmSync(file);
}

/** Moves the log's content to the database, and truncates the log. Python comes with the compiler that SQLite needs. */
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
