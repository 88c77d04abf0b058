import { earliestServerTime, latestOwnTime } from '../core/server/clock';
import type { MessageStore, Target } from '../core/server/adapter';
import type { Reservations } from './reservations';
import { storeOf } from '../core/server/connection';
import type { Sender } from './sender';

/**
 * How many messages the number has sent, whoever sent them: what the server's store has, and what executions of this
 * process send or have sent and the store does not show yet.
 */
export class SentCount {
	private readonly store: MessageStore;

	constructor(
		private readonly target: Target & Pick<Sender, 'sentAgainAt'>,
		private readonly reservations: Reservations,
	) {
		this.store = storeOf(target.connection);
	}

	/**
	 * How many of the last so many milliseconds.
	 * @param most up to so many, it does not matter whether one is counted twice
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async within(ms: number, most: number): Promise<number> {
		const stored = await this.storedWithin(ms);
		const unseen = this.reservations.unseenWithin(ms).length;
		if (stored > most || stored + unseen <= most) return stored + unseen;
		await this.lookForUnseen();
		return (await this.storedWithin(ms)) + this.reservations.unseenWithin(ms).length;
	}

	/**
	 * When the one at a place, counted from 1 at the newest, is older than so many milliseconds.
	 * @returns Unix ms, by our clock
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async leavesAt(place: number, ms: number): Promise<number> {
		const unseen = this.reservations.unseenWithin(ms);
		const ours = unseen.at(-place);
		if (ours !== undefined) return ours + ms;
		const { atPlace } = await this.store.count(
			this.target,
			{ own: true, since: this.startOf(ms) },
			place - unseen.length,
		);
		if (atPlace === undefined) return Date.now();
		// The store counts whole seconds.
		return latestOwnTime(this.target.connection, (atPlace.seconds + 1) * 1000) + ms;
	}

	private startOf(ms: number): Date {
		return new Date(earliestServerTime(this.target.connection, Date.now() - ms));
	}

	private async storedWithin(ms: number): Promise<number> {
		const wanted = { own: true, since: this.startOf(ms) } as const;
		const { total, atPlace: newest } = await this.store.count(this.target, wanted);
		// Mostly the last one that we sent.
		if (newest !== undefined) this.reservations.see(newest.messageId);
		// Of a message that was rejected and sent once more, one counts.
		const earliest = Date.now() - ms;
		return total - this.target.sentAgainAt.filter((sentAt) => sentAt >= earliest).length;
	}

	private async lookForUnseen(): Promise<void> {
		const oldest = this.reservations.oldestUnseen();
		if (oldest === undefined) return;
		const since = new Date(earliestServerTime(this.target.connection, oldest));
		for await (const page of this.store.pages(this.target, { own: true, since })) {
			for (const { messageId } of page) this.reservations.see(messageId);
			if (this.reservations.oldestUnseen() === undefined) return;
		}
	}
}
