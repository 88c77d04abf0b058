import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../http/connection';
import type { People } from '../server/samePerson';
import type { KeptMessage } from '../server/server';
import { serverOf } from '../server/serverOf';
import { textsIn, writtenIn } from '../server/writtenText';
import { isPerson } from '../values/jid';
import { normalized } from '../values/normalized';
import { isoOfSeconds } from '../values/timestamps';

/** By the form in which texts are compared: the word as the user entered it. */
export type Words = ReadonlyMap<string, string>;

/** *Skip Who Wrote*. */
interface Wishes {
	readonly words: Words;
	/** A text in our message that asks for consent, in the form in which texts are compared; `''` if there is none. */
	readonly askedWith: string;
	/** Whoever wrote one of them later is written to again. */
	readonly unlessWrote: Words;
}

/** What a person wrote who is not to be written to. */
export interface OptOut {
	readonly word: string;
	/** ISO; null if the server does not tell. */
	readonly wroteAt: string | null;
}

type Times = Pick<KeptMessage, 'seconds' | 'storedAt'>;

/** The messages of a person, and those to them, that decide. */
interface Found {
	readonly outs: Array<Times & { readonly word: string }>;
	readonly ins: Times[];
	readonly asked: Times[];
}

/** In characters: a word is shorter, with all the signs that people put around it. */
const LONGEST_ANSWER = 1_000;

/** Our messages have the time of the server and theirs that of WhatsApp: clocks are not more than this apart. */
const CLOCKS_APART_SECONDS = 24 * 60 * 60;

/**
 * Who wrote that they want no messages, from the server's message store. It is read by chat, since anybody may have written
 * it at any time, and anew for each message: what came in during the run counts. No request of the server can
 * name several chats.
 */
export class OptOuts {
	constructor(
		readonly context: IExecuteFunctions,
		readonly connection: Connection,
		readonly instance: string,
		private readonly given: { readonly wishes: Wishes; readonly people: People },
	) {}

	/**
	 * @returns what the person wrote, if that counts still; undefined also for groups
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async find(address: string): Promise<OptOut | undefined> {
		if (!isPerson(address)) return undefined;
		const { store } = serverOf(this.connection);
		const found: Found = { outs: [], ins: [], asked: [] };
		// Grows meanwhile: a message may name another address of the person.
		const chats = new Set(this.given.people.namesOf(address));
		for (const chat of chats) {
			await store.readChat(this, chat, (page) => {
				for (const message of page) {
					this.note(message, found);
					for (const other of message.addresses.filter(isPerson)) chats.add(other);
				}
				return isDecided(page, found);
			});
		}
		return decide(found);
	}

	private note({ fromMe, content, outcome, seconds, storedAt }: KeptMessage, found: Found): void {
		const { words, askedWith, unlessWrote } = this.given.wishes;
		const times = { seconds, storedAt };
		if (fromMe) {
			const hasAsked = askedWith !== '' && outcome !== 'refused' && contains(content, askedWith);
			if (hasAsked) found.asked.push(times);
			return;
		}
		const written = writtenIn(content);
		if (written.length > LONGEST_ANSWER) return;
		const answer = normalized(written);
		const word = words.get(answer);
		if (word !== undefined) found.outs.push({ ...times, word });
		else if (unlessWrote.has(answer)) found.ins.push(times);
	}
}

const contains = (content: unknown, text: string) =>
	textsIn(content).some((own) => normalized(own).includes(text));

/** Whether what is older than a page cannot matter any more. */
function isDecided(page: readonly KeptMessage[], { outs, ins, asked }: Found): boolean {
	const newest = Math.max(...[...outs, ...ins, ...asked].map(({ seconds }) => seconds));
	const oldest = Math.min(...page.map(({ seconds }) => seconds));
	return oldest < newest - CLOCKS_APART_SECONDS;
}

/** The last word counts. */
function decide({ outs, ins, asked }: Found): OptOut | undefined {
	const [last] = outs
		.filter((out) => !ins.some((one) => isLater(one, out)))
		.filter((out) => !asked.some((one) => isLaterByBoth(one, out)))
		.sort((one, other) => other.seconds - one.seconds);
	return last && { word: last.word, wroteAt: isoOfSeconds(last.seconds) };
}

/** Of two messages of one person, so by the same clock. */
const isLater = (one: Times, other: Times) =>
	one.seconds > other.seconds || (one.seconds === other.seconds && one.storedAt > other.storedAt);

/** Of one of ours and one of theirs. While a clock says otherwise, it is not later. */
const isLaterByBoth = (ours: Times, theirs: Times) =>
	ours.seconds > theirs.seconds && !(ours.storedAt <= theirs.storedAt);
