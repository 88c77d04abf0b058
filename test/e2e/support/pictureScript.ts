import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startN8n, type RunningN8n } from '../../../dev/n8n/driver';
import { installRuntime } from '../../../dev/n8n/install';
import { pinnedFolder } from '../../../dev/n8n/versions';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { launchChromium } from './chromium';

export interface PictureStage {
	readonly n8n: RunningN8n;
	readonly simulator: Simulator;
	readonly browser: Browser;
}

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');

/** Uses the pinned n8n, and this checkout's package, which must be built. Then ends the process. */
export function runPictureScript(script: (stage: PictureStage) => Promise<void>): void {
	onStage(script).then(
		() => process.exit(0),
		(error: Error) => {
			process.stderr.write(`${error.message}\n`);
			process.exit(1);
		},
	);
}

async function onStage(script: (stage: PictureStage) => Promise<void>): Promise<void> {
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'pictures-'));
	const simulator = await startSimulator({ port: 0, seed: true, quiet: true });
	const runtime = await installRuntime({ pinned: pinnedFolder() });
	const n8n = await startN8n({ runtime, userFolder, packageFolder: CHECKOUT });
	const browser = await launchChromium();
	try {
		await script({ n8n, simulator, browser });
	} finally {
		await browser.close();
		await n8n.stop();
		await simulator.close();
		rmSync(userFolder, { recursive: true, force: true });
	}
}
