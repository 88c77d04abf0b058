import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Client, startClient, until } from './support/client';

/** Time limit for the start of a process on a busy machine, ms. */
const START_MS = 50_000;
const ROOT = join(__dirname, '..', '..');

describe('npm run simulator', () => {
	let client: Client;
	const children: ChildProcess[] = [];

	/** The output grows while the program runs. */
	function run(...options: string[]) {
		const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts', ...options], {
			cwd: ROOT,
			env: { ...process.env, EVOLUTION_API_KEY: '' },
		});
		children.push(child);
		const result = { child, output: '', code: undefined as number | null | undefined };
		child.stdout.on('data', (data) => (result.output += data));
		child.stderr.on('data', (data) => (result.output += data));
		child.on('exit', (code) => (result.code = code));
		return result;
	}

	beforeAll(async () => {
		client = await startClient();
	});
	afterAll(async () => {
		for (const child of children) child.kill('SIGKILL');
		await client.simulator.close();
	});

	it('reports that the port is in use, and how to choose another one', async () => {
		const { port } = client.simulator;
		const result = run('--port', String(port));
		await until(() => result.code !== undefined, START_MS);
		expect(result.code).toBe(1);
		expect(result.output).toContain(`Port ${port} is in use`);
		expect(result.output).toContain('--port');
	});

	it.each([
		[['--port', 'abc'], '--port must be a number'],
		[['--nonsense'], '--port <number>'],
		[['--server', 'rust'], '--server must be api or go'],
	])('explains wrong options: %j', async (options, text) => {
		const result = run(...options);
		await until(() => result.code !== undefined, START_MS);
		expect(result.code).toBe(1);
		expect(result.output).toContain(text);
	});

	it('simulates Evolution Go with --server go', async () => {
		const result = run('--port', '0', '--server', 'go');
		await until(() => result.output.includes('/phone'), START_MS);
		const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(result.output) ?? [''];
		expect(result.output).toContain('Evolution Go');
		expect(await (await fetch(`${url}/server/ok`)).json()).toEqual({ status: 'ok' });
	});

	it('prints the addresses, does not print the key given with --key, and stops on Ctrl-C', async () => {
		const result = run('--port', '0', '--key', 'my-secret');
		await until(() => result.output.includes('/phone'), START_MS);
		const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(result.output) ?? [''];
		expect(result.output).not.toContain('my-secret');
		const response = await fetch(`${url}/instance/fetchInstances`, {
			headers: { apikey: 'my-secret' },
		});
		expect(response.status).toBe(200);
		result.child.kill('SIGINT');
		await until(() => result.code !== undefined, START_MS);
		expect(result.code).toBe(0);
	});
});
