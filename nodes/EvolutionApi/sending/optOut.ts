import type { StoredMessage } from '../server/records';
import { earliestServerTime } from '../server/clock';
import { requireStore } from '../server/connection';
import { readWrittenText } from '../server/messageContent';
import { comparable, isPerson } from '../core/values/addresses';
import { normalizeText } from '../core/values/text';
import { isoFromSeconds } from '../core/values/time';
import { fromStore, notSent, type Policy, type Sender } from './send';

/** Normalizes a keyword: `Opt-Out`, `opt out` and `optout` are the same. A text that is all punctuation stays unchanged. */
export function keywordForm(text: string): string {
	const plain = normalizeText(text);
	return plain.replace(/[\s\p{P}]+/gu, '') || plain;
}

/** Words as the user entered them, keyed by {@link keywordForm}. */
export type Keywords = ReadonlyMap<string, string>;

interface OptOutRules {
	readonly optOutKeywords: Keywords;
	readonly optInKeywords: Keywords;
}

interface OptOut {
	readonly word: string;
	/** Time of the message, ISO; null if unknown. */
	readonly wroteAt: string | null;
}

type Times = Pick<StoredMessage, 'seconds' | 'storedAt'>;

/** A person's opt-out messages (`outs`) and opt-in messages (`ins`). */
interface Wishes {
	readonly outs: Array<Times & { readonly word: string }>;
	readonly ins: Times[];
	/** Time (Unix ms) when n8n last read each chat from the server's store, keyed by the chat's address. */
	readonly readAt: Map<string, number>;
}

/** When an opt-out or opt-in is found, messages up to this much older are read to find the person's other address. */
const READ_ON_SECONDS = 24 * 60 * 60;

/**
 * *Opt-Out*: skips recipients who wrote that they want no messages. Before each message, the policy reads the recipient's chat in
 * the server's store, so an opt-out during the run counts. The server can't search several chats in one request, or leave out the
 * account's own messages. If the store can't be read, the message isn't sent.
 */
export class OptOuts implements Policy {
	private readonly cache = new Map<string, Wishes>();

	readonly needOfStore = 'Opt-Out cannot know who wants no messages';

	constructor(
		private readonly sender: Sender,
		private readonly rules: OptOutRules,
	) {}

	readonly send: Policy['send'] = async (message, next) => {
		const { address } = message;
		const optOut = await fromStore('what the recipient wrote', this.find(address));
		if (optOut === undefined) return await next(message);
		const when = optOut.wroteAt === null ? '' : ` at ${optOut.wroteAt}`;
		return notSent('optedOut', `They wrote "${optOut.word}"${when}`, address);
	};

	/** Reads a person's messages. @returns the opt-out if there's a valid one */
	private async find(address: string): Promise<OptOut | undefined> {
		if (!isPerson(address)) return undefined;
		const { sender } = this;
		const wishes = this.cache.get(comparable(address)) ?? { outs: [], ins: [], readAt: new Map() };
		// The set may grow during the loop: the messages of a chat may contain another address of the person.
		const chats = new Set([...sender.people.namesFor(address), ...wishes.readAt.keys()]);
		for (const chat of chats) {
			const readAt = Date.now();
			const since = this.sinceThen(wishes.readAt.get(chat));
			const readPage = (page: readonly StoredMessage[]) => {
				for (const message of page) {
					this.note(message, wishes);
					for (const other of message.addresses.filter(isPerson)) chats.add(other);
				}
				return isDecided(page, wishes);
			};
			const which = { since, isWholeLikely: true };
			await requireStore(sender.connection).readChat(sender, chat, readPage, which);
			wishes.readAt.set(chat, readAt);
		}
		this.cache.set(comparable(address), wishes);
		return latestWord(wishes);
	}

	/** Returns the time to read from: a day before the last read, because phones may send messages late. @param readAt Unix ms */
	private sinceThen(readAt: number | undefined): Date | undefined {
		if (readAt === undefined) return undefined;
		const then = earliestServerTime(this.sender.connection, readAt);
		return new Date(then - READ_ON_SECONDS * 1000);
	}

	private note({ fromMe, content, seconds, storedAt }: StoredMessage, wishes: Wishes): void {
		if (fromMe) return;
		const { optOutKeywords, optInKeywords } = this.rules;
		const times = { seconds, storedAt };
		const answer = keywordForm(readWrittenText(content));
		const word = optOutKeywords.get(answer);
		if (word !== undefined) wishes.outs.push({ ...times, word });
		else if (optInKeywords.has(answer)) wishes.ins.push(times);
	}
}

function isDecided(page: readonly StoredMessage[], { outs, ins }: Wishes): boolean {
	const newest = Math.max(...[...outs, ...ins].map(({ seconds }) => seconds));
	const oldest = Math.min(...page.map(({ seconds }) => seconds));
	return oldest < newest - READ_ON_SECONDS;
}

function latestWord({ outs, ins }: Wishes): OptOut | undefined {
	const [last] = outs
		.filter((out) => !ins.some((message) => isLater(message, out)))
		.sort((out, other) => other.seconds - out.seconds);
	return last && { word: last.word, wroteAt: isoFromSeconds(last.seconds) };
}

const isLater = (message: Times, other: Times) =>
	message.seconds > other.seconds ||
	(message.seconds === other.seconds && message.storedAt > other.storedAt);
