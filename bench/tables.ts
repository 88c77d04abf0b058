import type { Compared, Result } from './compare';
import type { Flood } from './flood';
import type { Load } from './load';
import type { Noise } from './noise';
import { COMPETITORS } from './protocol';
import type { Restart } from './restart';
import type { TriggerResult } from './trigger';
import type { Upload } from './upload';
import type { Whole } from './whole';

export const number = (value: number) =>
	value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);
const ratio = (value: number | undefined) => (value === undefined ? '' : `${number(value)} ×`);
export const percent = (value: number) => `±${Math.round(value * 100)} %`;

export function table(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	const rule = heads.map((_head, index) => (index === 0 ? '---' : '---:'));
	return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

/** Returns a table. Its ratios compare each competitor with this package: 5 × means five times our value. */
export function comparedTable({ title, scheme, latencyMs, results }: Compared): string {
	const ours = results.find(({ competitor }) => competitor === 'ours');
	const rows = results.map((result) => row(result, ours));
	const heads = ['', 'ms an item', '', 'to ours', 'CPU ms an item', 'to ours', 'items', 'requests'];
	const head = `\n### ${title}: ${scheme.toUpperCase()}, ${latencyMs} ms latency\n\n`;
	return head + table([...heads, 'connections', 'at once'], rows);
}

function row(result: Result, ours: Result | undefined): string[] {
	return [
		COMPETITORS[result.competitor],
		number(result.wallMsPerItem),
		percent(result.spread),
		ratio(ours && result.wallMsPerItem / ours.wallMsPerItem),
		number(result.cpuMsPerItem),
		ratio(ours && result.cpuMsPerItem / ours.cpuMsPerItem),
		String(result.count),
		String(result.requests),
		String(result.connections),
		String(result.atOnce),
	];
}

export function loadTable(loads: readonly Load[]): string {
	const rows = loads.map(({ node, ms, cpuMs, heapBytes, descriptionBytes }) => [
		node,
		number(ms),
		number(cpuMs),
		number(heapBytes / 1024 / 1024),
		number(descriptionBytes / 1024),
	]);
	const heads = ['', '`require` and `new`, ms', 'CPU ms', 'heap, MB', 'description, KB'];
	return `\n### Loading a node\n\n${table(heads, rows)}`;
}

export function wholeTable(results: readonly Whole[]): string {
	const ours = results.find(({ competitor }) => competitor === 'ours');
	const rows = results.map(({ competitor, count, wallMsPerItem, spread }) => [
		COMPETITORS[competitor],
		number(wallMsPerItem),
		percent(spread),
		ratio(ours && wallMsPerItem / ours.wallMsPerItem),
		String(count),
	]);
	const heads = ['', 'ms an item', '', 'to ours', 'items'];
	return `\n### Texts in a real n8n: HTTP, 0 ms latency\n\n${table(heads, rows)}`;
}

export function uploadTable(uploads: readonly Upload[]): string {
	const rows = uploads.map(({ competitor, sizeMb, keep, peakMb, wallMs }) => [
		COMPETITORS[competitor],
		String(sizeMb),
		keep === 'database' ? 'database' : 'disk',
		number(peakMb),
		number(wallMs),
	]);
	const heads = ['', 'file, MB', 'kept in', 'most memory over idle, MB', 'ms'];
	return `\n### A file from a binary field\n\n${table(heads, rows)}`;
}

export const triggerTable = (results: readonly TriggerResult[]) =>
	eventTable('Triggers in a real n8n', results);

export const lazyTable = (results: readonly TriggerResult[]) =>
	eventTable('Triggers with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`', results);

export const queueTable = (results: readonly TriggerResult[]) =>
	eventTable('The trigger in a webhook process of queue mode', results);

export function restartTable(results: readonly Restart[]): string {
	const rows = results.map(({ trigger, peakMb, lateS, lost, twice }) => [
		trigger,
		number(peakMb),
		number(Math.max(0, lateS)),
		String(lost),
		String(twice),
	]);
	const heads = ['', 'most memory, MB', 'caught up after the load, s', 'lost', 'twice'];
	return `\n### n8n is killed under load, and starts again\n\n${table(heads, rows)}`;
}

export function floodTable(results: readonly Flood[]): string {
	const rows = results.map(({ trigger, peakMb, perSecond, lateS, lost, twice }) => [
		trigger,
		number(peakMb),
		number(perSecond),
		number(Math.max(0, lateS)),
		String(lost),
		String(twice),
	]);
	const heads = ['', 'most memory, MB', 'events/s', 'all of them after, s', 'lost', 'twice'];
	return `\n### A flood: 10,000 messages a minute\n\n${table(heads, rows)}`;
}

function eventTable(title: string, results: readonly TriggerResult[]): string {
	const ours = (atOnce: number) =>
		results.find((each) => each.trigger === 'this package' && each.atOnce === atOnce);
	const ms = (value: number | undefined) => (value === undefined ? '' : number(value));
	const rows = results.map(({ trigger, atOnce, eventsPerSecond, p99Ms, startsAfterMs }) => {
		const own = ours(atOnce);
		const part = own && own.eventsPerSecond / eventsPerSecond;
		const times = [ms(p99Ms), ms(startsAfterMs)];
		return [trigger, String(atOnce), number(eventsPerSecond), ratio(part), ...times];
	});
	const heads = ['', 'at once', 'events/s', 'ours to it', 'answered (p99), ms', 'starts after, ms'];
	return `\n### ${title}\n\n${table(heads, rows)}`;
}

export const noiseText = ({ median, spread, worst, load }: Noise) =>
	`\nNoise: the same work took ${number(median)} ms ${percent(spread)}, the slowest ${ratio(worst)} the fastest; load ${number(load)}.`;
