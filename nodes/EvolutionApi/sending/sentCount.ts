import { createLimiter } from '../core/concurrency/limiter';
import { pause } from '../core/concurrency/retry';
import type { MessageStore, Target } from '../server/adapter';
import { earliestServerTime, latestOwnTime } from '../server/clock';
import { requireStore } from '../server/connection';
import { makeInstanceId } from '../server/account';
import { BoundedMap } from '../core/values/boundedMap';
import { DAY_MS } from '../core/values/time';

/** More was sent within a time than may be. */
interface Excess {
	readonly count: number;
	/** When so many have left that time that one more may go: Unix ms, by our clock. */
	readonly until: number;
}

/** The store's messages of a time. */
interface StoredCount {
	readonly total: number;
	/** Unix seconds by the server's clock: when the one at the place was sent that was asked for, if there is one. */
	readonly seconds: number | undefined;
}

/**
 * Counts all messages that the number has sent, from any program: those of the server's store, and those that
 * executions of this process send or have sent and the store does not show yet.
 */
export class SentCount {
	private readonly store: MessageStore;

	/** The store's last count for each time in milliseconds. */
	private readonly totals = new Map<number, number>();

	constructor(
		private readonly target: Target,
		private readonly reservations: Reservations,
	) {
		this.store = requireStore(target.connection);
	}

	/**
	 * Finds out whether the number has sent too many messages in the last so many milliseconds. One request, mostly: it answers how
	 * many there are, and when the one was sent that has to leave the time.
	 * @param most up to so many, it does not matter whether one is counted twice
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async exceeding(ms: number, most: number): Promise<Excess | undefined> {
		const { reservations } = this;
		const isLikely =
			reservations.unseenWithin(ms).length === 0 || (this.totals.get(ms) ?? 0) >= most;
		// The newest one is mostly the last that we sent, which then need not be counted in addition to the store.
		const first = await this.askStore(ms, isLikely ? most + 1 : 1);
		if (first.total + reservations.unseenWithin(ms).length <= most) return undefined;
		if (first.total <= most) await this.findUnseen();
		const unseen = reservations.unseenWithin(ms);
		if (isLikely && first.total > most) {
			return { count: first.total, until: this.leaves(first, ms) };
		}
		const last = await this.askStore(ms, Math.max(1, most + 1 - unseen.length));
		const count = last.total + unseen.length;
		if (count <= most) return undefined;
		const ours = unseen.at(-most - 1);
		return { count, until: ours === undefined ? this.leaves(last, ms) : ours + ms };
	}

	/** When it is older than so many milliseconds: Unix ms, by our clock. */
	private leaves({ seconds }: StoredCount, ms: number): number {
		if (seconds === undefined) return Date.now();
		// The store counts whole seconds.
		return latestOwnTime(this.target.connection, (seconds + 1) * 1000) + ms;
	}

	private periodStart(ms: number): Date {
		return new Date(earliestServerTime(this.target.connection, Date.now() - ms));
	}

	/** @param place counted from 1 at the newest */
	private async askStore(ms: number, place: number): Promise<StoredCount> {
		const wanted = { own: true, since: this.periodStart(ms) } as const;
		const { total, atPlace } = await this.store.count(this.target, wanted, place);
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

/** How long a message counts whose answer was lost: by then the store shows it, if it was sent. */
const LOST_COUNTS_MS = 60_000;

const COUNT_CHECK_MS = 50;
const MAX_INSTANCES = 1_000;

/** An execution's message, reserved before it is sent, so that the others count it at once. */
export interface Reservation {
	readonly recipient: string;
	/** Unix ms. */
	readonly at: number;
	readonly isNewContact: boolean;
	/** As the server has named it, if it did. */
	chat: string | null;
	/** How many messages have no ID: they are under way, or their answer was lost. */
	unnamed: number;
	/** The IDs of those that the store does not show yet. */
	unseen: Set<string>;
	/** Unix ms; never ends while it is under way. */
	countsUntil: number;
}

const isUnderWay = ({ countsUntil }: Reservation) => countsUntil === Infinity;

/** Messages on an instance by the executions of this process that have a budget. Another process does not see them. */
export class Reservations {
	/** Oldest first. */
	private all: Reservation[] = [];
	/** Executions count one after the other, so that each counts what the one before it has reserved. */
	readonly mutex = createLimiter(1);

	reserve(recipient: string, messages: number, isNewContact: boolean): Reservation {
		const reservation: Reservation = {
			recipient,
			at: Date.now(),
			isNewContact,
			chat: null,
			unnamed: messages,
			unseen: new Set(),
			countsUntil: Infinity,
		};
		this.all.push(reservation);
		return reservation;
	}

	/** It was sent. */
	settle(reservation: Reservation, messageIds: readonly string[], chat: string | null): void {
		reservation.chat = chat;
		reservation.unnamed = 0;
		reservation.unseen = new Set(messageIds);
		reservation.countsUntil = reservation.at + DAY_MS;
	}

	/** It may have been sent. */
	lose(reservation: Reservation): void {
		reservation.countsUntil = Date.now() + LOST_COUNTS_MS;
	}

	/** It was not sent. */
	release(reservation: Reservation): void {
		reservation.countsUntil = 0;
	}

	/** The store shows a message. */
	see(messageId: string): void {
		for (const { unseen } of this.all) unseen.delete(messageId);
	}

	/** When the messages were reserved that the store does not show yet, as far as is known: Unix ms, oldest first. */
	unseenWithin(ms: number): number[] {
		return this.counting()
			.filter(({ at }) => at >= Date.now() - ms)
			.flatMap(({ at, unnamed, unseen }) => Array<number>(unnamed + unseen.size).fill(at));
	}

	/** When the oldest message with an ID was reserved that the store does not show yet, as far as is known: Unix ms. */
	oldestUnseen(): number | undefined {
		return this.counting().find(({ unseen }) => unseen.size > 0)?.at;
	}

	/** To whom executions wrote first, in the last day. */
	newContacts(): readonly Reservation[] {
		return this.counting().filter(({ isNewContact }) => isNewContact);
	}

	/** Tells whether messages have no answer yet. If the store shows them already, they count twice. */
	areUnderWay(): boolean {
		return this.all.some(isUnderWay);
	}

	/** @param until Unix ms */
	async waitForAnswers(until: number): Promise<void> {
		const asked = this.all.filter(isUnderWay);
		while (asked.some(isUnderWay) && Date.now() < until) await pause(COUNT_CHECK_MS, undefined);
	}

	private counting(): readonly Reservation[] {
		const now = Date.now();
		this.all = this.all.filter(
			({ countsUntil, isNewContact, unnamed, unseen }) =>
				countsUntil > now && (isNewContact || unnamed + unseen.size > 0),
		);
		return this.all;
	}
}

/** Keyed by server and instance. */
const byInstance = new BoundedMap<Reservations>(MAX_INSTANCES);

export function findReservations({ connection, instance }: Target): Reservations {
	const key = makeInstanceId(connection, instance);
	const known = byInstance.get(key) ?? new Reservations();
	byInstance.delete(key);
	byInstance.set(key, known);
	return known;
}

/** As if n8n had just started: for tests. */
export function forgetReservations(): void {
	for (const key of byInstance.names()) byInstance.delete(key);
}
