#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSimulator } from './server';

const HELP = `Simulates an Evolution API or Evolution Go server. It needs no phone.

  npm run simulator -- [options]

  --port <number>     port (default 8080; 0 for any free port)
  --host <address>    address to listen on (default 127.0.0.1)
  --key <text>        global API key (default: EVOLUTION_API_KEY, or else simulator-key)
  --server <kind>     api: Evolution API (default), go: Evolution Go
  --version <x.y.z>   version to simulate, such as 2.4.0 (default 2.3.7) or, for Evolution Go, 0.6.1 (default 0.7.2)
  --empty             start without the demo data
  --help              show this help
`;

function fail(message: string): never {
	process.stderr.write(`${message}\n`);
	process.exit(1);
}

function readOptions() {
	try {
		return parseArgs({
			options: {
				port: { type: 'string' },
				host: { type: 'string' },
				key: { type: 'string' },
				server: { type: 'string' },
				version: { type: 'string' },
				empty: { type: 'boolean' },
				help: { type: 'boolean' },
			},
		}).values;
	} catch (error) {
		return fail(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
	}
}

async function main(): Promise<void> {
	const { port: portText = '8080', host, key, version, empty, help, ...rest } = readOptions();
	if (help) {
		process.stdout.write(HELP);
		return;
	}
	const port = Number(portText);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		fail(`--port must be a number from 0 to 65535, not "${portText}".`);
	}
	const { server = 'api' } = rest;
	if (server !== 'api' && server !== 'go') fail(`--server must be api or go, not "${server}".`);
	const ownKey = key ?? process.env.EVOLUTION_API_KEY;
	const simulator = await startSimulator({
		port,
		host,
		key: ownKey ?? 'simulator-key',
		server,
		version,
		seed: !empty,
	}).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'EADDRINUSE') {
			return fail(
				`Port ${port} is in use. Choose another one: npm run simulator -- --port ${port + 1}`,
			);
		}
		return fail(`The simulator could not start: ${error.message}`);
	});
	// A key that the user chose is a secret; the default one is not.
	const keyHint = ownKey ? 'the one you gave' : simulator.key;
	process.stdout.write(
		[
			'The simulator is running. Stop it with Ctrl-C.',
			`  ${server === 'go' ? 'Evolution Go ' : 'Evolution API'}  ${simulator.url}`,
			`  phone page     ${simulator.url}/phone`,
			`  API key        ${keyHint} (header "apikey")`,
			'',
		].join('\n'),
	);
	const stop = () => {
		void simulator.close().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

void main();
