import { earliestServerTime, latestOwnTime } from '../server/clock';
import type { Server, Target } from '../server/server';
import { serverOf } from '../server/serverOf';

/**
 * How many messages the number has sent, whoever sent them: what the server's store has, and what this run sent and the
 * store does not show yet.
 */
export class SentCount {
	private readonly store: Server['store'];

	/** By ID: when we asked last before it was sent, Unix ms. Oldest first. */
	private readonly unseen = new Map<string, number>();
	private askedAt = 0;

	constructor(private readonly target: Target) {
		this.store = serverOf(target.connection).store;
	}

	recordSent(messageIds: readonly string[]): void {
		for (const id of messageIds) this.unseen.set(id, this.askedAt);
	}

	/**
	 * How many of the last so many milliseconds.
	 * @param most up to so many, it does not matter whether one is counted twice
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async within(ms: number, most: number): Promise<number> {
		const stored = await this.storedWithin(ms);
		const unseen = this.unseenWithin(ms).length;
		if (stored > most || stored + unseen <= most) return stored + unseen;
		await this.lookForUnseen();
		return (await this.storedWithin(ms)) + this.unseenWithin(ms).length;
	}

	/**
	 * When the one at a place, counted from 1 at the newest, is older than so many milliseconds.
	 * @returns Unix ms, by our clock
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async leavesAt(place: number, ms: number): Promise<number> {
		const unseen = this.unseenWithin(ms);
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
		this.askedAt = Date.now();
		const wanted = { own: true, since: this.startOf(ms) } as const;
		const { total, atPlace: newest } = await this.store.count(this.target, wanted);
		// Mostly the last one that we sent.
		if (newest !== undefined) this.unseen.delete(newest.messageId);
		return total;
	}

	private unseenWithin(ms: number): number[] {
		return [...this.unseen.values()].filter((sentAt) => sentAt >= Date.now() - ms);
	}

	private async lookForUnseen(): Promise<void> {
		const [oldest] = this.unseen.values();
		if (oldest === undefined) return;
		const since = new Date(earliestServerTime(this.target.connection, oldest));
		for await (const page of this.store.pages(this.target, { own: true, since })) {
			for (const { messageId } of page) this.unseen.delete(messageId);
			if (this.unseen.size === 0) return;
		}
	}
}
