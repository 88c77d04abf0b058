import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installRuntime, type InstallStep } from '../../../dev/n8n/install';
import { isInstalled, PINNED, runtimePrograms } from '../../../dev/n8n/runtimeFolder';
import { copyPin } from '../../../dev/pin';

let root: string;
let folder: string;
let said: string[];
beforeEach(() => {
	root = mkdtempSync(path.join(os.tmpdir(), 'install-'));
	folder = path.join(root, 'n8n');
	said = [];
	jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
	jest.restoreAllMocks();
	rmSync(root, { recursive: true, force: true });
});

const ran: string[] = [];
beforeEach(() => ran.splice(0));

function step(
	name: string,
	ending: { ok: boolean; output: string } = { ok: true, output: '' },
): InstallStep {
	return {
		name,
		title: name,
		run: async ({ cwd }) => {
			ran.push(name);
			await sleep(50);
			for (const file of Object.values(runtimePrograms(cwd))) {
				mkdirSync(path.dirname(file), { recursive: true });
				writeFileSync(file, '');
			}
			return ending;
		},
	};
}

const install = async (...steps: InstallStep[]) =>
	await installRuntime({ folder, steps, say: (text) => said.push(text) });

describe('npm start: installing n8n', () => {
	it('a failed step leaves no folder that looks complete, and explains the cause', async () => {
		const broken = step('compile', { ok: false, output: 'sh: 1: make: not found' });
		await expect(install(step('download'), broken)).rejects.toThrow('needs a C++ compiler');
		expect(existsSync(folder)).toBe(false);
		expect(existsSync(`${folder}.lock`)).toBe(false);
	});

	it('the next attempt continues after the finished steps', async () => {
		const broken = step('compile', { ok: false, output: 'sh: 1: make: not found' });
		await expect(install(step('download'), broken)).rejects.toThrow();
		await install(step('download'), step('compile'));
		expect(ran).toEqual(['download', 'compile', 'compile']);
		expect(isInstalled(folder)).toBe(true);
	});

	it('files of a killed process are used if they are complete, and deleted if not', async () => {
		const deadPids = [4_194_301, 4_194_302]; // higher than Linux's default maximum for process IDs
		for (const pid of deadPids) mkdirSync(`${folder}.partial-${pid}`, { recursive: true });
		const left = `${folder}.partial-${deadPids[0]}`;
		copyPin(PINNED, left);
		writeFileSync(path.join(left, 'finished-steps.json'), '["download"]');
		await install(step('download'), step('compile'));
		expect(ran).toEqual(['compile']);
		expect(readdirSync(root).filter((name) => name.includes('partial'))).toEqual([]);
	});

	it('a folder with other things in it is not changed, and the error says so', async () => {
		mkdirSync(folder);
		writeFileSync(path.join(folder, 'holiday.jpg'), '');
		await expect(install(step('download'))).rejects.toThrow('contains something else');
		expect(readdirSync(folder)).toEqual(['holiday.jpg']);
	});

	it('two at once: one installs, the other waits for it', async () => {
		const answers = await Promise.all([install(step('a')), install(step('a'))]);
		expect(answers).toEqual([folder, folder]);
		expect(ran).toEqual(['a']);
		expect(said.join()).toContain('is installing n8n; waiting');
	});

	it('interrupted by Ctrl-C: the error says so, and no folder is left', async () => {
		const interrupt = new AbortController();
		const steps = [step('download')];
		const running = installRuntime({ folder, steps, signal: interrupt.signal, say: () => {} });
		interrupt.abort();
		await expect(running).rejects.toThrow('interrupted');
		expect(existsSync(folder)).toBe(false);
	});

	it('an installed n8n is not installed again', async () => {
		await install(step('a'));
		await install(step('a'));
		expect(ran).toEqual(['a']);
	});
});
