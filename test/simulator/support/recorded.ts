import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import beyond from './beyondRecorded.json';
import left from './leftOutOfRecorded.json';

type Json = Record<string, unknown>;

/** Recordings of real servers, in a folder next to the project. Only maintainers have them. */
const SHARED = path.join(process.cwd(), '../shared');
const FOLDERS = ['world', 'evolution-api/webhooks'].map((name) => path.join(SHARED, name));

export const isRecordingThere = FOLDERS.every((folder) => existsSync(folder));

export const RECORDED_TITLE = isRecordingThere ? '' : ' (skipped: ../shared is missing)';

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const nameKey = (key: string) => (/@/.test(key) ? '<jid>' : key);

function formOf(value: unknown, at = ''): string[] {
	if (Array.isArray(value)) {
		return [...new Set(value.flatMap((entry) => formOf(entry, `${at}[]`)))];
	}
	if (!isObject(value)) return [`${at}: ${value === null ? 'null' : typeof value}`];
	const keys = Object.keys(value);
	if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) return [`${at}: bytes`];
	if (keys.join() === 'low,high,unsigned') return [`${at}: long`];
	return keys.flatMap((key) => formOf(value[key], `${at}.${nameKey(key)}`));
}

const kindOf = (data: unknown): string => (isObject(data) ? String(data.messageType ?? '') : '');

const placeOf = (event: string, data: unknown) => `${event} ${kindOf(data)}`.trim();

interface RecordedForms {
	/** Keys and types that occur in at least one of the deliveries. */
	readonly any: Set<string>;
	/** Keys, at every depth, that occur in all deliveries from Meta's API, or in all from phones. */
	readonly each: Record<Origin, ReadonlySet<string> | undefined>;
}

type Origin = 'meta' | 'phone';

/** Messages from Meta's API have Meta's IDs. */
const originOf = (data: unknown): Origin =>
	/"id":"wamid\./.test(JSON.stringify(data) ?? '') ? 'meta' : 'phone';

export type Recorded = ReadonlyMap<string, RecordedForms>;

const keysOf = (form: readonly string[]): Set<string> =>
	new Set(
		form.flatMap((line) => {
			const parts = line.replace(/: .*$/, '').split('.');
			return parts.map((_part, index) => parts.slice(0, index + 1).join('.'));
		}),
	);

export function readRecorded(): Recorded {
	const forms = new Map<string, RecordedForms>();
	for (const folder of FOLDERS) {
		for (const name of readdirSync(folder).filter((file) => /^[^_].*\.json$/.test(file))) {
			const read = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Json;
			const { event, data } = (read.body ?? read) as Json;
			const place = placeOf(String(event), data);
			const form = formOf(data);
			const keys = keysOf(form);
			const none = { meta: undefined, phone: undefined };
			const known = forms.get(place) ?? { any: new Set<string>(), each: none };
			form.forEach((line) => known.any.add(line));
			const origin = originOf(data);
			const each = [...(known.each[origin] ?? keys)].filter((key) => keys.has(key));
			known.each[origin] = new Set(each);
			forms.set(place, known);
		}
	}
	return forms;
}

const asPatterns = (reasons: object) => Object.keys(reasons).map((pattern) => new RegExp(pattern));
const [BEYOND, LEFT_OUT] = [asPatterns(beyond), asPatterns(left)];

/** Returns the parts of a delivery's data that no recording has, except those that the server's source explains. */
export function findUnrecorded(recorded: Recorded, event: string, data: unknown): string[] {
	const place = placeOf(event, data);
	const known = recorded.get(place)?.any;
	return formOf(data)
		.filter((line) => known?.has(line) !== true)
		.map((line) => `${place}${line}`)
		.filter((line) => !BEYOND.some((reason) => reason.test(line)));
}

/** Returns the keys that all recordings of this event and type have, but this delivery lacks. Keys with a known reason are left out. */
export function findLeftOut(recorded: Recorded, event: string, data: unknown): string[] {
	const place = placeOf(event, data);
	const keys = keysOf(formOf(data));
	return [...(recorded.get(place)?.each[originOf(data)] ?? [])]
		.filter((key) => !keys.has(key))
		.map((key) => `${place}${key}`)
		.filter((key) => !LEFT_OUT.some((reason) => reason.test(key)));
}
