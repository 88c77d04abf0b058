import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const HOLD = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
database.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
database.execute('ROLLBACK')
`;

/** n8n writes twice that an execution is running. This script makes the second write fail, which is before the execution's first node. */
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
 * Starts a process that locks n8n's database, as a backup or a VACUUM would. n8n can read the database, but not write to it.
 * @returns a function that releases the lock
 */
export const holdDatabase = async (userFolder: string): Promise<() => Promise<void>> =>
	await hold(userFolder, HOLD);

/**
 * Makes n8n's database fail after n8n has stored a new execution with its deduplication key, and before the execution runs.
 * @returns a function that lets executions run again
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
