import { literal, shown, type Value } from '../../../expressions/value';
import type { Shape } from '../../../table';
import type { Parameters } from '../../../workflow';

// Converts a request of Evolution Go to the same request of Evolution API. If the server and our fields interpret a value
// differently, nothing is guessed: the request becomes an unchanged API Request.

type One = 'text' | 'address' | 'jid' | 'phone' | 'number' | 'boolean';

const LISTS = { texts: 'text', addresses: 'address', jids: 'jid', one: 'address' } as const;

/**
 * Kind of a value in the body. `address`: a chat. `jid`: a chat, but not as bare digits. `phone`: a phone number. `texts`,
 * `addresses`, `jids`: a list. `one`: a list with one address. `rows`: any list.
 */
type Kind = One | keyof typeof LISTS | 'rows';

/** Kind of a value in Evolution Go's body, and its path in Evolution API's request. A value without a path is dropped. */
export type GoKey = readonly [kind: Kind, at?: string];

export interface GoRule {
	/** For example `message/sendText`. */
	readonly operation: string;
	/** Keys of the body by path, for example `quoted.messageId`. */
	readonly keys: Readonly<Record<string, GoKey>>;
	readonly required: readonly string[];
	/** The server's default values for missing keys, if our fields have other defaults. */
	readonly defaults?: Readonly<Record<string, string | number | boolean>>;
	readonly adds?: Readonly<Record<string, string | number | boolean>>;
	readonly fields?: Parameters;
	/** Replaces the operation's shapes in `operations.json`. */
	readonly shapes?: readonly Shape[];
	readonly whyNot?: (given: Entries) => string | undefined;
}

export type Entries = ReadonlyMap<string, Value>;

export type InOurWords = { readonly whole: Value } | { readonly problem: string };

const CHAT = /^\d[\d-]*@(?:s\.whatsapp\.net|g\.us|lid|newsletter)$/;
const PHONE = /^\+?[1-9]\d{6,14}$/;
/** Numbers of Mexico and Argentina. The server may remove a digit from them, and so send to another person. */
const CHANGED_BY_RULES = /^\+?5[24]\d{11}(?:@|$)/;

const isChat = (text: string) =>
	(CHAT.test(text) || PHONE.test(text)) && !CHANGED_BY_RULES.test(text);

const TESTS: Readonly<Record<string, (text: string) => boolean>> = {
	text: () => true,
	address: isChat,
	jid: (text) => CHAT.test(text),
	phone: (text) => PHONE.test(text),
};

/** Tells whether a value has the given kind. Expressions pass, because their values are only known at run time. */
function isFit(value: Value, kind: Kind): boolean {
	if (value.kind === 'expression' || value.kind === 'template') return true;
	if (kind === 'rows') return value.kind === 'list';
	if (kind in LISTS) {
		const inner = LISTS[kind as keyof typeof LISTS];
		return value.kind === 'list' && value.items.every((item) => isFit(item, inner));
	}
	const given = value.kind === 'literal' ? value.value : undefined;
	const isWanted = TESTS[kind];
	return isWanted === undefined
		? typeof given === kind
		: typeof given === 'string' && isWanted(given);
}

/** Tells whether Go treats a value as missing. */
const isNothing = (value: Value) =>
	(value.kind === 'literal' && ['', 0, false, null].includes(value.value)) ||
	(value.kind === 'list' && value.items.length === 0) ||
	(value.kind === 'object' && value.entries.size === 0);

function flat(entries: Entries, names: readonly string[]): Map<string, Value> {
	const all = new Map<string, Value>();
	for (const [key, value] of entries) {
		const isWithin = names.some((name) => name.startsWith(`${key}.`));
		if (!isWithin || value.kind !== 'object') all.set(key, value);
		else for (const [inner, deep] of value.entries) all.set(`${key}.${inner}`, deep);
	}
	return all;
}

export function inOurWords(rule: GoRule, body: Value): InOurWords {
	if (body.kind !== 'object') return { problem: 'the whole body comes from an expression' };
	const given = flat(body.entries, Object.keys(rule.keys));
	for (const [key, value] of given) if (isNothing(value)) given.delete(key);
	const unknown = [...given.keys()].filter((key) => !(key in rule.keys));
	if (unknown.length > 0) return { problem: `there is no field for: ${unknown.join(', ')}` };
	const missing = rule.required.filter((key) => !given.has(key));
	if (missing.length > 0) return { problem: `the server also requires: ${missing.join(', ')}` };
	const unfit = [...given].filter(([key, value]) => !isFit(value, rule.keys[key][0]));
	if (unfit.length > 0) {
		const names = unfit.map(([key]) => key).join(', ');
		return { problem: `our fields may change the meaning of: ${names}` };
	}
	const problem = rule.whyNot?.(given);
	if (problem !== undefined) return { problem };
	const whole = new Map<string, Value>();
	for (const [path, value] of Object.entries(rule.adds ?? {})) set(whole, path, literal(value));
	for (const [key, value] of Object.entries(rule.defaults ?? {})) {
		if (!given.has(key)) given.set(key, literal(value));
	}
	for (const [key, value] of given) {
		const [kind, at] = rule.keys[key];
		const single = kind === 'one' && value.kind === 'list' ? value.items[0] : value;
		if (at !== undefined) set(whole, at, single);
	}
	// Our field needs a whole message to quote, but Evolution Go only reads its key.
	if (given.has('quoted.messageId')) set(whole, 'body.quoted.message', EMPTY);
	return { whole: { kind: 'object', entries: whole } };
}

const EMPTY: Value = { kind: 'object', entries: new Map() };

function set(entries: Map<string, Value>, path: string, value: Value): void {
	const [first, ...rest] = path.split('.');
	if (rest.length === 0) {
		entries.set(first, value);
		return;
	}
	const there = entries.get(first);
	if (rest[0] === '0') {
		const item = there?.kind === 'list' ? there.items[0] : undefined;
		const inner = new Map(item?.kind === 'object' ? item.entries : []);
		set(inner, rest.slice(1).join('.'), value);
		entries.set(first, { kind: 'list', items: [{ kind: 'object', entries: inner }] });
		return;
	}
	const inner = new Map(there?.kind === 'object' ? there.entries : []);
	set(inner, rest.join('.'), value);
	entries.set(first, { kind: 'object', entries: inner });
}

export const textOf = (value: Value | undefined): string | undefined =>
	value?.kind === 'literal' ? shown(value) : undefined;
