import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED } from '../../support/contract';

// Recorded requests from the node to a real server, with the answers, in chronological order.

export const VERSION = '2.3.7';

export interface Exchange {
	readonly index: number;
	readonly method: string;
	readonly path: string;
	/** JSON, or the first part of a form */
	readonly body: unknown;
	readonly status: number;
	readonly answer: unknown;
	/** whether only the start of the answer was recorded */
	readonly isCut: boolean;
}

/** Stands for an answer that was compressed, and therefore recorded unreadable. */
const UNREADABLE = '<gz>';
const FORM = '<multipart/form-data';

const FILE = join(SHARED, `exchanges-${VERSION}.jsonl`);
export const hasExchanges = () => existsSync(FILE);
export const isForm = (body: unknown): body is string =>
	typeof body === 'string' && body.startsWith(FORM);

function closers(text: string): string {
	const open: string[] = [];
	let isString = false;
	for (let index = 0; index < text.length; index++) {
		const letter = text[index];
		if (isString && letter === '\\') index += 1;
		else if (letter === '"') isString = !isString;
		else if (!isString && (letter === '{' || letter === '[')) open.push(letter);
		else if (!isString && (letter === '}' || letter === ']')) open.pop();
	}
	const ends = open.reverse().map((letter) => (letter === '{' ? '}' : ']'));
	return `${isString ? '"' : ''}${ends.join('')}`;
}

/** Parses as much as possible of JSON whose end is missing. Returns undefined for other texts. */
function parseCut(text: string): unknown {
	if (!/^[[{]/.test(text)) return undefined;
	const whole = text.replace(/…\(\d+\)$/, '');
	for (let end = whole.length; end > 0; end--) {
		const start = whole.slice(0, end);
		try {
			return JSON.parse(start + closers(start));
		} catch {
			// This part of the text isn't JSON, so the loop tries a shorter part.
		}
	}
	return undefined;
}

/** Shortens long Base64 texts to a multiple of four characters, because the recordings were cut at any point. */
const withWholeBase64 = (body: unknown): unknown =>
	JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
		typeof value === 'string' && value.length > 2000
			? value.slice(0, -(value.length % 4) || undefined)
			: value,
	);

type Line = Pick<Exchange, 'method' | 'path' | 'body' | 'status' | 'answer'>;

export function readExchanges(): Exchange[] {
	if (!hasExchanges()) return [];
	const lines = readFileSync(FILE, 'utf8').trim().split('\n');
	return lines.map((line, index) => {
		const { method, path, body, status, answer } = JSON.parse(line) as Line;
		const isText = typeof body === 'string' && !isForm(body);
		const cut = typeof answer === 'string' ? parseCut(answer) : undefined;
		return {
			index,
			method,
			path,
			body: isText ? withWholeBase64(parseCut(body)) : body,
			status,
			answer: cut ?? (answer === UNREADABLE ? undefined : answer),
			isCut: cut !== undefined,
		};
	});
}

export function readForm(text: string): {
	fields: Array<[string, string]>;
	file?: [string, string];
} {
	const boundary = /boundary=(\S+)/.exec(text)?.[1] ?? '';
	const parts = text.split(`--${boundary}\r\n`).slice(1);
	const fields: Array<[string, string]> = [];
	let file: [string, string] | undefined;
	for (const part of parts) {
		const [head, ...rest] = part.split('\r\n\r\n');
		const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
		const fileName = /filename="([^"]*)"/.exec(head)?.[1];
		if (fileName === undefined) fields.push([name, rest.join('\r\n\r\n').replace(/\r\n$/, '')]);
		else file = [name, fileName];
	}
	return { fields, file };
}
