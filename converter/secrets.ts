import { isObject } from './workflow';

// Reports are pasted into issues, and shown on shared screens. So they mustn't contain passwords, keys and tokens from the
// workflow.

const SECRET = String.raw`(?:api[-_]?key|token|secret|passw(?:or)?d|pwd|authorization|signature|cookie)`;

const HIDDEN = '…';

/** `user:password@` before a host. It may contain expressions. */
const IN_ADDRESS = /(:\/\/)(?:\{\{[^{}]*\}\}|[^\s/?#'"`{}])*@/g;

/** `?token=…`, or a longer name such as `?access_token=…`. */
const IN_QUERY = new RegExp(
	String.raw`([?&;][\w.[\]-]*(?:${SECRET}|key|auth|hash|sig|code|pass)[\w.[\]-]*=)[^&#\s'"\x60]+`,
	'gi',
);

/** `"token": "…"` in JSON or in code. */
const NAMED = new RegExp(
	String.raw`(${SECRET}[\w-]*["'\x60]?\s*[:=]\s*)(["'\x60])((?:(?!\2)[^\\]|\\.)*)\2`,
	'gi',
);

/** A segment of a path that is long enough to be a secret. */
const STEP = /(?<=[^/:\s]\/)[\w.~:%-]{16,}(?=[/?#\s'"`]|$)/g;

/** Telegram's token, which follows the word "bot" in a path. */
const BOT = /\/bot\d+(?::|%3A)[\w-]+/gi;

/** Tells whether a segment of a path looks random, unlike a word or the name of an instance. */
const isRandom = (step: string) =>
	(step.match(/\d/g) ?? []).length >= 3 && (step.match(/[a-z]/gi) ?? []).length >= 3;

export const withoutSecrets = (text: string): string =>
	text
		.replace(IN_ADDRESS, `$1${HIDDEN}@`)
		.replace(IN_QUERY, `$1${HIDDEN}`)
		.replace(NAMED, `$1$2${HIDDEN}$2`)
		.replace(BOT, `/bot${HIDDEN}`)
		.replace(STEP, (step) => (isRandom(step) ? HIDDEN : step));

const IS_SECRET = new RegExp(SECRET, 'i');
const ARE_SECRETS = /^json(?:Headers|Query)$|^headerParametersJson$/;

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
