import type { IDataObject } from 'n8n-workflow';

import type { SeenAnswer } from '../recorder';
import { differences } from '../shape';
import { goAnswerOf, readGoFacts, type GoAnswered, type GoFact } from './goFacts';

const facts = readGoFacts<GoFact>();

const patternOf = (route: string) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);

/** Routes without parameters in their path come first. */
const factOf = ({ method, path }: SeenAnswer): GoFact | undefined =>
	facts.find(({ route }) => route === `${method} ${path}`) ??
	facts.find(({ route }) => patternOf(route).test(`${method} ${path}`));

const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tells whether a key is a JID or a checksum. Such keys differ from answer to answer. */
const isName = (key: string) => key.includes('@') || /^[0-9a-f]{64}$/.test(key);

function withoutNames(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNames);
	if (!isRecord(value)) return value;
	const entries = Object.entries(value);
	return Object.fromEntries(
		entries.map(([key, inner]) => [isName(key) ? '*' : key, withoutNames(inner)]),
	);
}

const kindOf = (body: unknown): string | undefined => {
	const message = isRecord(body) && isRecord(body.data) ? body.data.Message : undefined;
	return isRecord(message) ? Object.keys(message)[0] : undefined;
};

function withoutMessage(body: unknown): unknown {
	if (!isRecord(body) || !isRecord(body.data)) return body;
	return { ...body, data: { ...body.data, Message: undefined } };
}

/** Differences that don't count. Before 0.7.2, for example, pictures have no thumbnail. */
const AS_ASKED = /\.contextInfo\.|\.interactiveMessage\.footer: missing$|\.JPEGThumbnail: missing$/;
/** Go writes an empty list as null. */
const EMPTY_LIST = ': array expected, got null';

function differencesFrom(fact: GoAnswered, body: unknown, status: number): string[] {
	const expected = goAnswerOf(fact) ?? '';
	const isOther = fact.sent !== undefined && kindOf(expected) !== kindOf(body);
	const shape = isOther ? withoutMessage : (value: unknown) => value;
	const { status: expectedStatus = 200 } = fact;
	const ofStatus =
		expectedStatus === status ? [] : [`status ${expectedStatus} expected, got ${status}`];
	const found = differences(withoutNames(shape(expected)), withoutNames(shape(body)));
	const told = found.filter((line) => !AS_ASKED.test(line) && !line.endsWith(EMPTY_LIST));
	return [...ofStatus, ...told.map((line) => line.replace('not in the captured one', 'not known'))];
}

function read(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

const REFUSAL = { bare: { error: '' } };
const isRefusal = ({ status = 200 }: GoAnswered) => status >= 400;

/**
 * Returns how an answer of Evolution Go differs from the known ones. The server doesn't tell its version, so if a route has several
 * known answers, the most similar one counts.
 */
export function goDifferences(seen: SeenAnswer): string[] {
	const { method, path, status } = seen;
	const fact = factOf(seen);
	if (fact === undefined) return [`${method} ${path} is not known`];
	const body = read(seen.text);
	if (status === 404 && body === '404 page not found') {
		return fact.since === undefined ? [`${fact.route} exists in every known version`] : [];
	}
	if (fact.page !== undefined) return [];
	const answers = [fact, ...Object.values(fact.before ?? {}), ...(fact.or ?? [])];
	const refusals = [{ status, ...REFUSAL }, ...answers.filter(isRefusal)];
	const nearest = status < 400 ? answers.filter((one) => !isRefusal(one)) : refusals;
	const found = nearest.map((one) => differencesFrom(one, body, status));
	return found.sort((a, b) => a.length - b.length)[0];
}
