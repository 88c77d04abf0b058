import { isObject } from './workflow';

// A report is read aloud: it is pasted into issues, and shown on shared screens. So nothing in it may show a password,
// a key or a token that stands in the workflow.

const SECRET = String.raw`(?:api[-_]?key|token|secret|passw(?:or)?d|pwd|authorization|signature|cookie)`;

/** Placeholder for a secret. */
const HIDDEN = '…';

/** `user:password@`, which may be made by expressions, before a host. */
const IN_ADDRESS = /(:\/\/)(?:\{\{[^{}]*\}\}|[^\s/?#'"`{}])*@/g;

/** `?token=…`, also where the name is only a part of another one. */
const IN_QUERY = new RegExp(
	String.raw`([?&;][\w.[\]-]*(?:${SECRET}|key|auth|hash|sig|code|pass)[\w.[\]-]*=)[^&#\s'"\x60]+`,
	'gi',
);

/** `"token": "…"`, in JSON and in code. */
const NAMED = new RegExp(
	String.raw`(${SECRET}[\w-]*["'\x60]?\s*[:=]\s*)(["'\x60])((?:(?!\2)[^\\]|\\.)*)\2`,
	'gi',
);

/** A step of a path. */
const STEP = /(?<=[^/:\s]\/)[\w.~:%-]{16,}(?=[/?#\s'"`]|$)/g;

/** Telegram's, which stands behind a word. */
const BOT = /\/bot\d+(?::|%3A)[\w-]+/gi;

/** As no word and no name of an instance looks. */
const isRandom = (step: string) =>
	(step.match(/\d/g) ?? []).length >= 3 && (step.match(/[a-z]/gi) ?? []).length >= 3;

/** A text of the workflow as it may be shown. */
export const withoutSecrets = (text: string): string =>
	text
		.replace(IN_ADDRESS, `$1${HIDDEN}@`)
		.replace(IN_QUERY, `$1${HIDDEN}`)
		.replace(NAMED, `$1$2${HIDDEN}$2`)
		.replace(BOT, `/bot${HIDDEN}`)
		.replace(STEP, (step) => (isRandom(step) ? HIDDEN : step));

const IS_SECRET = new RegExp(SECRET, 'i');
const ARE_SECRETS = /^json(?:Headers|Query)$|^headerParametersJson$/;

/** A value of the workflow as it may be shown. */
export function shownWithoutSecrets<T>(value: T): T {
	const hidden = JSON.stringify(value, (key, inner: unknown) => {
		if (typeof inner === 'string') {
			return IS_SECRET.test(key) || ARE_SECRETS.test(key) ? HIDDEN : withoutSecrets(inner);
		}
		const isPair = isObject(inner) && typeof inner.name === 'string' && IS_SECRET.test(inner.name);
		return isPair ? { ...inner, value: HIDDEN } : inner;
	});
	return JSON.parse(hidden) as T;
}
