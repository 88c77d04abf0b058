import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { listenForSignals } from '../../dev/closing';
import { installRuntime } from '../../dev/n8n/install';
import { freePort } from '../../dev/ports';
import { Collector } from '../e2e/support/collector';
import { listedIn } from '../e2e/support/hubList';
import { Server } from '../e2e/support/triggerStage';
import { createAnswering } from './answering';
import { Arrivals } from './arrivals';
import type { End } from './ends';
import { EvolutionServer } from './evolutionServer';
import { incidents } from './incidents';
import { MemoryLog } from './memory';
import { HELP, readOptions, type SoakOptions } from './options';
import { outcomeOf } from './outcome';
import { stream } from './stream';

const WORKFLOWS = ['first', 'second', 'third'];
const ENV = {
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	// n8n's usual engine creates an isolate for each execution, which takes more time than anything else (docs/development/performance.md),
	// and would limit the number of events.
	N8N_EXPRESSION_ENGINE: 'legacy',
	N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'nodes'),
	// The default way of recovering interrupted executions can prevent n8n 2.41 from starting.
	N8N_EVENTBUS_RECOVERY_MODE: 'simple',
	// If n8n is killed right after its start, it can't activate its workflows again before this time has passed. With the default of two
	// minutes, it would look for missed messages only after the end of the run.
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '20',
};

const NAMES = { api: 'Evolution API', go: 'Evolution Go' };

/** Time for everything except sending, minutes. */
const MORE_MINUTES = 30;

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) {
		say(HELP);
		return 0;
	}
	await installRuntime();
	const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
	const memory = new MemoryLog(path.join(folder, 'heap'));
	const stage: Stage = {
		memory,
		server: new EvolutionServer(path.join(folder, 'server'), options.server),
		collector: new Collector(),
		// A fixed port, so that n8n has the same address after each restart.
		n8n: new Server({ env: { ...ENV, ...memory.env }, port: await freePort() }),
	};
	const closing = listenForSignals();
	const minutes = options.minutes + MORE_MINUTES;
	const isLate = once(AbortSignal.timeout(minutes * 60_000), 'abort').then(() => {
		throw new Error(`Not finished after ${minutes} minutes`);
	});
	let problems: string[] = ['The run did not finish'];
	try {
		await stage.collector.start();
		await stage.server.start();
		await stage.n8n.start();
		const outcome = await Promise.race([soak(stage, options), isLate, closing.stopRequest]);
		if (outcome === 'asked') {
			say('Stopped by a signal.');
			return 130;
		}
		problems = outcome;
	} finally {
		memory.stop();
		await stage.n8n.n8n?.stop(0);
		await stage.server.end('SIGTERM');
		await stage.collector.close();
		const folders = [folder, stage.n8n.folder];
		if (problems.length === 0) {
			for (const one of folders) rmSync(one, { recursive: true, force: true });
		} else say(`Their files: ${folders.join(' ')}`);
	}
	for (const problem of problems) say(`FAILED  ${problem}`);
	say(problems.length === 0 ? 'Everything held.' : `${problems.length} did not hold.`);
	return problems.length === 0 ? 0 : 1;
}

interface Stage {
	readonly memory: MemoryLog;
	readonly server: EvolutionServer;
	readonly collector: Collector;
	readonly n8n: Server;
}

async function soak(stage: Stage, options: SoakOptions): Promise<string[]> {
	const { memory, server, collector, n8n } = stage;
	const { through } = options;
	const way = options.server === 'go' ? 'webhookOfGo' : through;
	const names = new Map<string, string>();
	for (const name of WORKFLOWS) {
		const id = await createAnswering({ n8n, server, collector }, name, through);
		await n8n.n8n.client.listen(id);
		names.set(id, name);
	}
	memory.watch(() => n8n.n8n);
	const ends: End[] = [];
	say(
		`${options.events} messages to ${WORKFLOWS.length} workflows of one instance of ${NAMES[options.server]}, through ${through}`,
	);
	const arrivals = new Arrivals(collector, WORKFLOWS);
	const urls = listedIn((await server.webhook())?.headers);
	const planned = incidents({ n8n, server, urls, names, ends }, options.events, options.rounds);
	await stream({ server, arrivals }, options, planned, say);
	memory.stop();
	const report = outcomeOf(server.file, arrivals, ends, way);
	const memories = memory.report();
	for (const line of [...report.lines, ...memories.lines]) say(`  ${line}`);
	return [...report.problems, ...memories.problems];
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.stack ?? error.message}\n`);
		process.exit(1);
	},
);
