/**
 * Installs the pinned n8n with its own Node into a folder outside the checkout, once per machine. It works in a folder
 * `.partial-<pid>` next to it, and renames that at the end, so the final folder is complete or doesn't exist.
 * To run only this, for the newest version or the one in `N8N_VERSION`: `npx tsx dev/n8n/install.ts`.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { isAlive, waitForLock } from '../folderLock';
import { copyPin, holdsPin } from '../pin';
import { InstallError } from './installErrors';
import { npm, type NpmEnd, type NpmRun } from './npm';
import { withProgress } from './progress';
import * as runtime from './runtimeFolder';
import { buildSqlite } from './sqlite';
import { finishedSteps, noteStep } from './steps';

const NEEDED_BYTES = 3.5e9;

/** Without a network, `npm ci` would retry for minutes. */
const ONE_QUESTION = { fetch_retries: '0', fetch_timeout: '30000', prefer_online: 'true' };

interface InstallOptions {
	folder?: string;
	pinned?: string;
	signal?: AbortSignal;
	say?: (text: string) => void;
	steps?: InstallStep[];
}

export interface InstallStep {
	name: string;
	title: string;
	run: (run: NpmRun) => Promise<NpmEnd>;
}

export const STEPS: InstallStep[] = [
	{
		name: 'download',
		title: '1/3 Downloading packages (2 to 5 minutes)',
		run: async (run) => {
			const registry = await npm(['view', 'n8n', 'name'], { ...run, settings: ONE_QUESTION });
			if (!registry.ok) return registry;
			return await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], run);
		},
	},
	{
		name: 'node',
		title: '2/3 Unpacking its Node',
		run: async (run) =>
			await npm(['rebuild', 'node'], { ...run, settings: { ignore_scripts: 'false' } }),
	},
	{
		name: 'sqlite3',
		title: '3/3 Compiling SQLite (about a minute)',
		run: buildSqlite,
	},
];

/** Throws `InstallError`. */
export async function installRuntime(options: InstallOptions = {}): Promise<string> {
	const pinned = options.pinned ?? runtime.PINNED;
	const folder = options.folder ?? runtime.runtimeFolder(process.env, pinned);
	const say = options.say ?? ((text: string) => void process.stdout.write(`${text}\n`));
	if (runtime.isInstalled(folder, pinned)) return folder;
	const lock = await waitForLock(`${folder}.lock`, (pid) =>
		say(`Another process (${pid}) is installing n8n; waiting for it.`),
	);
	try {
		if (!runtime.isInstalled(folder, pinned)) await install({ ...options, pinned, folder, say });
	} finally {
		lock.release();
	}
	return folder;
}

type Job = InstallOptions & Required<Pick<InstallOptions, 'folder' | 'pinned' | 'say'>>;

async function install({ folder, pinned, say, signal, steps = STEPS }: Job): Promise<void> {
	refuseForeignFolder(folder);
	const logFile = `${folder}.install.log`;
	say(`Installing n8n ${runtime.pinnedVersion(pinned)}, once on this machine, in\n  ${folder}`);
	const partial = adoptPartial(folder, pinned);
	requireSpace(partial, logFile);
	for (const step of steps) {
		if (finishedSteps(partial).includes(step.name)) continue;
		await withProgress(step.title, async () => {
			const end = await step.run({ cwd: partial, logFile, signal });
			if (signal?.aborted) throw new Error('The installation of n8n was interrupted.');
			if (!end.ok) throw new InstallError(step.title, end.output, logFile);
		});
		noteStep(partial, step.name);
	}
	runtime.writeMarker(partial, pinned);
	rmSync(folder, { recursive: true, force: true });
	renameSync(partial, folder);
}

/** Throws if the folder contains anything but an installation of n8n, which may be old or incomplete. */
function refuseForeignFolder(folder: string): void {
	if (!existsSync(folder) || readdirSync(folder).length === 0 || runtime.hasMarker(folder)) return;
	const lock = path.join(folder, 'package-lock.json');
	if (existsSync(lock) && existsSync(path.join(folder, 'node_modules', 'n8n'))) return;
	throw new InstallError(
		'Installing n8n',
		`The folder ${folder} contains something else. Set N8N_RUNTIME_DIR to an empty or new folder.`,
		`${folder}.install.log`,
	);
}

/** Continues an interrupted installation of the same versions. Deletes the remains of other interrupted installations. */
function adoptPartial(folder: string, pinned: string): string {
	const own = `${folder}.partial-${process.pid}`;
	const parent = path.dirname(folder);
	const prefix = `${path.basename(folder)}.partial-`;
	for (const name of readdirSync(parent).filter((entry) => entry.startsWith(prefix))) {
		const left = path.join(parent, name);
		const pid = Number(name.slice(prefix.length));
		if (pid !== process.pid && isAlive(pid)) continue;
		const usable = !existsSync(own) && finishedSteps(left).length > 0 && holdsPin(left, pinned);
		if (usable) renameSync(left, own);
		else if (left !== own) rmSync(left, { recursive: true, force: true });
	}
	mkdirSync(own, { recursive: true });
	copyPin(pinned, own);
	return own;
}

function requireSpace(folder: string, logFile: string): void {
	const { bavail, bsize } = statfsSync(folder);
	const alreadyThere = finishedSteps(folder).length > 0;
	if (!alreadyThere && bavail * bsize < NEEDED_BYTES) {
		throw new InstallError('Installing n8n', 'ENOSPC (checked before starting)', logFile);
	}
}

if (require.main === module) {
	const interrupt = new AbortController();
	process.once('SIGINT', () => interrupt.abort());
	process.once('SIGTERM', () => interrupt.abort());
	installRuntime({ signal: interrupt.signal }).then(
		(folder) => process.stdout.write(`n8n is in ${folder}\n`),
		(error: Error) => {
			process.stderr.write(`${error.message}\n`);
			process.exitCode = 1;
		},
	);
}
