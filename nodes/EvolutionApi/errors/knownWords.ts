import type { Exchange, Failure } from './failure';
import { asRecord, isSuccess } from '../core/values/answer';

/** A docs page is generated from these entries. */
export interface KnownWords {
	readonly example: string;
	/** Pattern for one of the texts of the answer, or for all texts joined by line breaks. */
	readonly words: RegExp;
	readonly path?: RegExp;
	readonly status?: number;
	readonly toPerson?: true;
	/** True if the entry only applies to an answer that contains exactly one error text. */
	readonly alone?: true;
	/** `{instance}` stands for the instance's name, `{said}` for the server's words. */
	readonly message: string;
	readonly whatToDo: string;
	readonly outcome: Done;
	/** The effect on the rest of a bulk send; undefined if the bulk send continues normally. */
	readonly list?: RestOfList;
	readonly marks?: Pick<
		Failure,
		'notFound' | 'databaseFailed' | 'notConnected' | 'rejectedByWhatsApp' | 'mayHeal'
	>;
}

export type Done = 'no' | 'perhaps' | 'in part';

export type RestOfList = 'stops' | 'slower';

export const SENDS = /^\/(message|send)\//;

/** A request without a number has no recipient. */
const isToPerson = ({ requestBody }: Exchange): boolean =>
	!/@(?:g\.us|newsletter|broadcast)$/.test(String(asRecord(requestBody).number ?? '@g.us'));

/** Some routes return errors as HTTP 200 with `error: true`. */
export function explainByWords(
	table: readonly KnownWords[],
	exchange: Exchange,
): Failure | undefined {
	const { path, status, body, messages } = exchange;
	if (isSuccess(status) && asRecord(body).error !== true) return undefined;
	// The database's own errors are part of a text that looks like code, with escaped quotes.
	const texts = [...messages, messages.join('\n')].map((text) => text.replaceAll('\\"', '"'));
	const entry = table.find(
		({ words, path: ofRoute, status: ofStatus, toPerson, alone }) =>
			(ofRoute?.test(path) ?? true) &&
			(ofStatus ?? status) === status &&
			(toPerson !== true || isToPerson(exchange)) &&
			(alone !== true || messages.length === 1) &&
			texts.some((text) => words.test(text)),
	);
	if (entry === undefined) return undefined;
	const matches = messages.filter((text) => entry.words.test(text));
	return failureOf(entry, exchange, matches.join('; ') || messages.join('; '));
}

/** Maximum characters to quote from a server's error, since some errors contain a program's whole source code. */
const LONGEST_SAID = 200;

function failureOf(
	{ message, whatToDo, outcome, list, marks }: KnownWords,
	{ path, instance }: Exchange,
	text: string,
): Failure {
	const nothing = outcome === 'no' ? `Nothing was ${SENDS.test(path) ? 'sent' : 'done'}. ` : '';
	return {
		message: message
			.replace('{instance}', instance === undefined ? '' : ` "${instance}"`)
			.replace('{said}', () => text.slice(0, LONGEST_SAID)),
		description: `${nothing}${whatToDo}`,
		...OUTCOME[outcome],
		...(list === undefined ? {} : LIST[list]),
		...marks,
	};
}

const OUTCOME: Readonly<Record<Done, Partial<Failure>>> = {
	no: { nothingDone: true },
	perhaps: { isUnclear: true },
	'in part': { isUnclear: false },
};

export const LIST: Readonly<Record<RestOfList, Partial<Failure>>> = {
	stops: { holdsForAll: true },
	slower: { asksToSlowDown: true, holdsForAll: true },
};
