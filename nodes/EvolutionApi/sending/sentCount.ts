import { createLimiter } from '../core/concurrency/limiter';
import { pause } from '../core/concurrency/retry';
import type { MessageStore, Target } from '../server/adapter';
import { earliestServerTime, latestOwnTime } from '../server/clock';
import { requireStore } from '../server/connection';
import { makeInstanceId } from '../server/account';
import { BoundedMap } from '../core/values/boundedMap';
import { DAY_MS } from '../core/values/time';

interface Excess {
	readonly count: number;
	/** Time from which another message can be sent, because old ones no longer count. Unix ms, by this machine's clock. */
	readonly until: number;
}

interface StoredCount {
	readonly total: number;
	/** Time (Unix s, server's clock) of the message at the requested position, 1 for the newest; undefined if there are fewer. */
	readonly seconds: number | undefined;
}

/**
 * Counts all messages that the account has sent, with any program. It adds up the messages in the server's store and this
 * process's messages that the store doesn't show yet, including messages that are still being sent.
 */
export class SentCount {
	private readonly store: MessageStore;

	/** The message store's last count for each period, keyed by the period's length in ms. */
	private readonly totals = new Map<number, number>();

	constructor(
		private readonly target: Target,
		private readonly reservations: Reservations,
	) {
		this.store = requireStore(target.connection);
	}

	/**
	 * Checks whether the account has sent more than `most` messages in the last `ms` milliseconds. Near the limit, looks up
	 * which of this process's messages the server's store already contains, so that no message counts twice.
	 * @returns undefined if the account has sent `most` messages or fewer
	 * @throws {RequestFailure} if the server's store can't be read
	 */
	async exceeding(ms: number, most: number): Promise<Excess | undefined> {
		const { reservations } = this;
		const isLikely =
			reservations.unseenWithin(ms).length === 0 || (this.totals.get(ms) ?? 0) >= most;
		const first = await this.askStore(ms, isLikely ? most + 1 : 1);
		if (first.total + reservations.unseenWithin(ms).length <= most) return undefined;
		if (first.total <= most) await this.findUnseen();
		const times = reservations.unseenWithin(ms);
		if (isLikely && first.total > most) {
			return { count: first.total, until: this.leaves(first, ms) };
		}
		const last = await this.askStore(ms, Math.max(1, most + 1 - times.length));
		const count = last.total + times.length;
		if (count <= most) return undefined;
		const ours = times.at(-most - 1);
		return { count, until: ours === undefined ? this.leaves(last, ms) : ours + ms };
	}

	/** Returns when a message sent at `seconds` will be `ms` milliseconds old: Unix ms, this machine's clock. */
	private leaves({ seconds }: StoredCount, ms: number): number {
		if (seconds === undefined) return Date.now();
		// The server cuts off fractions of a second, so the message may have been sent up to a second later.
		return latestOwnTime(this.target.connection, (seconds + 1) * 1000) + ms;
	}

	private periodStart(ms: number): Date {
		return new Date(earliestServerTime(this.target.connection, Date.now() - ms));
	}

	private async askStore(ms: number, place: number): Promise<StoredCount> {
		const filter = { own: true, since: this.periodStart(ms) } as const;
		const { total, atPlace } = await this.store.count(this.target, filter, place);
		if (atPlace !== undefined) this.reservations.see(atPlace.messageId);
		this.totals.set(ms, total);
		return { total, seconds: atPlace?.seconds };
	}

	private async findUnseen(): Promise<void> {
		const oldest = this.reservations.oldestUnseen();
		if (oldest === undefined) return;
		const since = new Date(earliestServerTime(this.target.connection, oldest));
		for await (const page of this.store.pages(this.target, { own: true, since })) {
			for (const { messageId } of page) this.reservations.see(messageId);
			if (this.reservations.oldestUnseen() === undefined) return;
		}
	}
}

/** How long a message counts toward limits after its request got no answer. Later, the server's store shows if it was sent. */
const LOST_COUNTS_MS = 60_000;

const COUNT_CHECK_MS = 50;
const MAX_INSTANCES = 1_000;

/** An execution's message, reserved before it's sent so that other executions count it at once. */
export interface Reservation {
	readonly recipient: string;
	/** Unix ms. */
	readonly at: number;
	readonly isNewContact: boolean;
	chat: string | null;
	/** Number of messages without an ID: they're still being sent, or their answer was lost. */
	count: number;
	/** IDs of sent messages that the server's store doesn't show yet. */
	unseenIds: Set<string>;
	/** Time until which the messages count toward the limits, Unix ms; Infinity while they're being sent. */
	countsUntil: number;
}

const isUnderWay = ({ countsUntil }: Reservation) => countsUntil === Infinity;

/** Other processes don't see the reservations. */
export class Reservations {
	/** Oldest first. */
	private all: Reservation[] = [];
	/** One execution at a time counts and reserves. Otherwise, two executions could exceed a limit together. */
	readonly mutex = createLimiter(1);

	reserve(recipient: string, messages: number, isNewContact: boolean): Reservation {
		const reservation: Reservation = {
			recipient,
			at: Date.now(),
			isNewContact,
			chat: null,
			count: messages,
			unseenIds: new Set(),
			countsUntil: Infinity,
		};
		this.all.push(reservation);
		return reservation;
	}

	settle(reservation: Reservation, messageIds: readonly string[], chat: string | null): void {
		reservation.chat = chat;
		reservation.count = 0;
		reservation.unseenIds = new Set(messageIds);
		reservation.countsUntil = reservation.at + DAY_MS;
	}

	lose(reservation: Reservation): void {
		reservation.countsUntil = Date.now() + LOST_COUNTS_MS;
	}

	release(reservation: Reservation): void {
		reservation.countsUntil = 0;
	}

	see(messageId: string): void {
		for (const { unseenIds } of this.all) unseenIds.delete(messageId);
	}

	/** Returns the time (Unix ms) when n8n began to send each message that isn't in the server's store yet, oldest first. */
	unseenWithin(ms: number): number[] {
		return this.counting()
			.filter(({ at }) => at >= Date.now() - ms)
			.flatMap(({ at, count, unseenIds }) => Array<number>(count + unseenIds.size).fill(at));
	}

	/** Returns the time (Unix ms) when n8n began to send the oldest sent message that isn't in the server's store yet. */
	oldestUnseen(): number | undefined {
		return this.counting().find(({ unseenIds }) => unseenIds.size > 0)?.at;
	}

	newContacts(): readonly Reservation[] {
		return this.counting().filter(({ isNewContact }) => isNewContact);
	}

	areUnderWay(): boolean {
		return this.all.some(isUnderWay);
	}

	/** @param until when to stop waiting, Unix ms */
	async waitForAnswers(until: number): Promise<void> {
		const sends = this.all.filter(isUnderWay);
		while (sends.some(isUnderWay) && Date.now() < until) await pause(COUNT_CHECK_MS, undefined);
	}

	private counting(): readonly Reservation[] {
		const now = Date.now();
		this.all = this.all.filter(
			({ countsUntil, isNewContact, count, unseenIds }) =>
				countsUntil > now && (isNewContact || count + unseenIds.size > 0),
		);
		return this.all;
	}
}

const byInstance = new BoundedMap<Reservations>(MAX_INSTANCES);

export function findReservations({ connection, instance }: Target): Reservations {
	const key = makeInstanceId(connection, instance);
	const reservations = byInstance.get(key) ?? new Reservations();
	byInstance.delete(key);
	byInstance.set(key, reservations);
	return reservations;
}

export function forgetReservations(): void {
	for (const key of byInstance.names()) byInstance.delete(key);
}
