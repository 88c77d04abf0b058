import path from 'node:path';
import { isBuilt } from '../../../dev/build';
import { installRuntime } from '../../../dev/n8n/install';
import { migratedFolder } from '../../../dev/n8n/userFolder';
import { N8nKeeper } from './keptN8n';

const CHECKOUT = path.join(__dirname, '../../..');

declare global {
	/** For globalTeardown.ts, which runs in the same process. */
	var n8nKeeper: N8nKeeper | undefined;
}

/** The first run installs n8n, which takes minutes, so it happens before the tests and their time limits. */
export default async function globalSetup(): Promise<void> {
	if (!isBuilt(CHECKOUT)) throw new Error('The package is not built as it is. Run: npm run build');
	// An n8n that's already running doesn't need ours (runningN8n.test.ts).
	if (process.env.N8N_URL === undefined) await migratedFolder(await installRuntime());
	globalThis.n8nKeeper = new N8nKeeper();
	await globalThis.n8nKeeper.start();
}
