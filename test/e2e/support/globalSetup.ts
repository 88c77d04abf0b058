import path from 'node:path';
import { isBuilt } from '../../../dev/build';
import { installRuntime } from '../../../dev/n8n/install';
import { migratedFolder } from '../../../dev/n8n/userFolder';
import { N8nKeeper } from './keptN8n';

const CHECKOUT = path.join(__dirname, '../../..');

declare global {
	var n8nKeeper: N8nKeeper | undefined;
}

/** Installs n8n before the tests, because the first installation takes minutes, which would exceed the tests' time limits. */
export default async function globalSetup(): Promise<void> {
	if (!isBuilt(CHECKOUT)) throw new Error('The package is not built as it is. Run: npm run build');
	// With `N8N_URL`, the tests use an n8n that is already running (runningN8n.test.ts), so n8n isn't installed.
	if (process.env.N8N_URL === undefined) await migratedFolder(await installRuntime());
	globalThis.n8nKeeper = new N8nKeeper();
	await globalThis.n8nKeeper.start();
}
