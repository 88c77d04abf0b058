/**
 * New user folders for tests. They are copies of a folder in which n8n has already migrated its database and created the owner,
 * so that n8n's first start takes five seconds of CPU time less. All copies have the same encryption key.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { waitForLock } from '../folderLock';
import { OWNER } from '../workspace';
import { startN8n } from './driver';

const OWNER_HASH = createHash('sha256').update(JSON.stringify(OWNER)).digest('hex').slice(0, 12);

/** A folder that n8n has already used stays unchanged. */
export async function fillUserFolder(runtime: string, userFolder: string): Promise<void> {
	const home = path.join(userFolder, '.n8n');
	if (!existsSync(home)) cpSync(await migratedFolder(runtime), home, { recursive: true });
}

export async function migratedFolder(runtime: string): Promise<string> {
	const folder = path.join(runtime, `migrated-${OWNER_HASH}`);
	if (existsSync(folder)) return folder;
	const lock = await waitForLock(`${folder}.lock`, () => undefined);
	try {
		if (!existsSync(folder)) await migrate(runtime, folder);
	} finally {
		lock.release();
	}
	return folder;
}

async function migrate(runtime: string, folder: string): Promise<void> {
	const userFolder = mkdtempSync(path.join(runtime, 'migrating-'));
	try {
		const n8n = await startN8n({ runtime, userFolder });
		try {
			await n8n.client.enter(OWNER);
		} finally {
			await n8n.stop();
		}
		renameSync(path.join(userFolder, '.n8n'), folder);
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}
