import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Settings that n8n's engine reads when it's loaded.

process.env.N8N_USER_FOLDER ??= openFolder();
process.env.N8N_ENCRYPTION_KEY ??= 'test';
process.env.N8N_DISABLE_SENTRY ??= 'true';

/** Creates n8n's folder for this process. The folder may exist already, because each test file loads this module. */
function openFolder(): string {
	const folder = join(tmpdir(), `engine-${process.pid}`);
	if (!existsSync(folder)) {
		mkdirSync(folder);
		process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	}
	return folder;
}
