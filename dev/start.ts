/** `npm start` builds the package and runs it in a real n8n, together with the simulator. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { summary, type Addresses } from './banner';
import { buildIfNeeded } from './build';
import { listenForSignals, type Closing } from './closing';
import { serveConverterPage } from '../converter/page/build';
import { tryLock } from './folderLock';
import { fillForeign } from './foreign';
import { describeEnd, logEnd, startN8n, type RunningN8n } from './n8n/driver';
import { installRuntime } from './n8n/install';
import { withProgress } from './n8n/progress';
import { PublicApi } from './n8n/publicApi';
import {
	HELP,
	readOptions,
	UsageError,
	type ForeignN8n,
	type Server,
	type StartOptions,
} from './options';
import { requirePorts } from './portCheck';
import { credentialsFor, folderFor, workflowsFor } from './startContent';
import * as workspace from './workspace';

const CHECKOUT = path.join(__dirname, '..');

interface Session {
	/** Undefined if this program didn't start n8n. */
	n8n?: RunningN8n;
	addresses: Addresses;
}

/** The simulator's code is only loaded if it's needed. */
async function openServer(options: StartOptions, closing: Closing): Promise<Server> {
	if (options.server) return options.server;
	const { startSimulator } = await import('../simulator/server');
	const simulator = await startSimulator({
		port: options.simulatorPort,
		host: options.foreign?.simulatorUrl === undefined ? undefined : '0.0.0.0',
		key: options.simulatorKey,
		...options.simulated,
		seed: true,
		quiet: true,
	});
	closing.add(async () => await simulator.close());
	const url = `http://127.0.0.1:${simulator.port}`;
	return { url, key: simulator.key, instance: workspace.DEMO_INSTANCE };
}

async function openForeign(
	options: StartOptions,
	foreign: ForeignN8n,
	closing: Closing,
): Promise<Session> {
	const api = new PublicApi(foreign.url, foreign.key);
	await api.requireReady();
	const server = await openServer(options, closing);
	await withProgress(`Adding credentials and workflows to the n8n at ${foreign.url}`, async () => {
		await fillForeign(api, server, options);
	});
	const converter = await serveConverterPage();
	closing.add(async () => await converter.close());
	return {
		addresses: {
			editor: foreign.url,
			isForeign: true,
			server,
			simulated: !options.server,
			kind: options.simulated.server,
			ownKey: options.simulatorKey !== undefined,
			converter: converter.url,
		},
	};
}

async function open(options: StartOptions, closing: Closing): Promise<Session> {
	const { signal } = closing;
	await requirePorts(options);
	if (options.foreign) return await openForeign(options, options.foreign, closing);
	const userFolder = path.join(options.dataFolder, folderFor(options));
	mkdirSync(userFolder, { recursive: true });
	const lock = tryLock(path.join(userFolder, 'lock'));
	if (!lock) {
		throw new UsageError(
			`Another "npm start" is using ${userFolder}.\nStop it, or choose another folder: npm start -- --data-folder <folder>`,
		);
	}
	closing.add(() => lock.release());

	await buildIfNeeded(CHECKOUT, path.join(options.dataFolder, 'build.log'), signal);
	const runtime = await installRuntime({ signal });
	const server = await openServer(options, closing);
	const n8n = await withProgress('Starting n8n', async () => {
		const running = await startN8n({
			runtime,
			userFolder,
			port: options.n8nPort,
			packageFolder: CHECKOUT,
			env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
			signal,
		});
		closing.add(async () => await running.stop());
		await workspace.prepareWorkspace(
			running.client,
			credentialsFor(server, options),
			workflowsFor(server, options),
		);
		return running;
	});
	const converter = await serveConverterPage();
	closing.add(async () => await converter.close());
	const simulated = !options.server;
	const ownKey = options.simulatorKey !== undefined;
	const first = await workspace.firstWorkflow(n8n.client);
	const editor = `http://localhost:${n8n.port}${first}`;
	const kind = options.simulated.server;
	const addresses = { editor, server, simulated, kind, ownKey, converter: converter.url };
	return { n8n, addresses };
}

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2), process.env);
	if (options.help) {
		process.stdout.write(HELP);
		return 0;
	}
	const closing = listenForSignals();
	try {
		const { n8n, addresses } = await open(options, closing);
		process.stdout.write(summary(addresses));
		const end = await Promise.race(n8n ? [closing.stopRequest, n8n.ended] : [closing.stopRequest]);
		if (end === 'asked' || !n8n) {
			process.stdout.write('\nStopping …\n');
			return 0;
		}
		process.stderr.write(
			`\nn8n stopped unexpectedly (${describeEnd(end)}). Last lines of its log:\n${logEnd(n8n.logFile)}\nLog: ${n8n.logFile}\n`,
		);
		return 1;
	} catch (error) {
		if (!closing.signal.aborted) throw error;
		process.stdout.write('\nInterrupted.\n');
		return 130;
	} finally {
		await closing.closeAll();
	}
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`\n${error.message}\n`);
		process.exit(error instanceof UsageError ? 2 : 1);
	},
);
