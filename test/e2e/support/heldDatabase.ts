import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Python comes with the compiler of SQLite that n8n's installation needs. */
const HOLD = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
database.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
database.execute('ROLLBACK')
`;

/**
 * From another process, so that n8n can read its database, and write nothing: as a backup, a VACUUM or a slow disk does it.
 * @returns lets go
 */
export async function holdDatabase(userFolder: string): Promise<() => Promise<void>> {
	const database = path.join(userFolder, '.n8n', 'database.sqlite');
	const holder = spawn('python3', ['-c', HOLD, database], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = once(holder, 'exit');
	await Promise.race([
		once(holder.stdout, 'data'),
		ended.then(() => {
			throw new Error('The database could not be held');
		}),
	]);
	return async () => {
		holder.stdin.end();
		await ended;
	};
}
