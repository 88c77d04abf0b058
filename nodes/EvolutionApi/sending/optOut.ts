import type { StoredMessage } from '../server/records';
import { earliestServerTime } from '../server/clock';
import { requireStore } from '../server/connection';
import { readWrittenText } from '../server/messageContent';
import { comparable, isPerson } from '../core/values/addresses';
import { normalizeText } from '../core/values/text';
import { isoFromSeconds } from '../core/values/time';
import { fromStore, notSent, type Policy, type Sender } from './send';

/** The form in which keywords are compared: `Opt-Out`, `opt out` and `optout` are one. Nothing but signs stays as it is. */
export function keywordForm(text: string): string {
	const plain = normalizeText(text);
	return plain.replace(/[\s\p{P}]+/gu, '') || plain;
}

/** Words as the user entered them, keyed by {@link keywordForm}. */
export type Keywords = ReadonlyMap<string, string>;

/** *Opt-Out*. */
interface OptOutRules {
	readonly optOutKeywords: Keywords;
	/** A person who sent one of them later gets messages again. */
	readonly optInKeywords: Keywords;
}

/** A person's request to get no messages. */
interface OptOut {
	readonly word: string;
	/** ISO; null if the server does not tell. */
	readonly wroteAt: string | null;
}

type Times = Pick<StoredMessage, 'seconds' | 'storedAt'>;

/** The messages of a person that decide. */
interface Found {
	readonly outs: Array<Times & { readonly word: string }>;
	readonly ins: Times[];
	/** When the chat was read, for each address of the person, Unix ms. */
	readonly readAt: Map<string, number>;
}

/** Read beyond the newest word: a message there may name another address of the person. */
const READ_ON_SECONDS = 24 * 60 * 60;

/**
 * *Opt-Out*: skips recipients who wrote that they want no messages. Reads the whole chat in the server's message store,
 * and again for each message: what came in during the run counts. The server can't search several chats in one request,
 * or leave out what the account wrote itself. If the store can't be read, the message isn't sent.
 */
export class OptOuts implements Policy {
	/** Earlier results for each person, so that the next look reads only what is new. */
	private readonly known = new Map<string, Found>();

	readonly needOfStore = 'Opt-Out cannot know who wants no messages';

	constructor(
		private readonly sender: Sender,
		private readonly rules: OptOutRules,
	) {}

	readonly send: Policy['send'] = async (message, next) => {
		const { address } = message;
		const found = await fromStore('what the recipient wrote', this.find(address));
		if (found === undefined) return await next(message);
		const when = found.wroteAt === null ? '' : ` at ${found.wroteAt}`;
		return notSent('optedOut', `They wrote "${found.word}"${when}`, address);
	};

	/** @returns what the person wrote, if that counts still; undefined also for groups */
	private async find(address: string): Promise<OptOut | undefined> {
		if (!isPerson(address)) return undefined;
		const { sender } = this;
		const found = this.known.get(comparable(address)) ?? { outs: [], ins: [], readAt: new Map() };
		// Grows meanwhile: a message may name another address of the person.
		const chats = new Set([...sender.people.namesFor(address), ...found.readAt.keys()]);
		for (const chat of chats) {
			const readAt = Date.now();
			const since = this.sinceThen(found.readAt.get(chat));
			const readPage = (page: readonly StoredMessage[]) => {
				for (const message of page) {
					this.note(message, found);
					for (const other of message.addresses.filter(isPerson)) chats.add(other);
				}
				return isDecided(page, found);
			};
			const which = { since, isWholeLikely: true };
			await requireStore(sender.connection).readChat(sender, chat, readPage, which);
			found.readAt.set(chat, readAt);
		}
		this.known.set(comparable(address), found);
		return latestWord(found);
	}

	/** Allows for messages with an earlier time that a phone sent later. @param readAt Unix ms */
	private sinceThen(readAt: number | undefined): Date | undefined {
		if (readAt === undefined) return undefined;
		const then = earliestServerTime(this.sender.connection, readAt);
		return new Date(then - READ_ON_SECONDS * 1000);
	}

	private note({ fromMe, content, seconds, storedAt }: StoredMessage, found: Found): void {
		if (fromMe) return;
		const { optOutKeywords, optInKeywords } = this.rules;
		const times = { seconds, storedAt };
		const answer = keywordForm(readWrittenText(content));
		const word = optOutKeywords.get(answer);
		if (word !== undefined) found.outs.push({ ...times, word });
		else if (optInKeywords.has(answer)) found.ins.push(times);
	}
}

/** Tells whether messages older than a page can't matter any more. */
function isDecided(page: readonly StoredMessage[], { outs, ins }: Found): boolean {
	const newest = Math.max(...[...outs, ...ins].map(({ seconds }) => seconds));
	const oldest = Math.min(...page.map(({ seconds }) => seconds));
	return oldest < newest - READ_ON_SECONDS;
}

/** The last word counts. */
function latestWord({ outs, ins }: Found): OptOut | undefined {
	const [last] = outs
		.filter((out) => !ins.some((message) => isLater(message, out)))
		.sort((out, other) => other.seconds - out.seconds);
	return last && { word: last.word, wroteAt: isoFromSeconds(last.seconds) };
}

/** Compares two messages of one person, so by the same clock. */
const isLater = (message: Times, other: Times) =>
	message.seconds > other.seconds ||
	(message.seconds === other.seconds && message.storedAt > other.storedAt);
