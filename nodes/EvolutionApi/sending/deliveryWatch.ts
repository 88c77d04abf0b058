import { RequestFailure } from '../errors/failure';
import type { SentKey } from '../server/ask/messages';
import { ARRIVAL_PAGE } from '../errors/rejections';
import type { Target } from '../server/adapter';
import type { StoredMessage, Outcome } from '../server/records';
import { earliestServerTime } from '../server/clock';
import { comparable, isLid, isPerson } from '../core/values/addresses';
import { requireStore } from '../server/connection';

/** The delivery state to wait for: `sent` is one tick, `delivered` is two. */
export type Level = Exclude<Outcome, 'rejected'>;

/** A message that the server has accepted. Times are Unix ms by this machine's clock. */
export interface WatchedMessage {
	readonly messageId: string;
	/** JID of the chat; null if the server didn't return it. */
	readonly chat: string | null;
	readonly sentAt: number;
	/** False for groups and status posts: for these, the server reports rejections, but no ticks. */
	readonly hasTicks: boolean;
	/** Best outcome that the server's store has shown so far. */
	outcome?: Outcome;
	readonly seenAt: Partial<Record<Outcome, number>>;
}

/** Time after which a missing tick is a bad sign. A tick usually comes within a second or two. */
export const SILENT_AFTER_MS = 60_000;

/** Time until a rejection is final. Until then, the server may resend the message, and ticks may follow the status `ERROR`. */
const REJECTED_SETTLES_MS = 5_000;

/** This many rejected messages in a row mean that WhatsApp accepts none from this account. */
export const REJECTED_IN_A_ROW = 3;

/** This many messages in a row without a tick mean that none are delivered. */
export const SILENT_IN_A_ROW = 5;

export const NOTHING_GETS_OUT = {
	problem: `Nothing is delivered: the last ${SILENT_IN_A_ROW} messages have no delivery receipt after a minute`,
	whatToDo: `Check on the phone whether WhatsApp is connected, and whether the account is restricted. ${ARRIVAL_PAGE}`,
} as const;

/** This many messages without any status mean that the server keeps no ticks. */
const ENOUGH_SILENT = 5;

export class DeliveryWatch {
	private readonly messages = new Map<string, WatchedMessage>();
	private readonly silentBefore = new Set<string>();
	private hears = false;
	private isRead = false;
	private findsThem = false;

	constructor(private readonly target: Target) {}

	add({ messageId, chat }: SentKey): WatchedMessage[] {
		if (messageId === null) return [];
		const hasTicks = chat === null || isPerson(chat);
		const sentAt = Date.now();
		const message = this.messages.get(messageId) ?? {
			messageId,
			chat,
			sentAt,
			hasTicks,
			seenAt: {},
		};
		this.messages.set(messageId, message);
		return [message];
	}

	/**
	 * Tells whether the server stores ticks (WhatsApp's receipts). Undefined if no stored message has a status, and there are too
	 * few messages to be certain.
	 */
	get keepsTicks(): boolean | undefined {
		if (this.target.connection.server.store === undefined) return false;
		if (this.isRead && !this.findsThem) return false;
		if (this.hears) return true;
		return this.silentBefore.size >= ENOUGH_SILENT ? false : undefined;
	}

	/** Tells whether all messages from before the watched ones have ticks. Otherwise, the server may store no ticks at all. */
	get earlierHaveTicks(): boolean {
		return this.silentBefore.size === 0;
	}

	/** Tells whether the server has never reported a tick, although messages should have some. */
	get isDeaf(): boolean {
		return this.keepsTicks !== true && [...this.messages.values()].some(({ hasTicks }) => hasTicks);
	}

	get howToKeepTicks(): string {
		return requireStore(this.target.connection).howToKeepTicks;
	}

	awaited(level: Level): WatchedMessage[] {
		if (this.keepsTicks === false) return [];
		return [...this.messages.values()].filter(
			({ outcome, seenAt }) =>
				outcome === undefined ||
				(level === 'delivered' && outcome === 'sent') ||
				(outcome === 'rejected' && Date.now() < settlesAt(seenAt)),
		);
	}

	/**
	 * Reads the outcomes of the messages. It makes one request for each hundred messages that the instance has sent since the
	 * oldest of `messages`. If the server's store can't be read, the outcomes stay as they are.
	 * @param mostPages maximum number of pages of a hundred messages, newest first
	 */
	async poll(messages: readonly WatchedMessage[], mostPages = Infinity): Promise<void> {
		if (messages.length === 0) return;
		await this.read(messages, mostPages).catch((error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
		});
	}

	private async read(messages: readonly WatchedMessage[], mostPages: number): Promise<void> {
		const { connection } = this.target;
		const pendingIds = new Set(messages.map(({ messageId }) => messageId));
		const first = Math.min(...messages.map(({ sentAt }) => sentAt));
		const start = earliestServerTime(connection, first) / 1000;
		// The first read has no start time. It also returns older messages, which show whether this server stores ticks at all.
		const since = this.isRead ? new Date(start * 1000) : undefined;
		let pages = 0;
		for await (const page of requireStore(connection).pages(this.target, { own: true, since })) {
			for (const record of page) {
				pendingIds.delete(record.messageId);
				this.take(record, start);
			}
			pages += 1;
			const isPast = page.some(({ seconds }) => seconds < start);
			if (pendingIds.size === 0 || isPast || pages >= mostPages) break;
		}
		this.isRead = true;
	}

	/** @param start earliest time of watched messages, in seconds by the server's clock */
	private take(record: StoredMessage, start: number): void {
		const { messageId, fromMe, chat, seconds, outcome } = record;
		if (!fromMe) return;
		if (outcome !== undefined) this.hears = true;
		const message = this.messages.get(messageId);
		if (message === undefined) {
			const isSilent = outcome === undefined && seconds < start && isPerson(chat);
			if (isSilent) this.silentBefore.add(messageId);
			return;
		}
		if (isElsewhere(message, record)) return;
		this.findsThem = true;
		if (outcome === undefined) return;
		message.outcome = outcome;
		message.seenAt[outcome] ??= Date.now();
	}
}

/** Returns the time at which a rejection becomes final, Unix ms. */
export const settlesAt = ({ rejected: rejectedAt = 0 }: WatchedMessage['seenAt']) =>
	rejectedAt + REJECTED_SETTLES_MS;

/** Tells whether a stored message with a watched message's ID is from another chat. False if only LIDs are known. */
function isElsewhere({ chat }: WatchedMessage, { addresses }: StoredMessage): boolean {
	if (chat === null || isLid(chat)) return false;
	const numbers = addresses.filter((address) => !isLid(address));
	return numbers.length > 0 && !numbers.some((address) => comparable(address) === comparable(chat));
}
