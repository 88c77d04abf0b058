/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
/** `npm run bench`: how fast this package is, beside what a user would take instead. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';

import { NEWEST } from '../dev/n8n/versions';
import { compare, type Compared } from './compare';
import { compareLoads } from './load';
import { noise } from './noise';
import { readOptions, HELP } from './options';
import { preparePackages } from './packages';
import { comparisons, quickComparisons } from './plan';
import { startServer, startWorker } from './processes';
import { comparedTable, loadTable, noiseText, triggerTable, uploadTable } from './tables';
import { compareTriggers } from './trigger';
import { compareUploads } from './upload';

const print = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return print(HELP);
	const { rounds, part, only } = options;
	const isWanted = (name: string) => only.length === 0 || only.includes(name);
	const paths = await preparePackages();
	const server = await startServer();
	const results: Record<string, unknown> = {
		at: new Date().toISOString(),
		n8n: NEWEST,
		machine: { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem() },
		options,
	};
	try {
		if (isWanted('load')) {
			const loads = compareLoads(paths, rounds);
			results.loads = loads;
			print(loadTable(loads));
		}
		const compared: Compared[] = [];
		const worker = await startWorker(paths);
		const plan = options.quick ? quickComparisons(part) : comparisons(part);
		for (const comparison of plan) {
			if (!isWanted(comparison.name)) continue;
			const done = await compare(worker, server, comparison, rounds);
			compared.push(done);
			print(comparedTable(done));
		}
		worker.stop();
		results.compared = compared;
		if (isWanted('trigger')) {
			const triggers = await compareTriggers(paths, server, options.triggers);
			results.triggers = triggers;
			print(triggerTable(triggers));
		}
		if (isWanted('media')) {
			const uploads = await compareUploads(paths, server, options.uploads, options.fewRounds);
			results.uploads = uploads;
			print(uploadTable(uploads));
		}
	} finally {
		server.stop();
	}
	results.noise = noise();
	print(noiseText(noise()));
	const file = path.resolve(options.output);
	writeFileSync(file, `${JSON.stringify(results, undefined, '\t')}\n`);
	print(`Written to ${file}`);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
