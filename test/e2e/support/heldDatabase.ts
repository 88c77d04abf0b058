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

/** n8n stores twice that an execution runs. This refuses the second time, before its first node. */
const REFUSE = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
database.execute("""CREATE TRIGGER refuse_run BEFORE UPDATE OF status ON execution_entity
  WHEN OLD.status = 'running' AND NEW.status = 'running'
  BEGIN SELECT RAISE(ABORT, 'database is locked'); END""")
print('held', flush=True)
sys.stdin.read()
database.execute('DROP TRIGGER refuse_run')
`;

/**
 * From another process, so that n8n can read its database, and write nothing: as a backup, a VACUUM or a slow disk does it.
 * @returns lets go
 */
export const holdDatabase = async (userFolder: string): Promise<() => Promise<void>> =>
	await hold(userFolder, HOLD);

/**
 * n8n writes executions with their keys, and its database fails before they run.
 * @returns lets them run
 */
export const refuseRuns = async (userFolder: string): Promise<() => Promise<void>> =>
	await hold(userFolder, REFUSE);

async function hold(userFolder: string, script: string): Promise<() => Promise<void>> {
	const database = path.join(userFolder, '.n8n', 'database.sqlite');
	const holder = spawn('python3', ['-c', script, database], { stdio: ['pipe', 'pipe', 'inherit'] });
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
