import type { StoredMessage } from '../core/server/records';
import { requireStore } from '../core/server/connection';
import { readWrittenText } from '../core/server/messageContent';
import { isPerson } from '../core/values/addresses';
import { normalizeText } from '../core/values/text';
import { isoFromSeconds } from '../core/values/time';
import { fromStore, notSent, type Policy, type Sender } from './send';

/** By the form in which texts are compared: the word as the user entered it. */
export type Keywords = ReadonlyMap<string, string>;

/** *Opt-Out*. */
interface OptOutRules {
	readonly optOutKeywords: Keywords;
	/** Who wrote one of them later gets messages again. */
	readonly optInKeywords: Keywords;
}

/** What a person wrote who is not to be written to. */
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
}

/** Read beyond the newest word: a message there may name another address of the person. */
const READ_ON_SECONDS = 24 * 60 * 60;

/**
 * *Opt-Out*: does not write to whoever wrote that they want no messages, by the server's message store. It is read by chat,
 * since anybody may have written it at any time, and anew for each message: what came in during the run counts. No
 * request of the server can name several chats. If the store cannot be read, the message is not sent.
 */
export class OptOuts implements Policy {
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
		const found: Found = { outs: [], ins: [] };
		// Grows meanwhile: a message may name another address of the person.
		const chats = new Set(sender.people.namesFor(address));
		for (const chat of chats) {
			await requireStore(sender.connection).readChat(sender, chat, (page) => {
				for (const message of page) {
					this.note(message, found);
					for (const other of message.addresses.filter(isPerson)) chats.add(other);
				}
				return isDecided(page, found);
			});
		}
		return decide(found);
	}

	private note({ fromMe, content, seconds, storedAt }: StoredMessage, found: Found): void {
		if (fromMe) return;
		const { optOutKeywords, optInKeywords } = this.rules;
		const times = { seconds, storedAt };
		const answer = normalizeText(readWrittenText(content));
		const word = optOutKeywords.get(answer);
		if (word !== undefined) found.outs.push({ ...times, word });
		else if (optInKeywords.has(answer)) found.ins.push(times);
	}
}

/** Whether what is older than a page cannot matter any more. */
function isDecided(page: readonly StoredMessage[], { outs, ins }: Found): boolean {
	const newest = Math.max(...[...outs, ...ins].map(({ seconds }) => seconds));
	const oldest = Math.min(...page.map(({ seconds }) => seconds));
	return oldest < newest - READ_ON_SECONDS;
}

/** The last word counts. */
function decide({ outs, ins }: Found): OptOut | undefined {
	const [last] = outs
		.filter((out) => !ins.some((message) => isLater(message, out)))
		.sort((out, other) => other.seconds - out.seconds);
	return last && { word: last.word, wroteAt: isoFromSeconds(last.seconds) };
}

/** Of two messages of one person, so by the same clock. */
const isLater = (message: Times, other: Times) =>
	message.seconds > other.seconds ||
	(message.seconds === other.seconds && message.storedAt > other.storedAt);
