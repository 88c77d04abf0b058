import { splitContent } from '../server/messageContent';
import { NewContacts } from './newContacts';
import { findReservations, type Reservation, type Reservations, SentCount } from './sentCount';
import { fromStore, isUnsent, notSent, type Policy, type SendResult, type Sender } from './send';
import type { BulkSettings } from './settings';
import { DAY_MS, HOUR_MS } from '../core/values/time';

/** How long a message over the limit waits while other executions send theirs. If those fail, it can be sent after all. */
const LIMIT_PATIENCE_MS = 30_000;

interface OverLimit {
	readonly reason: string;
	/** When the message can be sent; missing if the item's messages alone exceed the limit. */
	readonly deferredUntil?: Date;
}

type Limits = NonNullable<BulkSettings['dailyLimits']>;

/** A maximum number of messages in a period of `ms` milliseconds. `time` is the name of the period in texts: `24 hours`. */
interface MessageLimit {
	readonly label: string;
	readonly limit: number;
	readonly ms: number;
	readonly time: string;
}

/** A reached limit. Until `until` (Unix ms), items of `messages` messages or more must wait, but smaller ones may still fit. */
interface KnownLimit {
	readonly messages: number;
	readonly over: OverLimit;
	readonly until: number;
}

const overUntil = (what: string, deferredUntil: number): OverLimit => {
	const time = new Date(deferredUntil);
	return { reason: `${what}. This one can be sent at ${time.toISOString()}`, deferredUntil: time };
};

const deferredTime = ({ deferredUntil }: OverLimit) => deferredUntil?.getTime() ?? Infinity;

const longest = (overs: readonly OverLimit[]): OverLimit | undefined => {
	const end = Math.max(...overs.map(deferredTime));
	return overs.find((over) => deferredTime(over) === end);
};

/**
 * *Daily Limits*: limits the messages of an account, counting all workflows, apps and manual messages. Right before each message,
 * it counts those in the server's store, and adds those that this process is sending. A limit may be exceeded by messages that
 * other processes are sending, or that the store shows late. If the store can't be read, the message isn't sent.
 */
export class DailyLimits implements Policy {
	readonly needOfStore = 'Daily Limits cannot know how much the number has sent';

	private readonly sentCount: SentCount;
	private readonly newContacts: NewContacts;
	private readonly limits: readonly MessageLimit[];

	private lastLimit?: KnownLimit;

	private readonly reservations: Reservations;
	private reservation?: Reservation;

	private constructor(
		sender: Sender,
		private readonly dailyLimits: Limits,
	) {
		this.reservations = findReservations(sender);
		this.sentCount = new SentCount(sender, this.reservations);
		this.newContacts = new NewContacts(sender, sender.people, this.reservations);
		const { messagesPerDay = Infinity, messagesPerHour = Infinity } = dailyLimits;
		this.limits = [
			{ label: 'Messages per Hour', limit: messagesPerHour, ms: HOUR_MS, time: 'hour' },
			{ label: 'Messages per Day', limit: messagesPerDay, ms: DAY_MS, time: '24 hours' },
		].filter(({ limit }) => limit !== Infinity);
	}

	static of(sender: Sender, dailyLimits: Limits = {}): DailyLimits | undefined {
		const isLimited = Object.values(dailyLimits).some((limit) => limit !== undefined);
		return isLimited ? new DailyLimits(sender, dailyLimits) : undefined;
	}

	readonly send: Policy['send'] = async (message, next) => {
		const { address, fingerprint, request } = message;
		const all = fingerprint === undefined ? 1 : splitContent(fingerprint.content).length;
		const reserving = this.reserve(address, all - (request.partsSent ?? 0));
		const over = await fromStore('the messages sent before', reserving);
		if (over !== undefined) {
			return { ...notSent('deferred', over.reason, address), deferredUntil: over.deferredUntil };
		}
		try {
			const result = await next(message).catch((error: unknown) => {
				if (!isUnsent(error, message)) this.recordLost();
				throw error;
			});
			if (result.status === 'sent') this.recordSent(result.attempt, result.jid);
			return result;
		} finally {
			this.release();
		}
	};

	/**
	 * Counts an item's messages toward the limits while they're being sent, until they're recorded or {@link release} is called.
	 * @returns the limit that forbids sending now; undefined if the messages were reserved
	 */
	private async reserve(recipient: string, messages: number): Promise<OverLimit | undefined> {
		const { lastLimit, reservations } = this;
		const isOver =
			lastLimit !== undefined && messages >= lastLimit.messages && Date.now() < lastLimit.until;
		if (isOver) return lastLimit.over;
		const waitUntil = Date.now() + LIMIT_PATIENCE_MS;
		for (;;) {
			const { areUnderWay, ...result } = await reservations.mutex.run(async () => ({
				areUnderWay: reservations.areUnderWay(),
				...(await this.reserveInTurn(recipient, messages)),
			}));
			if (result.over === undefined || !areUnderWay || Date.now() >= waitUntil) {
				this.lastLimit = result.lastLimit;
				return result.over;
			}
			// Perhaps the limit isn't reached after all: messages that are still being sent may count twice, or may fail.
			await reservations.waitForAnswers(waitUntil);
		}
	}

	private async reserveInTurn(
		recipient: string,
		messages: number,
	): Promise<{ readonly over?: OverLimit; readonly lastLimit?: KnownLimit }> {
		this.release();
		const overs: OverLimit[] = [];
		for (const limit of this.limits) overs.push(...(await this.findTooMany(limit, messages)));
		const forAll = longest(overs);
		const lastLimit = forAll && { messages, over: forAll, until: deferredTime(forAll) };
		const over = longest([...overs, ...(await this.findTooManyNew(recipient))]);
		if (over !== undefined) return { over, lastLimit };
		const isNew = this.newContacts.isKnownAsNew(recipient);
		this.reservation = this.reservations.reserve(recipient, messages, isNew);
		return {};
	}

	private recordSent(attempt: SendResult['attempt'], chat: string | null = null): void {
		const { reservation } = this;
		if (reservation === undefined) return;
		const messageIds = attempt?.messages.map(({ messageId }) => messageId) ?? [];
		this.reservations.settle(reservation, messageIds, chat);
		this.newContacts.recordSent(reservation);
		this.reservation = undefined;
	}

	/** Keeps the reservation for a minute, because the message may have been sent although its answer was lost. */
	private recordLost(): void {
		if (this.reservation !== undefined) this.reservations.lose(this.reservation);
		this.reservation = undefined;
	}

	private release(): void {
		if (this.reservation !== undefined) this.reservations.release(this.reservation);
		this.reservation = undefined;
	}

	private async findTooMany(
		{ label, limit, ms, time }: MessageLimit,
		messages: number,
	): Promise<OverLimit[]> {
		if (messages > limit) {
			const reason = `${label} (${limit}) allows fewer than the ${messages} messages of this item`;
			return [{ reason }];
		}
		const excess = await this.sentCount.exceeding(ms, limit - messages);
		if (excess === undefined) return [];
		const what = `${label} (${limit}) is reached: the server has stored ${excess.count} messages that the number sent in the last ${time}`;
		return [overUntil(what, excess.until)];
	}

	private async findTooManyNew(recipient: string): Promise<OverLimit[]> {
		const { newContacts: limit } = this.dailyLimits;
		// Counting new contacts takes many requests. It isn't needed if the account sent fewer than `limit` messages in total.
		const isDecided = limit === undefined || !(await this.newContacts.isNew(recipient));
		if (isDecided || (await this.sentCount.exceeding(DAY_MS, limit - 1)) === undefined) return [];
		const times = await this.newContacts.ofLastDay(limit);
		const oldest = times[limit - 1];
		if (oldest === undefined) return [];
		const what = `New Contacts (${limit}) is reached: the number wrote to ${limit} new contacts or more in the last 24 hours`;
		return [overUntil(what, oldest + DAY_MS)];
	}
}
