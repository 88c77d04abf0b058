import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import beyond from './beyondRecorded.json';

type Json = Record<string, unknown>;

/** Beside the project, at maintainers: what was recorded on running servers. */
const SHARED = path.join(process.cwd(), '../shared');
const FOLDERS = ['world', 'evolution-api/webhooks'].map((name) => path.join(SHARED, name));

export const isRecordingThere = FOLDERS.every((folder) => existsSync(folder));

/** What the tests say where it is missing. */
export const RECORDED_TITLE = isRecordingThere ? '' : ' (skipped: ../shared is missing)';

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys that are addresses, such as those of `presences`, count as one. */
const nameKey = (key: string) => (/@/.test(key) ? '<jid>' : key);

/** Keys and types at every depth; bytes and 64-bit numbers count as one value. */
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

/** The type of a message; empty for what has none. */
const kindOf = (data: unknown): string => (isObject(data) ? String(data.messageType ?? '') : '');

const placeOf = (event: string, data: unknown) => `${event} ${kindOf(data)}`.trim();

/** By event and type of message: the form of the data of all recorded deliveries. */
export function readRecorded(): Map<string, Set<string>> {
	const forms = new Map<string, Set<string>>();
	for (const folder of FOLDERS) {
		for (const name of readdirSync(folder).filter((file) => /^[^_].*\.json$/.test(file))) {
			const read = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Json;
			const { event, data } = (read.body ?? read) as Json;
			const place = placeOf(String(event), data);
			const form = forms.get(place) ?? new Set<string>();
			formOf(data).forEach((line) => form.add(line));
			forms.set(place, form);
		}
	}
	return forms;
}

const REASONS = Object.keys(beyond).map((pattern) => new RegExp(pattern));

/** What the data of a delivery has that was never recorded, and for which no line of the source is named. */
export function findUnrecorded(
	recorded: ReadonlyMap<string, ReadonlySet<string>>,
	event: string,
	data: unknown,
): string[] {
	const place = placeOf(event, data);
	const known = recorded.get(place) ?? new Set<string>();
	return formOf(data)
		.filter((line) => !known.has(line))
		.map((line) => `${place}${line}`)
		.filter((line) => !REASONS.some((reason) => reason.test(line)));
}
