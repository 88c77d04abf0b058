import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../dev/folderLock';
import { npm } from '../../../dev/n8n/npm';

let cwd: string;
let logFile: string;
beforeEach(() => {
	cwd = mkdtempSync(path.join(os.tmpdir(), 'npm-'));
	logFile = path.join(cwd, 'npm.log');
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function script(code: string): void {
	writeFileSync(path.join(cwd, 'script.js'), code);
	writeFileSync(
		path.join(cwd, 'package.json'),
		JSON.stringify({ scripts: { it: 'node script.js' } }),
	);
}

describe('npm start: installing n8n runs npm:', () => {
	it('a failure has its output in the error and in the log', async () => {
		script('console.error("it broke"); process.exit(3)');
		const end = await npm(['run', 'it'], { cwd, logFile });
		expect(end).toEqual({ ok: false, output: expect.stringContaining('it broke') });
		expect(readFileSync(logFile, 'utf8')).toContain('it broke');
	});

	it('an interrupted npm that ignores the signal is killed within seconds', async () => {
		script(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
			require('fs').writeFileSync('pid', String(process.pid));`);
		const interrupt = new AbortController();
		const running = npm(['run', 'it'], { cwd, logFile, signal: interrupt.signal });
		const pid = await pidOf(path.join(cwd, 'pid'));
		expect(isAlive(pid)).toBe(true);
		interrupt.abort();
		expect((await running).ok).toBe(false);
		for (let waited = 0; isAlive(pid) && waited < 500; waited += 100) await sleep(100);
		expect(isAlive(pid)).toBe(false);
	});

	it('npm in another folder does not get the npm_ variables of this checkout', async () => {
		process.env.npm_config_ignore_scripts = 'true';
		process.env.npm_package_name = 'outer';
		script(
			'const e = process.env; console.log("[" + [e.npm_config_mine, e.npm_package_name] + "]")',
		);
		const end = await npm(['run', 'it'], { cwd, logFile, settings: { mine: 'yes' } });
		delete process.env.npm_config_ignore_scripts;
		delete process.env.npm_package_name;
		expect(end.ok).toBe(true);
		expect(end.output).toContain('[yes,]');
	});
});

async function pidOf(file: string): Promise<number> {
	for (;;) {
		try {
			const pid = Number(readFileSync(file, 'utf8'));
			if (pid > 0) return pid;
		} catch {
			await sleep(50);
		}
	}
}
