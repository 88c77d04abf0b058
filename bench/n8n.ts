/** Starts a real n8n for a measurement, with our package, the nodes of `bench/nodes`, an owner, and its own folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startN8n, type RunningN8n } from '../dev/n8n/driver';
import { OWNER } from '../dev/workspace';
import type { Paths } from './protocol';

export const ENVIRONMENT: NodeJS.ProcessEnv = {
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'nodes'),
};

/** Starts n8n with an empty workspace, which is deleted after the measurement. */
export async function withN8n<Value>(
	paths: Paths,
	measure: (n8n: RunningN8n, userFolder: string) => Promise<Value>,
	env: NodeJS.ProcessEnv = {},
): Promise<Value> {
	const userFolder = mkdtempSync(path.join(tmpdir(), 'bench-n8n-'));
	try {
		const n8n = await startN8n({
			runtime: paths.runtime,
			userFolder,
			packageFolder: paths.ours,
			env: { ...ENVIRONMENT, ...env },
		});
		try {
			await n8n.client.enter(OWNER);
			return await measure(n8n, userFolder);
		} finally {
			await n8n.stop();
		}
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}
