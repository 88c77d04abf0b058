import type { Draft } from '../../draft';
import { naming, PASSING } from '../../reading';
import { isObject, type NodeJson } from '../../workflow';

// Finds out whether another program calls a webhook: another gateway, WhatsApp's own API, or an application. Our trigger only
// replaces a webhook that certainly no other program calls.

const RESPOND = 'n8n-nodes-base.respondToWebhook';

/** Keys of Evolution API's deliveries, including `data`, but not those below it. */
const OWN_KEYS = [
	'event',
	'instance',
	'data',
	'destination',
	'date_time',
	'sender',
	'server_url',
	'apikey',
];

/** Names that WhatsApp's own API uses to verify a webhook before it sends anything. */
const VERIFICATION = /\bhub[._](?:challenge|mode|verify_token)\b/;

const OF_ITEM = String.raw`\??(?:\.body\b|\[["']body["']\])`;
const BODY = String.raw`json\b["'\]]*${OF_ITEM}`;

/** Matches the webhook's item in code. */
const ITEM = String.raw`(?:\$|\$input\.(?:first\(\)|last\(\)|item)\.|\bitems?(?:\[\d\])?\.|\$\([^()]*\)\.(?:first\(\)|last\(\)|item)\.)json`;

/** Matches the characters after a value: `||`, `??`, the `:` of a condition, `)`, or the end of the statement. */
const ENDS = String.raw`\s*(?:\|\||\?\?|[:;\n)]|$)`;

/** Matches an assignment such as `const delivery = …`. @param what pattern for the value */
const aliasOf = (what: string) =>
	new RegExp(
		String.raw`(?<![\w$])([A-Za-z_$][\w$]*)\s*=\s*(?:\(\s*)?[^=;\n]*?(?:${what})${ENDS}`,
		'g',
	);

/** Matches a destructuring of a value: `const { phone, text } = …`. */
const takenApart = (what: string) =>
	new RegExp(String.raw`\{([^{}]*)\}\s*=\s*[^=;\n]*?(?:${what})${ENDS}`, 'g');

/** Limit for the number of variables in one pattern. */
const MOST_NAMES = 20;

const IS_NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * Returns why the converter keeps a webhook node; undefined if only Evolution API calls the webhook.
 * @param other name of another webhook that leads to the same nodes
 */
export function whyShared(
	draft: Draft,
	webhook: NodeJson,
	behind: readonly NodeJson[],
	other: string | undefined,
): string | undefined {
	const keys = foreignKeys(draft, webhook.name, behind);
	if (keys.length > 0) {
		return `the workflow also reads keys that Evolution API does not send (${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''})`;
	}
	const texts = behind.flatMap((node) => draft.textsOf(node));
	if (texts.some((text) => VERIFICATION.test(text)))
		return "it answers verification requests of WhatsApp's own API";
	if (other !== undefined) return `the webhook "${other}" leads to the same nodes`;
	if (methodsOf(webhook).length > 1) return 'it also accepts methods other than POST';
	const answer = behind.find((node) => node.type === RESPOND && answersSomething(node));
	if (answer !== undefined && webhook.parameters.responseMode === 'responseNode') {
		return `"${answer.name}" responds with data from the workflow, but Evolution API reads no responses`;
	}
	return undefined;
}

export const methodsOf = ({ parameters: { httpMethod, multipleMethods } }: NodeJson): unknown[] =>
	multipleMethods === true
		? Array.isArray(httpMethod)
			? httpMethod
			: ['GET', 'POST']
		: // The node's default method is GET.
			[httpMethod ?? 'GET'];

const answersSomething = ({ parameters }: NodeJson) =>
	Object.values({
		...parameters,
		...(isObject(parameters.options) ? parameters.options : {}),
	}).some((value) => typeof value === 'string' && value.startsWith('=')) ||
	['allIncomingItems', 'firstIncomingItem', 'binary'].includes(String(parameters.respondWith));

function foreignKeys(draft: Draft, name: string, behind: readonly NodeJson[]): string[] {
	const getting = gettingItems(draft, name);
	const named = naming(name);
	const keys = behind.flatMap((node) =>
		draft
			.textsOf(node)
			.filter((text) => text.includes('body') && (getting.has(node) || named.test(text)))
			.flatMap(keysIn),
	);
	return [...new Set(keys)].filter((key) => !OWN_KEYS.includes(key));
}

function keysIn(text: string): string[] {
	const items = namesIn(text, aliasOf(ITEM));
	const item = anyOf([ITEM, ...items.map(asPattern)]);
	const body = anyOf([BODY, ...items.map((name) => asPattern(name) + OF_ITEM)]);
	const bodies = [...namesIn(text, aliasOf(body)), ...bodiesTakenOut(text, takenApart(item))];
	const whole = anyOf([body, ...bodies.map(asPattern)]);
	const read = new RegExp(
		// A call such as `body.hasOwnProperty('data')` doesn't read a key.
		String.raw`${whole}\s*\??(?:\.|\[["'])([A-Za-z_]\w*)\b(?!["'\]]*\()`,
		'g',
	);
	const apart = [...text.matchAll(takenApart(whole))].flatMap(([, inner]) =>
		inner.split(',').map((part) => part.split(/[:=]/)[0].trim()),
	);
	return [...[...text.matchAll(read)].map(([, key]) => key), ...apart].filter((key) =>
		/^[A-Za-z_]\w*$/.test(key),
	);
}

const anyOf = (patterns: readonly string[]) => `(?:${patterns.join('|')})`;

const asPattern = (name: string) => String.raw`(?<![\w$.])${name.replaceAll('$', '\\$')}`;

const namesIn = (text: string, pattern: RegExp) =>
	[...new Set([...text.matchAll(pattern)].map(([, name]) => name))].slice(0, MOST_NAMES);

/** Returns the variables for the body in a destructuring: `delivery` for `const { body: delivery } = $json`. */
const bodiesTakenOut = (text: string, pattern: RegExp) => {
	const names = [...text.matchAll(pattern)]
		.flatMap(([, inner]) => inner.split(','))
		.map((part) => part.split(':').map((one) => one.split('=')[0].trim()))
		.filter(([key]) => key === 'body')
		.map((name) => name.at(-1) ?? '')
		.filter((name) => IS_NAME.test(name));
	return [...new Set(names)].slice(0, MOST_NAMES);
};

function gettingItems(draft: Draft, name: string): Set<NodeJson> {
	const getting = new Set<NodeJson>();
	const waiting = [name];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		for (const node of draft.after(next)) {
			if (getting.has(node)) continue;
			getting.add(node);
			if (PASSING.test(node.type)) waiting.push(node.name);
		}
	}
	return getting;
}
