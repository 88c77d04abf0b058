import { earliestServerTime, latestOwnTime } from '../server/clock';
import type { People } from '../server/ask/people';
import type { MessageStore, Target } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import { isLid, isPerson, isPhone } from '../core/values/addresses';
import type { Reservation, Reservations } from './sentCount';
import { requireStore } from '../server/connection';
import { DAY_MS } from '../core/values/time';

/** Overlap of each read with the one before, since the server may store messages late. */
const OVERLAP_SECONDS = 60;

interface First {
	readonly chat: string;
	/** Unix seconds by the server's clock. */
	readonly seconds: number;
	/** IDs of the messages that the account sent to `chat` at `seconds`. */
	readonly messageIds: ReadonlySet<string>;
}

/** New contacts: people whose chat was empty before the account wrote to them. */
export class NewContacts {
	private readonly store: MessageStore;

	private readonly firsts = new Map<string, First>();

	/** Whether a person was a new contact when the account wrote to them. Keyed by {@link findPerson}, like `areNew`. */
	private readonly wereNew = new Map<string, boolean>();
	private readonly areNew = new Map<string, boolean>();

	/** Unix seconds by the server's clock. */
	private readUntil = 0;

	constructor(
		private readonly target: Target,
		private readonly people: People,
		private readonly reservations: Reservations,
	) {
		this.store = requireStore(target.connection);
	}

	/** @throws {RequestFailure} if the server's store can't be read */
	async isNew(recipient: string): Promise<boolean> {
		if (!isPerson(recipient)) return false;
		const answer = this.areNew.get(this.findPerson(recipient));
		if (answer !== undefined) return answer;
		const isNew = await this.isStranger(recipient);
		this.areNew.set(this.findPerson(recipient), isNew);
		return isNew;
	}

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
	 * Returns when the account wrote to each new contact of the last day: Unix ms by this machine's clock, newest first.
	 * @param most number of new contacts to find
	 * @throws {RequestFailure} if the server's store can't be read
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

	private findPerson(address: string): string {
		const [first = address] = this.people.namesFor(address);
		return first;
	}

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
			// The server cuts off fractions of a second, so the message may have been sent up to a second later.
			const time = latestOwnTime(connection, (first.seconds + 1) * 1000);
			people.set(person, { time, person, first });
		}
		return [...people.values()]
			.filter(({ time, first }) =>
				first === undefined ? time >= Date.now() - DAY_MS : first.seconds >= start,
			)
			.sort((a, b) => b.time - a.time);
	}

	/** Tells whether there are no messages with a person. @param before if given, newer messages are ignored */
	private async isStranger(address: string, before?: First): Promise<boolean> {
		if (await this.hasMessages(address, before)) return false;
		if (!isLid(address)) return true;
		await this.people.lookUp([address]);
		const [person = address] = this.people.namesFor(address);
		return person === address || !(await this.hasMessages(address, before));
	}

	private async hasMessages(address: string, before?: First): Promise<boolean> {
		const { seconds, messageIds = new Set() } = before ?? {};
		const until = seconds === undefined ? undefined : new Date(seconds * 1000);
		for (const chat of this.people.namesFor(address)) {
			const newest = await this.store.readNewest(this.target, chat, {
				count: messageIds.size + 1,
				until,
			});
			// If the person and the account wrote in the same second, the person wrote first: people don't answer that fast.
			if (newest.some(({ messageId }) => !messageIds.has(messageId))) return true;
		}
		return false;
	}

	private startOfDay(): number {
		const { connection } = this.target;
		return Math.floor(earliestServerTime(connection, Date.now() - DAY_MS) / 1000);
	}

	/** After a failure, the next call reads the same period again. */
	private async readNew(): Promise<void> {
		const now = earliestServerTime(this.target.connection, Date.now()) / 1000;
		const start = Math.max(this.startOfDay(), this.readUntil);
		let newest = start;
		const filter = { own: true, since: new Date(start * 1000) } as const;
		for await (const page of this.store.pages(this.target, filter)) {
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
		const first = this.firsts.get(chat);
		if (first !== undefined && first.seconds < seconds) return;
		const others = first?.seconds === seconds ? first.messageIds : [];
		this.firsts.set(chat, { chat, seconds, messageIds: new Set([...others, messageId]) });
	}
}
