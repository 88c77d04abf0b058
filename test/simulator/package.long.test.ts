import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { until } from './support/client';

const FOLDER = path.join(__dirname, '..', '..', 'simulator');
const DIST = path.join(FOLDER, 'dist');

let started: ChildProcess | undefined;
afterAll(() => {
	started?.kill('SIGKILL');
	rmSync(DIST, { recursive: true, force: true });
});

it('the built package of the simulator starts, answers as Evolution API 2.3.7, and serves the phone page', async () => {
	const built = spawnSync('npm', ['run', 'build'], { cwd: FOLDER, encoding: 'utf8' });
	expect(built.status === 0 ? '' : built.stdout + built.stderr).toBe('');
	expect(existsSync(path.join(DIST, 'server.d.ts'))).toBe(true);

	started = spawn(process.execPath, [path.join(DIST, 'main.js'), '--port', '0'], { cwd: DIST });
	let output = '';
	started.stdout?.on('data', (data) => (output += String(data)));
	await until(() => output.includes('/phone'), 60_000);
	const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [''];
	expect(await (await fetch(url)).json()).toMatchObject({ status: 200, version: '2.3.7' });
	for (const file of ['/phone', '/phone/app.js', '/phone/theme.css', '/phone/vendor/preact.js']) {
		expect([file, (await fetch(url + file)).status]).toEqual([file, 200]);
	}
});
