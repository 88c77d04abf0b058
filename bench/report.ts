import { readFileSync, writeFileSync } from 'node:fs';

import type { Compared } from './compare';
import type { Results, Section } from './results';
import {
	comparedTable,
	floodTable,
	lazyTable,
	loadTable,
	number,
	percent,
	queueTable,
	restartTable,
	table,
	triggerTable,
	uploadTable,
	wholeTable,
} from './tables';
import { isReached, targets } from './targets';
import type { TriggerResult } from './trigger';

const BEGIN = '<!-- figures: written by npm run bench -->';
const END = '<!-- end of the figures -->';

export function writeReport(file: string, results: Results): void {
	const page = readFileSync(file, 'utf8');
	const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
	if (begin < 0 || end < begin) throw new Error(`${file} has no place for the figures`);
	const text = `${BEGIN}\n\n${report(results)}\n\n${END}`;
	writeFileSync(file, page.slice(0, begin) + text + page.slice(end + END.length));
}

function report(results: Results): string {
	const { load, texts, whole, numbers, pictures, media, trigger, lazy, queue, restart, flood } =
		results;
	const compared = [texts, numbers, pictures].flatMap((section) =>
		section === undefined
			? []
			: [...section.figures.filter(isOverNetwork).map(comparedTable), circumstances(section)],
	);
	const parts = [
		targetTable(results),
		...compared,
		...(whole ? [wholeTable(whole.figures), circumstances(whole)] : []),
		...(media ? [uploadTable(media.figures), circumstances(media)] : []),
		...(load ? [loadTable(load.figures), circumstances(load)] : []),
		...(trigger ? [triggerTable(trigger.figures.filter(isShown)), circumstances(trigger)] : []),
		...(lazy ? [lazyTable(lazy.figures.filter(isShown)), circumstances(lazy)] : []),
		...(queue ? [queueTable(queue.figures.filter(isShown)), circumstances(queue)] : []),
		...(restart ? [restartTable(restart.figures), circumstances(restart)] : []),
		...(flood ? [floodTable(flood.figures), circumstances(flood)] : []),
	];
	return parts.map((part) => part.trim()).join('\n\n');
}

const isOverNetwork = ({ scheme, latencyMs }: Compared) => scheme === 'http' && latencyMs > 0;
const isShown = ({ atOnce }: TriggerResult) => atOnce !== 10;

function targetTable(results: Results): string {
	const rows = targets(results).map((target) => {
		const { what, sign, limit, unit, figure } = target;
		const verdict = isReached(target) ? 'yes' : 'no';
		return [
			what,
			`${sign} ${limit} ${unit}`.trim(),
			figure === undefined ? '' : `${number(figure)} ${unit}`.trim(),
			figure === undefined ? 'not measured' : verdict,
		];
	});
	return `## Targets\n\n${table(['', 'target', 'measured', 'reached'], rows)}`;
}

function circumstances({ at, n8n, cores, rounds, part, noise }: Section<unknown>): string {
	const items = part === 1 ? '' : `, ${part} of the items of a whole run`;
	const run = `${at.slice(0, 10)}, n8n ${n8n}, ${cores} cores, ${rounds} rounds${items}.`;
	return `*${run} Noise ${percent(noise.spread)}, load ${number(noise.load)}.*`;
}
