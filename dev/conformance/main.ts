/** `npm run conformance` tries every operation of the node, and its trigger, on a server. */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import '../codeBeforeJson';

import { listenForSignals } from '../closing';
import { UsageError } from '../options';
import { conformance } from './conformance';
import { goConformance } from './go/goConformance';
import { HELP, readOptions } from './options';
import { asJson, asMarkdown, hasFailed, rowText, summary, type Row } from './report';

const CLEANUP_PATIENCE_MS = 30_000;

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2), process.env);
	if (options.help) {
		say(HELP);
		return 0;
	}
	const { signal, closeAll, add, stopRequest } = listenForSignals();
	try {
		const watched = { signal, add, say, onRow: (row: Row) => say(rowText(row)) };
		const running = options.go ? goConformance(options.go, watched) : conformance(options, watched);
		const report = await Promise.race([running, stopRequest]);
		if (report === 'asked') {
			say('\nStopping …');
			// Waits, because a running request may still create an instance.
			await Promise.race([running.catch(() => {}), sleep(CLEANUP_PATIENCE_MS)]);
			return 130;
		}
		say(summary(report));
		if (options.json !== undefined) writeFileSync(options.json, asJson(report));
		if (options.markdown !== undefined) writeFileSync(options.markdown, asMarkdown(report));
		const files = [options.json, options.markdown].filter((file) => file !== undefined);
		for (const file of files) say(`Written to ${file}.`);
		return hasFailed(report) ? 1 : 0;
	} finally {
		await closeAll();
	}
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(error instanceof UsageError ? 2 : 1);
	},
);
