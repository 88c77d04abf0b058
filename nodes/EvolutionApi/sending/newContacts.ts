import { earliestServerTime, latestOwnTime } from '../server/clock';
import type { People } from '../server/ask/people';
import type { MessageStore, Target } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import { isLid, isPerson, isPhone } from '../core/values/addresses';
import type { Reservation, Reservations } from './sentCount';
import { requireStore } from '../server/connection';
import { DAY_MS } from '../core/values/time';

/** Read again each time, for what reaches the store late. */
const OVERLAP_SECONDS = 60;

/** Our first message to somebody, as far back as was read. */
interface First {
	readonly chat: string;
	/** Time by the server's clock. */
	readonly seconds: number;
	/** All of ours in that second. */
	readonly messageIds: ReadonlySet<string>;
}

/**
 * People to whom the number wrote first: their chat has no message before that one, neither from the number nor from them.
 * What the number sent in the last day is read once, then only what is new. Who of these people was new is asked with one
 * small request for each, and only if it decides.
 */
export class NewContacts {
	private readonly store: MessageStore;

	/** First message of each chat of the store. */
	private readonly firsts = new Map<string, First>();

	/** Whether they were new, by {@link findPerson}: of those of the last day, and of recipients. */
	private readonly wereNew = new Map<string, boolean>();
	private readonly areNew = new Map<string, boolean>();

	/** Everything up to this second was read. */
	private readUntil = 0;

	constructor(
		private readonly target: Target,
		private readonly people: People,
		private readonly reservations: Reservations,
	) {
		this.store = requireStore(target.connection);
	}

	/** @throws {RequestFailure} if the store cannot be read */
	async isNew(recipient: string): Promise<boolean> {
		if (!isPerson(recipient)) return false;
		const known = this.areNew.get(this.findPerson(recipient));
		if (known !== undefined) return known;
		const isNew = await this.isStranger(recipient);
		this.areNew.set(this.findPerson(recipient), isNew);
		return isNew;
	}

	/** Tells whether the recipient is known to be new. */
	isKnownAsNew(recipient: string): boolean {
		return this.areNew.get(this.findPerson(recipient)) === true;
	}

	recordSent({ recipient, chat, isNewContact }: Reservation): void {
		if (!isPerson(recipient)) return;
		this.learn(recipient, chat);
		const person = this.findPerson(recipient);
		if (isNewContact) this.wereNew.set(person, true);
		this.areNew.set(person, false);
	}

	private learn(recipient: string, chat: string | null): void {
		if (isLid(chat) && isPhone(recipient)) this.people.learn(chat, recipient);
	}

	/**
	 * When the number wrote to its new contacts of the last day, newest first, Unix ms by our clock.
	 * @param most no more of them are looked for; if there are fewer, not all of them may be there
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async ofLastDay(most: number): Promise<number[]> {
		await this.readNew();
		const people = this.peopleOfLastDay();
		const times: number[] = [];
		for (const [place, { time, person, first }] of people.entries()) {
			const isDecided = times.length === most || times.length + people.length - place < most;
			if (isDecided) break;
			const isOurs = first === undefined;
			const wasNew =
				this.wereNew.get(person) ?? (isOurs || (await this.isStranger(first.chat, first)));
			this.wereNew.set(person, wasNew);
			if (wasNew) times.push(time);
		}
		return times;
	}

	/** The name by which a person is known here, whichever of their addresses it is asked for. */
	private findPerson(address: string): string {
		const [first = address] = this.people.namesFor(address);
		return first;
	}

	/** To whom the number wrote in the last day, for the first time of that day; newest first. */
	private peopleOfLastDay() {
		const { connection } = this.target;
		const start = this.startOfDay();
		const people = new Map<string, { time: number; person: string; first?: First }>();
		for (const { recipient, chat, at: time } of this.reservations.newContacts()) {
			this.learn(recipient, chat);
			const person = this.findPerson(recipient);
			people.set(person, { time, person });
		}
		const newestFirst = [...this.firsts.values()].sort((a, b) => b.seconds - a.seconds);
		for (const first of newestFirst) {
			const person = this.findPerson(first.chat);
			// The store counts whole seconds.
			const time = latestOwnTime(connection, (first.seconds + 1) * 1000);
			people.set(person, { time, person, first });
		}
		return [...people.values()]
			.filter(({ time, first }) =>
				first === undefined ? time >= Date.now() - DAY_MS : first.seconds >= start,
			)
			.sort((a, b) => b.time - a.time);
	}

	/**
	 * Tells whether the chat is empty, under every address of the person.
	 * @param before only what came before this one counts
	 */
	private async isStranger(address: string, before?: First): Promise<boolean> {
		if (await this.hasMessages(address, before)) return false;
		if (!isLid(address)) return true;
		// The person is only looked up if it matters.
		await this.people.lookUp([address]);
		const [person = address] = this.people.namesFor(address);
		return person === address || !(await this.hasMessages(address, before));
	}

	private async hasMessages(address: string, before?: First): Promise<boolean> {
		const { seconds, messageIds = new Set() } = before ?? {};
		const until = seconds === undefined ? undefined : new Date(seconds * 1000);
		for (const chat of this.people.namesFor(address)) {
			const found = await this.store.readNewest(this.target, chat, {
				count: messageIds.size + 1,
				until,
			});
			// Their messages of the same second came first: an answer takes longer.
			if (found.some(({ messageId }) => !messageIds.has(messageId))) return true;
		}
		return false;
	}

	private startOfDay(): number {
		const { connection } = this.target;
		return Math.floor(earliestServerTime(connection, Date.now() - DAY_MS) / 1000);
	}

	/** If this fails half way, the next time begins where this one did. */
	private async readNew(): Promise<void> {
		const now = earliestServerTime(this.target.connection, Date.now()) / 1000;
		const start = Math.max(this.startOfDay(), this.readUntil);
		let newest = start;
		const wanted = { own: true, since: new Date(start * 1000) } as const;
		for await (const page of this.store.pages(this.target, wanted)) {
			for (const message of page) {
				this.keep(message);
				newest = Math.max(newest, message.seconds);
			}
		}
		this.readUntil = Math.min(newest, Math.floor(now)) - OVERLAP_SECONDS;
	}

	private keep({ chat, addresses, seconds, messageId, fromMe }: StoredMessage): void {
		if (!fromMe || !isPerson(chat)) return;
		const [lid, number] = [addresses.find(isLid), addresses.find(isPhone)];
		if (lid !== undefined && number !== undefined) this.people.learn(lid, number);
		const known = this.firsts.get(chat);
		if (known !== undefined && known.seconds < seconds) return;
		const others = known?.seconds === seconds ? known.messageIds : [];
		this.firsts.set(chat, { chat, seconds, messageIds: new Set([...others, messageId]) });
	}
}
