import { version as node } from '../../package.json';
import type { ConformanceOptions } from './options';
import { Cleaner } from './exchange';
import { connectToSimulator, openSimulator } from './ownSimulator';
import { startRecorder } from './recorder';
import type { Report, Row } from './report';
import { runAll } from './run';
import { Stage } from './stage';

export interface Watched {
	readonly signal: AbortSignal;
	/** Registers a cleanup, which runs at the end even after an error. */
	readonly add: (close: () => Promise<void>) => void;
	readonly say: (text: string) => void;
	readonly onRow: (row: Row) => void;
	/** How long (ms) an event may take to reach the trigger. */
	readonly patienceMs?: number;
}

export async function conformance(
	{ server, version: played, phone, callbackHost }: ConformanceOptions,
	{ signal, add, say, onRow, patienceMs }: Watched,
): Promise<Report> {
	const simulator = server === undefined ? await openSimulator(played) : undefined;
	if (simulator) add(async () => await simulator.close());
	const { url, key } = server ?? { url: simulator?.url ?? '', key: simulator?.key ?? '' };
	const cleaner = new Cleaner();
	cleaner.hide(key, '***');
	cleaner.hide(phone?.recipient, 'RECIPIENT');
	cleaner.hide(phone?.instance, 'INSTANCE');
	const recorder = await startRecorder(url, cleaner);
	add(async () => await recorder.close());
	const stage = new Stage({
		url,
		key,
		recorded: recorder.url,
		version: await versionOf(url),
		phone,
		cleaner,
	});
	add(async () => {
		for (const what of await stage.clear()) say(`The ${what} is still there: delete it.`);
	});
	const connect = simulator && (async () => await connectToSimulator(simulator, stage));
	const rows = await runAll({ stage, recorder, callbackHost, connect, onRow, signal, patienceMs });
	return { node, server: `Evolution API ${stage.version}`, rows };
}

async function versionOf(url: string): Promise<string> {
	const response = await fetch(`${url}/`).catch((error: Error) => {
		throw new Error(`No server answers at ${url}: ${error.message}`);
	});
	const { version } = (await response.json().catch(() => ({}))) as { version?: unknown };
	if (typeof version === 'string') return version;
	throw new Error(`The server at ${url} is not Evolution API: it does not report a version.`);
}
