import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Opens the database in Python, which the installation of n8n needs anyway. */
const OPEN = `
import json, re, sqlite3, sys
ask = sqlite3.connect(sys.argv[1]).execute
`;

/**
 * Reads a copy of n8n's own database. n8n must not be running.
 * @param script Python code that queries the database with `ask`, and prints JSON
 */
export function readDatabase(userFolder: string, script: string): unknown {
	const copy = mkdtempSync(path.join(os.tmpdir(), 'database-'));
	try {
		for (const end of ['', '-wal', '-shm']) {
			const file = path.join(userFolder, '.n8n', `database.sqlite${end}`);
			if (existsSync(file)) cpSync(file, path.join(copy, `database.sqlite${end}`));
		}
		const database = path.join(copy, 'database.sqlite');
		return JSON.parse(String(execFileSync('python3', ['-c', OPEN + script, database])));
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}
