import type { Result } from './compare';
import type { Competitor, FileStore } from './protocol';
import type { Results } from './results';
import type { TriggerResult } from './trigger';
import type { Whole } from './whole';
import { EMPTY, SOCKET } from './workflows';

export interface Target {
	readonly what: string;
	readonly sign: '≤' | '≥';
	readonly limit: number;
	readonly unit: string;
	readonly figure?: number;
}

export const isReached = ({ sign, limit, figure = NaN }: Target) =>
	sign === '≤' ? figure <= limit : figure >= limit;

type ComparedCase = 'texts' | 'numbers' | 'pictures';

function found(results: Results, name: ComparedCase, latencyMs: number, scheme = 'http') {
	const compared = results[name]?.figures.find(
		(each) => each.latencyMs === latencyMs && each.scheme === scheme,
	);
	const of = (competitor: Competitor) =>
		compared?.results.find((result) => result.competitor === competitor);
	return {
		of,
		times(other: Competitor, own: Competitor, key: 'wallMsPerItem' | 'cpuMsPerItem') {
			const [theirs, ours] = [of(other)?.[key], of(own)?.[key]];
			return theirs === undefined || ours === undefined ? undefined : theirs / ours;
		},
	};
}

const inverse = (value: number | undefined) => (value === undefined ? undefined : 1 / value);
const requestsFor = (items: number, result: Result | undefined) =>
	result && (result.requests / result.count) * items;

function worst(
	all: readonly TriggerResult[] | undefined,
	other: string,
	own = 'this package',
): number | undefined {
	if (all === undefined) return undefined;
	const ratios = all
		.filter(({ trigger }) => trigger === own)
		.map(({ atOnce, eventsPerSecond }) => {
			const theirs = all.find((each) => each.trigger === other && each.atOnce === atOnce);
			return eventsPerSecond / (theirs?.eventsPerSecond ?? NaN);
		});
	return ratios.length === 0 ? undefined : Math.min(...ratios);
}

function later(
	all: readonly TriggerResult[] | undefined,
	own: string,
	other: string,
): number | undefined {
	const of = (title: string) =>
		all?.find(({ trigger, startsAfterMs }) => trigger === title && startsAfterMs !== undefined)
			?.startsAfterMs;
	const [ours, theirs] = [of(own), of(other)];
	return ours === undefined || theirs === undefined ? undefined : ours - theirs;
}

function wholeRatio(all: readonly Whole[] | undefined, own: Competitor): number | undefined {
	const of = (sender: Competitor) => all?.find(({ competitor }) => competitor === sender);
	const [ours, http] = [of(own), of('http')];
	return ours && http && ours.wallMsPerItem / http.wallMsPerItem;
}

function restartRatio({ restart }: Results): number | undefined {
	const of = (name: string) => restart?.figures.find(({ trigger }) => trigger === name)?.peakMb;
	const [ours, plain] = [of('this package'), of('Webhook')];
	return ours && plain && ours / plain;
}

function floodRatios({ flood }: Results) {
	const of = (title: string) => flood?.figures.find(({ trigger }) => trigger === title);
	const [webhook, socket, plain] = [of('this package'), of(SOCKET.title), of('Webhook')];
	if (!webhook || !socket || !plain) return {};
	return {
		memory: Math.max(webhook.peakMb, socket.peakMb) / plain.peakMb,
		lost: webhook.lost + socket.lost,
		webhookRate: webhook.perSecond / plain.perSecond,
		socketRate: socket.perSecond / plain.perSecond,
		late: Math.max(webhook.lateS, socket.lateS) / plain.lateS,
	};
}

export function targets(results: Results): Target[] {
	const numbers = { now: found(results, 'numbers', 0), late: found(results, 'numbers', 20) };
	const pictures = found(results, 'pictures', 20);
	const texts = { http: found(results, 'texts', 0), https: found(results, 'texts', 0, 'https') };
	const own = results.load?.figures.find(({ node }) => node === 'this package');
	const peer = results.load?.figures.find(({ node }) => node === 'n8n-nodes-evolution-api');
	const flood = floodRatios(results);
	const peakMb = (store: FileStore) =>
		results.media?.figures.find(
			({ competitor, sizeMb, keep }) => competitor === 'ours' && sizeMb === 256 && keep === store,
		)?.peakMb;
	const fromDatabase = peakMb('database');
	const wholeFigures = results.whole?.figures;
	const trigger = results.trigger?.figures;
	const wall = 'wallMsPerItem';
	const cpu = 'cpuMsPerItem';
	const least = (what: string, limit: number, figure: number | undefined, unit = '×'): Target => ({
		what,
		sign: '≥',
		limit,
		unit,
		figure,
	});
	const most = (what: string, limit: number, figure: number | undefined, unit = '×'): Target => ({
		what,
		sign: '≤',
		limit,
		unit,
		figure,
	});
	return [
		most('2,000 numbers checked: requests', 40, requestsFor(2000, numbers.now.of('ours')), ''),
		least(
			'… without a gap: faster than HTTP Request, 0 ms latency',
			7,
			numbers.now.times('http', 'ours', wall),
		),
		least(
			'… without a gap: faster than HTTP Request, 20 ms',
			1,
			numbers.late.times('http', 'ours', wall),
		),
		least(
			'… without a gap: faster than one by one, 20 ms',
			40,
			numbers.late.times('peer', 'ours', wall),
		),
		most('… with the gap of 2 s: a number', 40, numbers.now.of('oursGap')?.[wall], 'ms'),
		least(
			'Profile pictures, 20 ms: faster than one by one',
			6,
			pictures.times('ours1', 'ours', wall),
		),
		least('… with 20 at once', 9, pictures.times('ours1', 'ours20', wall)),
		most('… requests at once by default', 10, pictures.of('ours')?.atOnce, ''),
		most('… requests at once with 20', 20, pictures.of('ours20')?.atOnce, ''),
		most('Texts, HTTP: CPU to bare axios', 2.5, inverse(texts.http.times('axios', 'ours', cpu))),
		most('Texts, HTTPS: CPU to bare axios', 4.2, inverse(texts.https.times('axios', 'ours', cpu))),
		most(
			'Texts, HTTP: CPU to n8n-nodes-evolution-api',
			1.1,
			inverse(texts.http.times('peer', 'ours', cpu)),
		),
		most(
			'Texts, HTTPS: CPU to n8n-nodes-evolution-api',
			1,
			inverse(texts.https.times('peer', 'ours', cpu)),
		),
		most('Texts in a real n8n: time to HTTP Request', 0.85, wholeRatio(wholeFigures, 'ours')),
		most('… with 20 recipients at once', 0.85, wholeRatio(wholeFigures, 'ours20')),
		most('256 MB from the disk: memory over idle', 32, peakMb('filesystem'), 'MB'),
		most('256 MB from the database: memory over idle', 32, fromDatabase, 'MB'),
		most(
			'… beyond the file, which n8n reads as a whole',
			32,
			fromDatabase && fromDatabase - 256,
			'MB',
		),
		most('Loading the node, CPU', 40, own?.cpuMs, 'ms'),
		most('… CPU to n8n-nodes-evolution-api', 0.7, own && peer && own.cpuMs / peer.cpuMs),
		most('… heap', 5, own && own.heapBytes / 1024 / 1024, 'MB'),
		most('… description', 300, own && own.descriptionBytes / 1024, 'KB'),
		least('Trigger: events/s to the Webhook node', 1, worst(trigger, 'Webhook')),
		least('… to the Telegram Trigger', 2, worst(trigger, 'Telegram Trigger')),
		least(
			'… through WebSocket, to the Webhook node',
			0.95,
			worst(trigger, 'Webhook', SOCKET.title),
		),
		most(
			'… through WebSocket: starts later than it by',
			10,
			later(trigger, SOCKET.title, 'Webhook'),
			'ms',
		),
		least(
			'… where it returns workflowData, to an empty trigger',
			0.95,
			worst(results.queue?.figures, EMPTY.workflowData),
		),
		most('Memory after a kill under load: to the Webhook node', 1.2, restartRatio(results)),
		most('A flood: most memory, to the Webhook node', 1, flood.memory),
		most('… lost', 0, flood.lost, ''),
		most('… time from its end until the last came out, to the Webhook node', 1, flood.late),
		least(
			'… events/s while it lasts, to the Webhook node, through the webhook',
			1,
			flood.webhookRate,
		),
		least('… through WebSocket', 1, flood.socketRate),
	];
}
