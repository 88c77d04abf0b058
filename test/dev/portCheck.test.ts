import net from 'node:net';
import { readOptions, UsageError } from '../../dev/options';
import { requirePorts } from '../../dev/portCheck';
import { freePort, isPortFree } from '../../dev/ports';

async function occupy(host: string): Promise<{ port: number; free: () => Promise<void> }> {
	const server = net.createServer();
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const { port } = server.address() as net.AddressInfo;
	return { port, free: async () => await new Promise((resolve) => server.close(() => resolve())) };
}

const ports = (n8n: number, simulator: number) =>
	readOptions(['--n8n-port', String(n8n), '--simulator-port', String(simulator)], {});

describe('npm start: ports', () => {
	it.each(['127.0.0.1', '0.0.0.0'])(
		'a port that another program uses on %s is not free',
		async (host) => {
			const other = await occupy(host);
			expect(await isPortFree(other.port)).toBe(false);
			await other.free();
			expect(await isPortFree(other.port)).toBe(true);
		},
	);

	it('an occupied port: the error names it, what needs it, and an option with a free port', async () => {
		const other = await occupy('127.0.0.1');
		const attempt = requirePorts(ports(other.port, await freePort()));
		await expect(attempt).rejects.toThrow(UsageError);
		await expect(attempt).rejects.toThrow(
			new RegExp(
				`Port ${other.port}, needed for n8n, is occupied.*\n.*--n8n-port (?!${other.port})`,
			),
		);
		await other.free();
	});

	it('two occupied ports are both named, and the two suggestions differ', async () => {
		const [first, second] = [await occupy('127.0.0.1'), await occupy('127.0.0.1')];
		const error = await requirePorts(ports(first.port, second.port)).catch((e: Error) => e);
		const message = (error as Error).message;
		expect(message).toContain(`Port ${first.port}, needed for n8n`);
		expect(message).toContain(`Port ${second.port}, needed for the simulator`);
		await Promise.all([first.free(), second.free()]);
	});

	it("a real server needs no simulator, so the simulator's port may be occupied", async () => {
		const other = await occupy('127.0.0.1');
		const env = { EVOLUTION_API_URL: 'http://localhost:1', EVOLUTION_API_KEY: 'k' };
		const args = ['--n8n-port', String(await freePort()), '--simulator-port', String(other.port)];
		await expect(requirePorts(readOptions(args, env))).resolves.toBeUndefined();
		await other.free();
	});
});
