import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { buildIfNeeded } from '../dev/build';
import { installRuntime } from '../dev/n8n/install';
import { NEWEST, pinnedFolder } from '../dev/n8n/versions';
import { installPinned } from '../dev/pinned';
import type { Paths } from './protocol';

const CHECKOUT = path.join(__dirname, '..');
const PEER = 'n8n-nodes-evolution-api';

export async function preparePackages(version = NEWEST): Promise<Paths> {
	await buildIfNeeded(CHECKOUT, path.join(CHECKOUT, '.dev', 'build.log'));
	const peer = await installPinned({
		pin: path.join(__dirname, 'peer'),
		name: 'bench',
		title: PEER,
		// The package's peer dependency is n8n itself, which npm must not install.
		more: ['--legacy-peer-deps'],
	});
	return {
		runtime: await installRuntime({ pinned: pinnedFolder(version) }),
		ours: copyOfOurs(),
		peer: path.join(peer, 'node_modules', PEER),
	};
}

/** Copies our package to a folder without the checkout's libraries, because n8n doesn't install those either. */
function copyOfOurs(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'bench-package-'));
	mkdirSync(folder, { recursive: true });
	cpSync(path.join(CHECKOUT, 'dist'), path.join(folder, 'dist'), { recursive: true });
	cpSync(path.join(CHECKOUT, 'package.json'), path.join(folder, 'package.json'));
	return folder;
}
