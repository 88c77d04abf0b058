import type { People } from '../core/server/samePerson';
import type { Target } from '../core/server/adapter';
import { NewContacts } from './newContacts';
import type { Settings } from './bulkSendingSettings';
import { reservationsOf, type Reservation, type Reservations } from './reservations';
import { SentCount } from './sentCount';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** For the answers to what other executions send, where that decides. "typing…" lasts 25 s at most. */
const LONGEST_WAIT_MS = 30_000;

/** Why a message may not go now. */
export interface OverBudget {
	readonly reason: string;
	/** Null if it never may. */
	readonly deferredUntil: Date | null;
}

type DailyLimits = NonNullable<Settings['dailyLimits']>;

/** How many messages within a time. */
interface MessageLimit {
	readonly label: string;
	readonly limit: number;
	readonly ms: number;
	readonly time: string;
}

/** A message with so many parts, or more, may not go before that. */
interface Held {
	readonly messages: number;
	readonly over: OverBudget;
	readonly until: number;
}

const overUntil = (what: string, deferredUntil: number): OverBudget => {
	const time = new Date(deferredUntil);
	return { reason: `${what}. This one can be sent at ${time.toISOString()}`, deferredUntil: time };
};

const timeOf = ({ deferredUntil }: OverBudget) => deferredUntil?.getTime() ?? Infinity;

/** The one that takes longest. */
const longest = (overs: readonly OverBudget[]): OverBudget | undefined => {
	const end = Math.max(...overs.map(timeOf));
	return overs.find((over) => timeOf(over) === end);
};

/**
 * *Daily Limits*: what a number may send, counting all workflows, apps and manual messages. The server's store is asked right before each message, and what other executions of this process have
 * under way or just sent counts, too. Other processes exceed a limit by what they have under way, and by what the store
 * shows late.
 */
export class Budget {
	private readonly sent: SentCount;
	private readonly newContacts: NewContacts;
	private readonly limits: readonly MessageLimit[];

	private held?: Held;

	private readonly reservations: Reservations;
	/** What this run sends now. */
	private reserved?: Reservation;

	private constructor(
		target: Target,
		private readonly dailyLimits: DailyLimits,
		people: People,
	) {
		this.reservations = reservationsOf(target);
		this.sent = new SentCount(target, this.reservations);
		this.newContacts = new NewContacts(target, people, this.reservations);
		const { messagesPerDay = Infinity, messagesPerHour = Infinity } = dailyLimits;
		this.limits = [
			{ label: 'Messages per Hour', limit: messagesPerHour, ms: HOUR_MS, time: 'hour' },
			{ label: 'Messages per Day', limit: messagesPerDay, ms: DAY_MS, time: '24 hours' },
		].filter(({ limit }) => limit !== Infinity);
	}

	/** @returns undefined if the settings limit nothing */
	static of(target: Target, { dailyLimits }: Settings, people: People): Budget | undefined {
		const isLimited = Object.values(dailyLimits ?? {}).some((limit) => limit !== undefined);
		return dailyLimits && isLimited ? new Budget(target, dailyLimits, people) : undefined;
	}

	/** What cannot be known if the server stores no messages. */
	readonly needOfStore = 'Daily Limits cannot know how much the number has sent';

	/**
	 * To be asked right before something is sent: it is reserved then, until it is recorded as sent or released.
	 * @param messages how many the recipient is to get
	 * @returns why they may not go now
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async reserve(recipient: string, messages: number): Promise<OverBudget | undefined> {
		const { held, reservations } = this;
		const isHeld = held !== undefined && messages >= held.messages && Date.now() < held.until;
		if (isHeld) return held.over;
		const waitUntil = Date.now() + LONGEST_WAIT_MS;
		for (;;) {
			const { areUnderWay, ...found } = await reservations.mutex.run(async () => ({
				areUnderWay: reservations.areUnderWay(),
				...(await this.reserveInTurn(recipient, messages)),
			}));
			if (found.over === undefined || !areUnderWay || Date.now() >= waitUntil) {
				this.held = found.held;
				return found.over;
			}
			// What was under way may have counted twice, or may not be sent at all.
			await reservations.waitForAnswers(waitUntil);
		}
	}

	private async reserveInTurn(
		recipient: string,
		messages: number,
	): Promise<{ readonly over?: OverBudget; readonly held?: Held }> {
		this.release();
		const overs: OverBudget[] = [];
		for (const limit of this.limits) overs.push(...(await this.findTooMany(limit, messages)));
		const forAll = longest(overs);
		const held = forAll && { messages, over: forAll, until: timeOf(forAll) };
		const over = longest([...overs, ...(await this.findTooManyNew(recipient))]);
		if (over !== undefined) return { over, held };
		const isNew = this.newContacts.isKnownAsNew(recipient);
		this.reserved = this.reservations.reserve(recipient, messages, isNew);
		return {};
	}

	/** @param chat as the server has named it, if it did */
	recordSent(messageIds: readonly string[], chat: string | null): void {
		const { reserved } = this;
		if (reserved === undefined) return;
		this.reservations.settle(reserved, messageIds, chat);
		this.newContacts.recordSent(reserved);
		this.reserved = undefined;
	}

	/** What is reserved may have been sent: its answer was lost. */
	recordLost(): void {
		if (this.reserved !== undefined) this.reservations.lose(this.reserved);
		this.reserved = undefined;
	}

	/** What is still reserved was not sent. */
	release(): void {
		if (this.reserved !== undefined) this.reservations.release(this.reserved);
		this.reserved = undefined;
	}

	private async findTooMany(
		{ label, limit, ms, time }: MessageLimit,
		messages: number,
	): Promise<OverBudget[]> {
		if (messages > limit) {
			const reason = `${label} (${limit}) allows fewer than the ${messages} messages of this item`;
			return [{ reason, deferredUntil: null }];
		}
		const most = limit - messages;
		const count = await this.sent.within(ms, most);
		if (count <= most) return [];
		const deferredUntil = await this.sent.leavesAt(most + 1, ms);
		const what = `${label} (${limit}) is reached: the number sent ${count} in the last ${time}`;
		return [overUntil(what, deferredUntil)];
	}

	private async findTooManyNew(recipient: string): Promise<OverBudget[]> {
		const { newContacts: limit } = this.dailyLimits;
		// Each new contact got a message.
		const isDecided = limit === undefined || !(await this.newContacts.isNew(recipient));
		if (isDecided || (await this.sent.within(DAY_MS, limit - 1)) < limit) return [];
		const times = await this.newContacts.ofLastDay(limit);
		const oldest = times[limit - 1];
		if (oldest === undefined) return [];
		const what = `New Contacts (${limit}) is reached: the number wrote to ${limit} new contacts or more in the last 24 hours`;
		return [overUntil(what, oldest + DAY_MS)];
	}
}
