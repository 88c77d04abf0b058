import type { State } from '../state/state';
import type { UploadedFile } from './data';

const LONGEST_TEXT = 4000;
const DEEPEST = 30;
const LONGEST_LIST = 200;

function shortened(value: unknown, depth = 0): unknown {
	if (typeof value === 'string') {
		if (value.length <= LONGEST_TEXT) return value;
		return `${value.slice(0, 100)}…[${value.length} characters]`;
	}
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= DEEPEST) return '…[too deep]';
	if (Array.isArray(value))
		return value.slice(0, LONGEST_LIST).map((entry) => shortened(entry, depth + 1));
	return Object.fromEntries(
		Object.entries(value)
			.slice(0, LONGEST_LIST)
			.map(([key, entry]) => [key, shortened(entry, depth + 1)]),
	);
}

/** Largest body in the log, in characters of JSON. */
const LARGEST = 32_000;

function loggable(body: unknown): unknown {
	const short = shortened(body);
	const size = JSON.stringify(short).length;
	return size > LARGEST ? `…[${size} characters of JSON]` : short;
}

export interface Arrived {
	method: string;
	path: string;
	query: unknown;
	/** undefined if the body was never read */
	body?: unknown;
	files: UploadedFile[];
	/** Unix ms */
	at: number;
}

/** Logs a request to a route of the simulated server, and the status of its answer (0 if the connection broke first). */
export function logRequest(state: State, arrived: Arrived, status: number): void {
	const { at, method, path, query, body = null, files } = arrived;
	state.requests.add({
		id: state.nextRequestId(),
		at,
		method,
		path,
		query: shortened(query) as Record<string, string>,
		body: loggable(body),
		files: files.map(({ field, fileName, mimetype, size, sha256 }) => ({
			field,
			fileName,
			mimetype,
			size,
			sha256,
		})),
		status,
	});
}
