import { splitContent } from '../server/messageContent';
import { NewContacts } from './newContacts';
import { findReservations, type Reservation, type Reservations, SentCount } from './sentCount';
import { fromStore, isUnsent, notSent, type Policy, type SendResult, type Sender } from './send';
import type { BulkSettings } from './settings';
import { DAY_MS, HOUR_MS } from '../core/values/time';

/** For the answers to what other executions send, where that decides. "typing…" lasts 25 s at most. */
const LIMIT_PATIENCE_MS = 30_000;

/** Why a message may not go now. */
interface OverLimit {
	readonly reason: string;
	/** Left out if it never may. */
	readonly deferredUntil?: Date;
}

type Limits = NonNullable<BulkSettings['dailyLimits']>;

/** How many messages within a time. */
interface MessageLimit {
	readonly label: string;
	readonly limit: number;
	readonly ms: number;
	readonly time: string;
}

/** A message with so many parts, or more, may not go before that. */
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

/** The one that takes longest. */
const longest = (overs: readonly OverLimit[]): OverLimit | undefined => {
	const end = Math.max(...overs.map(deferredTime));
	return overs.find((over) => deferredTime(over) === end);
};

/**
 * *Daily Limits*: what a number may send, counting all workflows, apps and manual messages. The server's store is asked right before each message, and what other executions of this process have
 * under way or just sent counts, too. Other processes exceed a limit by what they have under way, and by what the store
 * shows late. If the store cannot be read, the message is not sent.
 */
export class DailyLimits implements Policy {
	readonly needOfStore = 'Daily Limits cannot know how much the number has sent';

	private readonly sent: SentCount;
	private readonly newContacts: NewContacts;
	private readonly limits: readonly MessageLimit[];

	/** The last one that was found, so that the store is not asked again before its time. */
	private known?: KnownLimit;

	private readonly reservations: Reservations;
	/** Messages that this run sends now. */
	private reserved?: Reservation;

	private constructor(
		sender: Sender,
		private readonly dailyLimits: Limits,
	) {
		this.reservations = findReservations(sender);
		this.sent = new SentCount(sender, this.reservations);
		this.newContacts = new NewContacts(sender, sender.people, this.reservations);
		const { messagesPerDay = Infinity, messagesPerHour = Infinity } = dailyLimits;
		this.limits = [
			{ label: 'Messages per Hour', limit: messagesPerHour, ms: HOUR_MS, time: 'hour' },
			{ label: 'Messages per Day', limit: messagesPerDay, ms: DAY_MS, time: '24 hours' },
		].filter(({ limit }) => limit !== Infinity);
	}

	/** @returns undefined if nothing is limited */
	static of(sender: Sender, dailyLimits: Limits = {}): DailyLimits | undefined {
		const isLimited = Object.values(dailyLimits).some((limit) => limit !== undefined);
		return isLimited ? new DailyLimits(sender, dailyLimits) : undefined;
	}

	readonly send: Policy['send'] = async (message, next) => {
		const { address, identified, request } = message;
		const all = identified === undefined ? 1 : splitContent(identified.content).length;
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
			if (result.status === 'sent') this.recordSent(result.sent, result.jid);
			return result;
		} finally {
			this.release();
		}
	};

	/**
	 * Reserves a message until it is recorded as sent or released.
	 * @param messages how many the recipient is to get
	 * @returns why they may not go now
	 */
	private async reserve(recipient: string, messages: number): Promise<OverLimit | undefined> {
		const { known, reservations } = this;
		const isOver = known !== undefined && messages >= known.messages && Date.now() < known.until;
		if (isOver) return known.over;
		const waitUntil = Date.now() + LIMIT_PATIENCE_MS;
		for (;;) {
			const { areUnderWay, ...found } = await reservations.mutex.run(async () => ({
				areUnderWay: reservations.areUnderWay(),
				...(await this.reserveInTurn(recipient, messages)),
			}));
			if (found.over === undefined || !areUnderWay || Date.now() >= waitUntil) {
				this.known = found.known;
				return found.over;
			}
			// Messages in progress may have counted twice, or may never be sent.
			await reservations.waitForAnswers(waitUntil);
		}
	}

	private async reserveInTurn(
		recipient: string,
		messages: number,
	): Promise<{ readonly over?: OverLimit; readonly known?: KnownLimit }> {
		this.release();
		const overs: OverLimit[] = [];
		for (const limit of this.limits) overs.push(...(await this.findTooMany(limit, messages)));
		const forAll = longest(overs);
		const known = forAll && { messages, over: forAll, until: deferredTime(forAll) };
		const over = longest([...overs, ...(await this.findTooManyNew(recipient))]);
		if (over !== undefined) return { over, known };
		const isNew = this.newContacts.isKnownAsNew(recipient);
		this.reserved = this.reservations.reserve(recipient, messages, isNew);
		return {};
	}

	private recordSent(sent: SendResult['sent'], chat: string | null = null): void {
		const { reserved } = this;
		if (reserved === undefined) return;
		const messageIds = sent?.messages.map(({ messageId }) => messageId) ?? [];
		this.reservations.settle(reserved, messageIds, chat);
		this.newContacts.recordSent(reserved);
		this.reserved = undefined;
	}

	/** Keeps the reservation: the message may have been sent, and its answer was lost. */
	private recordLost(): void {
		if (this.reserved !== undefined) this.reservations.lose(this.reserved);
		this.reserved = undefined;
	}

	/** Releases the remaining reservation: it was not sent. */
	private release(): void {
		if (this.reserved !== undefined) this.reservations.release(this.reserved);
		this.reserved = undefined;
	}

	private async findTooMany(
		{ label, limit, ms, time }: MessageLimit,
		messages: number,
	): Promise<OverLimit[]> {
		if (messages > limit) {
			const reason = `${label} (${limit}) allows fewer than the ${messages} messages of this item`;
			return [{ reason }];
		}
		const excess = await this.sent.exceeding(ms, limit - messages);
		if (excess === undefined) return [];
		const what = `${label} (${limit}) is reached: the server has stored ${excess.count} messages that the number sent in the last ${time}`;
		return [overUntil(what, excess.until)];
	}

	private async findTooManyNew(recipient: string): Promise<OverLimit[]> {
		const { newContacts: limit } = this.dailyLimits;
		// Each new contact got a message.
		const isDecided = limit === undefined || !(await this.newContacts.isNew(recipient));
		if (isDecided || (await this.sent.exceeding(DAY_MS, limit - 1)) === undefined) return [];
		const times = await this.newContacts.ofLastDay(limit);
		const oldest = times[limit - 1];
		if (oldest === undefined) return [];
		const what = `New Contacts (${limit}) is reached: the number wrote to ${limit} new contacts or more in the last 24 hours`;
		return [overUntil(what, oldest + DAY_MS)];
	}
}
