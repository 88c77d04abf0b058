import { isRecord } from './answer';

/** Maximum nesting. Real deliveries have about 12 levels, and n8n can't store thousands. */
const DEEPEST = 50;

/** Keys that could change every object of the process if a later node merges the item into another object. */
const DANGEROUS = ['__proto__', 'constructor', 'prototype'];

const isSecret = (name: unknown) =>
	typeof name === 'string' && /^(api[-_]?key|instance[-_]?token)$/i.test(name);

/**
 * Prepares the server's data for an item: removes API keys at any depth, converts bytes (`{"0": 137, …}`) to Base64, and
 * replaces values that are nested too deeply with null.
 */
export function sanitize(value: unknown, depth = 0): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= DEEPEST) return null;
	if (Array.isArray(value)) return value.map((part) => sanitize(part, depth + 1));
	const bytes = readBytes(value);
	if (bytes !== undefined) return Buffer.from(bytes).toString('base64');
	const entries = Object.entries(value).filter(
		([key]) => !isSecret(key) && !DANGEROUS.includes(key) && !isSecretVariable(value, key),
	);
	return Object.fromEntries(entries.map(([key, part]) => [key, sanitize(part, depth + 1)]));
}

/** Matches the `value` in `{ "name": "apiKey", "value": "…" }`: bots store their variables in this form. */
const isSecretVariable = (holder: object, key: string) =>
	key === 'value' && isRecord(holder) && isSecret(holder.name);

const isByte = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;

/** Reads bytes from parsed JSON. A `Uint8Array` has its positions as keys, and a `Buffer` is `{ type, data }`. */
function readBytes(value: object): number[] | undefined {
	if ('type' in value && value.type === 'Buffer' && 'data' in value) {
		return Array.isArray(value.data) && value.data.every(isByte) ? value.data : undefined;
	}
	if (!('0' in value)) return undefined;
	const parts: unknown[] = Object.values(value);
	return `${parts.length - 1}` in value && parts.every(isByte) ? parts : undefined;
}

/** Minimum length of an encoded API key that hideKey() removes. A shorter one could also be part of an ordinary text. */
const SHORTEST_ENCODED = 8;

/**
 * Removes a key from a text in every form that a server or a proxy may use: plain, percent-encoded, hexadecimal or Base64, also
 * within a longer text such as `user:key`.
 */
export function hideKey(text: string, key: string): string {
	if (key === '') return text;
	if (key.length < SHORTEST_INSIDE) return hideWord(text, key);
	const encodings = [encodeURIComponent(key), Buffer.from(key).toString('hex'), ...base64Of(key)];
	const forms = [key, ...encodings.filter(({ length }) => length >= SHORTEST_ENCODED)];
	return forms.reduce((result, form) => result.split(form).join('***'), text);
}

/** Minimum length of an API key that is hidden even inside a word. A shorter one may be part of the word by chance. */
const SHORTEST_INSIDE = 6;

const hideWord = (text: string, key: string): string =>
	text.replace(new RegExp(`(?<![\\w])${key.replace(/\W/g, '\\$&')}(?![\\w])`, 'g'), '***');

/**
 * Returns the Base64 forms of a key within a longer text: Base64 encodes three bytes at a time, so there are three forms. The
 * characters at the ends of a form depend on the text around the key, and are left out.
 */
function base64Of(key: string): string[] {
	return [0, 1, 2].flatMap((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)]);
		const start = Math.ceil((before * 8) / 6);
		const end = Math.floor((bytes.length * 8) / 6);
		return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(start, end));
	});
}
