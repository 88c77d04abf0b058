import { existsSync } from 'node:fs';
import path from 'node:path';
import { installRuntime } from '../../../dev/n8n/install';

/** The first run installs n8n, which takes minutes: outside the tests, whose time is limited. */
export default async function globalSetup(): Promise<void> {
	const node = path.join(__dirname, '../../../dist/nodes/EvolutionApi/EvolutionApi.node.js');
	if (!existsSync(node)) throw new Error('The package is not built. Run: npm run build');
	await installRuntime();
}
