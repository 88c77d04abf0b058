/** `npm run bench` measures how fast this package is, compared with the alternatives. */
import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

import { NEWEST } from '../dev/n8n/versions';
import { compare, type Compared } from './compare';
import { compareFloods } from './flood';
import { compareLoads } from './load';
import { noise } from './noise';
import { readOptions, HELP, type BenchOptions } from './options';
import { preparePackages } from './packages';
import { comparisons, quickComparisons } from './plan';
import { startServer, startWorker, type BenchServer } from './processes';
import type { Paths } from './protocol';
import { compareInQueueMode } from './queue';
import { writeReport } from './report';
import { readResults, writeResults, type Figures, type Results } from './results';
import {
	comparedTable,
	floodTable,
	lazyTable,
	loadTable,
	noiseText,
	queueTable,
	restartTable,
	triggerTable,
	uploadTable,
	wholeTable,
} from './tables';
import { compareRestarts, RESTART_PLAN } from './restart';
import { compareTriggers } from './trigger';
import { compareUploads } from './upload';
import { compareWhole } from './whole';

const PAGE = path.join(__dirname, '..', 'docs', 'development', 'performance.md');
const CASES = [
	'load',
	'texts',
	'whole',
	'numbers',
	'pictures',
	'media',
	'trigger',
	'lazy',
	'queue',
	'restart',
	'flood',
] as const;
/** Cases that are left out of a quick run: they need one or more complete n8n, and hardly show more than the others. */
const NOT_QUICK: readonly string[] = ['lazy', 'queue', 'restart'];

const print = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return print(HELP);
	const paths = await preparePackages();
	const server = await startServer();
	// Cases that aren't measured in this run keep their earlier figures.
	const results: Results = readResults(options.output);
	const failed: string[] = [];
	try {
		for (const name of CASES) {
			if (!isWanted(name, options)) continue;
			const start = performance.now();
			await measure(name, results, options, paths, server).catch((error: Error) => {
				failed.push(name);
				print(`\n${name} failed: ${error.message}`);
			});
			print(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
			writeResults(options.output, results);
		}
	} finally {
		server.stop();
		rmSync(paths.ours, { recursive: true, force: true });
	}
	if (options.page) writeReport(PAGE, results);
	print(`Written to ${path.resolve(options.output)}${options.page ? ` and ${PAGE}` : ''}`);
	if (failed.length > 0) throw new Error(`Not measured: ${failed.join(', ')}`);
}

const isWanted = (name: string, { only, quick }: BenchOptions) =>
	only.length === 0 ? !quick || !NOT_QUICK.includes(name) : only.includes(name);

async function measure<Name extends keyof Figures>(
	name: Name,
	results: Results,
	options: BenchOptions,
	paths: Paths,
	server: BenchServer,
): Promise<void> {
	const { rounds, part, fewRounds } = options;
	const measured: { [Case in keyof Figures]: () => Promise<Figures[Case]> } = {
		load: async () => shown(compareLoads(paths, rounds), loadTable),
		texts: async () => await compared('texts', options, paths, server),
		numbers: async () => await compared('numbers', options, paths, server),
		pictures: async () => await compared('pictures', options, paths, server),
		whole: async () => shown(await compareWhole(paths, server, options.texts, rounds), wholeTable),
		media: async () =>
			shown(await compareUploads(paths, server, options.uploads, fewRounds), uploadTable),
		trigger: async () =>
			shown(await compareTriggers(paths, server, options.triggers), triggerTable),
		lazy: async () => shown(await compareTriggers(paths, server, options.lazy, true), lazyTable),
		queue: async () => shown(await compareInQueueMode(paths, server, options.triggers), queueTable),
		flood: async () => shown(await compareFloods(paths, options.flood), floodTable),
		restart: async () => shown(await compareRestarts(paths, RESTART_PLAN), restartTable),
	};
	const figures = await measured[name]();
	const about = { at: new Date().toISOString(), n8n: NEWEST, cores: cpus().length, rounds, part };
	const quiet = noise();
	Object.assign(results, { [name]: { ...about, noise: quiet, figures } });
	print(noiseText(quiet));
}

function shown<Values>(figures: Values, table: (figures: Values) => string): Values {
	print(table(figures));
	return figures;
}

async function compared(
	name: Compared['name'],
	{ quick, part, rounds }: BenchOptions,
	paths: Paths,
	server: BenchServer,
): Promise<Compared[]> {
	const plan = quick ? quickComparisons(part) : comparisons(part);
	const worker = await startWorker(paths);
	const all: Compared[] = [];
	for (const comparison of plan.filter((each) => each.name === name)) {
		all.push(shown(await compare(worker, server, comparison, rounds), comparedTable));
	}
	worker.stop();
	return all;
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
