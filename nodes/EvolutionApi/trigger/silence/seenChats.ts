import { comparable } from '../../events';
import { kept } from '../memory/kept';
import { triggerKey, type TriggerName } from '../memory/takenEvents';
import { unansweredIn, type ChatLine } from './silences';

// What was written in the chats of an instance, as far as it matters for silences: so that a look reads only what is new.

interface SeenChat {
	/** As the server has them: a person may have several. */
	addresses: ReadonlySet<string>;
	said: readonly ChatLine[];
}

export class SeenChats {
	/** Up to when the store was read, by the clock of messages, Unix ms. */
	readUpTo?: number;
	isLooking = false;
	/** Stages that are done, while others that were due before could not be looked at: message and stage. */
	readonly done = new Set<string>();
	/** By comparable address. */
	private readonly chats = new Map<string, SeenChat>();

	get all(): SeenChat[] {
		return [...new Set(this.chats.values())];
	}

	note(addresses: readonly string[], said: ChatLine): void {
		const names = addresses.map(comparable);
		const found = [...new Set(names.flatMap((name) => this.chats.get(name) ?? []))];
		const before = found.flatMap((chat) => chat.said);
		const isKnown = before.some(({ messageId }) => messageId === said.messageId);
		const chat: SeenChat = {
			addresses: new Set([...found.flatMap((one) => [...one.addresses]), ...addresses]),
			said: isKnown ? before : compact([...before, said]),
		};
		for (const address of chat.addresses) this.chats.set(comparable(address), chat);
	}

	/** @param seconds what is older does not matter any more */
	forgetBefore(seconds: number): void {
		for (const [name, chat] of this.chats) {
			chat.said = chat.said.filter((one) => one.seconds >= seconds);
			if (chat.said.length === 0) this.chats.delete(name);
		}
	}
}

/** Of the answers, the last ones decide. */
function compact(said: readonly ChatLine[]): readonly ChatLine[] {
	const answers = said.filter(({ by }) => by !== 'api');
	const latest = answers.reduce<ChatLine | undefined>(
		(one, other) => (one !== undefined && one.seconds > other.seconds ? one : other),
		undefined,
	);
	const last = answers.reduce<ChatLine | undefined>(
		(one, other) => (one !== undefined && one.order > other.order ? one : other),
		undefined,
	);
	const ends = new Set([latest, last].filter((one) => one !== undefined));
	return [...unansweredIn(said), ...ends];
}

/** By trigger. */
const known = kept<SeenChats>();

/** @param isStarting trigger() starts: nothing was read yet */
export function seenChatsOf(trigger: TriggerName, isStarting = false): SeenChats {
	const key = triggerKey(trigger);
	const seen = (isStarting ? undefined : known.get(key)) ?? new SeenChats();
	known.set(key, seen);
	return seen;
}
