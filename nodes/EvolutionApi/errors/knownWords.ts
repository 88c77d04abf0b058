import type { Exchange, Failure } from './failure';
import { asRecord, isSuccess } from '../core/values/answer';

/** Words of a server or of one of its libraries, and what they mean. The page of all failures is written from them. */
export interface KnownWords {
	/** As they are said, for the page and for the tests. */
	readonly example: string;
	/** Found in one of the texts of the answer, or in all of them, a line each. */
	readonly words: RegExp;
	/** The route, where the words alone do not tell. */
	readonly path?: RegExp;
	/** The status, where the words alone do not tell. */
	readonly status?: number;
	/** Only for what is sent to a person. */
	readonly toPerson?: true;
	/** Only where the server says nothing else beside. */
	readonly alone?: true;
	/** `{instance}` is filled in, and `{said}`, what was said. */
	readonly message: string;
	readonly whatToDo: string;
	/** Whether what was asked for was done all the same. */
	readonly done: Done;
	/** What becomes of the rest of a list. It goes on where nothing is said. */
	readonly list?: RestOfList;
	/** What else the package has to know of it. */
	readonly marks?: Pick<
		Failure,
		'notFound' | 'databaseFailed' | 'notConnected' | 'rejectedByWhatsApp' | 'mayHeal'
	>;
}

export type Done = 'no' | 'perhaps' | 'in part';

export type RestOfList = 'stops' | 'slower';

/** The routes that send a message. */
export const SENDS = /^\/(message|send)\//;

/** Of Evolution API: number of the recipient. Who has none there is no person. */
const isToPerson = ({ sent }: Exchange): boolean =>
	!/@(?:g\.us|newsletter|broadcast)$/.test(String(asRecord(sent).number ?? '@g.us'));

/** Explains an answer by the first of these words that it says. Routes that catch their own errors answer HTTP 200. */
export function explainByWords(
	table: readonly KnownWords[],
	exchange: Exchange,
): Failure | undefined {
	const { path, status, body, messages } = exchange;
	if (isSuccess(status) && asRecord(body).error !== true) return undefined;
	// The database says its own errors in a text of code, with its quotes escaped.
	const texts = [...messages, messages.join('\n')].map((text) => text.replaceAll('\\"', '"'));
	const known = table.find(
		({ words, path: ofRoute, status: ofStatus, toPerson, alone }) =>
			(ofRoute?.test(path) ?? true) &&
			(ofStatus ?? status) === status &&
			(toPerson !== true || isToPerson(exchange)) &&
			(alone !== true || messages.length === 1) &&
			texts.some((text) => words.test(text)),
	);
	if (known === undefined) return undefined;
	const said = messages.filter((text) => known.words.test(text));
	return failureOf(known, exchange, said.join('; ') || messages.join('; '));
}

/** In characters: some programs say their whole code. */
const LONGEST_SAID = 200;

function failureOf(
	{ message, whatToDo, done, list, marks }: KnownWords,
	{ path, instance }: Exchange,
	said: string,
): Failure {
	const nothing = done === 'no' ? `Nothing was ${SENDS.test(path) ? 'sent' : 'done'}. ` : '';
	return {
		message: message
			.replace('{instance}', instance === undefined ? '' : ` "${instance}"`)
			.replace('{said}', () => said.slice(0, LONGEST_SAID)),
		description: `${nothing}${whatToDo}`,
		...DONE[done],
		...(list === undefined ? {} : LIST[list]),
		...marks,
	};
}

const DONE: Readonly<Record<Done, Partial<Failure>>> = {
	no: { nothingDone: true },
	perhaps: { isUnclear: true },
	'in part': { isUnclear: false },
};

/** What a list does. Where it goes on more slowly and hears the same again and again, it stops as well. */
export const LIST: Readonly<Record<RestOfList, Partial<Failure>>> = {
	stops: { holdsForAll: true },
	slower: { asksToSlowDown: true, holdsForAll: true },
};
