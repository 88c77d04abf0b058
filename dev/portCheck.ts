import { UsageError, type StartOptions } from './options';
import { freePort, isPortFree } from './ports';

async function nextFree(port: number, ports: number[]): Promise<number> {
	for (let candidate = port + 1; candidate <= port + 20 && candidate <= 65_535; candidate++) {
		if (!ports.includes(candidate) && (await isPortFree(candidate))) return candidate;
	}
	return await freePort();
}

/** Throws `UsageError` with a paragraph for each port that is in use. */
export async function requirePorts(options: StartOptions): Promise<void> {
	const uses = [
		{ who: 'n8n', port: options.n8nPort, option: '--n8n-port', variable: 'N8N_PORT' },
		{
			who: 'the simulator',
			port: options.simulatorPort,
			option: '--simulator-port',
			variable: 'SIMULATOR_PORT',
		},
	].slice(options.foreign ? 1 : 0, options.server ? 1 : 2);
	const ports = uses.map(({ port }) => port);
	const complaints: string[] = [];
	for (const { who, port, option, variable } of uses) {
		if (await isPortFree(port)) continue;
		const free = await nextFree(port, ports);
		complaints.push(
			`Port ${port}, needed for ${who}, is occupied by another program.\n` +
				`Choose another one: npm start -- ${option} ${free}   (or ${variable}=${free})`,
		);
	}
	if (complaints.length > 0) throw new UsageError(complaints.join('\n\n'));
}
