import { DeliveryWatch, SILENT_AFTER_MS, type WatchedMessage } from './deliveryWatch';
import { NOTHING_GETS_OUT, REJECTED_IN_A_ROW, SILENT_IN_A_ROW } from './nothingGetsOut';
import { REJECTED_BY_WHATSAPP } from '../core/failures/rejectedByWhatsApp';
import type { SentKey, Target } from '../core/server/adapter';
import { pause } from '../core/concurrency/retry';

/** The first look comes after so many messages, when the last of them had a moment to be rejected. */
const FIRST_LOOK_AFTER = 3;
const MOMENT_MS = 1_000;

/** The next looks, one request each, come after so many more; sooner if something is wrong, but not often. */
const LOOK_EVERY = 20;
const SOONER_EVERY = 40;

interface Rules {
	readonly failuresInARow?: number;
	readonly nothingDelivered: boolean;
}

/** What became of the messages that a run has sent on an instance so far. */
export class LookBack {
	readonly watch: DeliveryWatch;

	/** Those of each item, in the order in which they were sent. */
	private readonly sent: Array<readonly WatchedMessage[]> = [];
	private lookedAfter = 0;
	private looks = 0;
	private soonerLooks = 0;
	private sawNoTick = false;

	constructor(
		target: Target,
		private readonly rules: Rules,
	) {
		this.watch = new DeliveryWatch(target);
	}

	/** @param sent the messages of an item */
	add(sent: readonly SentKey[]): readonly WatchedMessage[] {
		const messages = sent.flatMap((message) => this.watch.add(message));
		this.sent.push(messages);
		return messages;
	}

	/**
	 * Between two messages: asks what became of the earlier ones, if it is time for that.
	 * @returns why nothing else is to be sent
	 */
	async findStopReason(signal: AbortSignal | undefined): Promise<string | undefined> {
		const { failuresInARow, nothingDelivered } = this.rules;
		const isWanted = failuresInARow !== undefined || nothingDelivered;
		if (!isWanted || this.watch.keepsTicks === false || !this.isDue()) return undefined;
		if (this.looks === 0) await this.waitAMoment(signal);
		this.looks += 1;
		this.lookedAfter = this.sent.length;
		await this.watch.look(this.watch.awaited('delivered'), 1);
		const newest = this.sent.slice(-FIRST_LOOK_AFTER);
		this.sawNoTick = newest.every((messages) => outcomesOf(messages).length === 0);
		return this.reasonToStop();
	}

	/** At the end, without waiting. */
	async lookOnceMore(): Promise<void> {
		if (this.looks > 0) await this.watch.look(this.watch.awaited('delivered'));
	}

	private isDue(): boolean {
		const { length } = this.sent;
		if (this.looks === 0) return length >= FIRST_LOOK_AFTER;
		const since = length - this.lookedAfter;
		if (since >= LOOK_EVERY) return true;
		const mayLookSooner = since > 0 && this.soonerLooks < 2 + length / SOONER_EVERY;
		if (!mayLookSooner || !this.isSuspicious()) return false;
		this.soonerLooks += 1;
		return true;
	}

	/** The last message of which anything is known was rejected, or the last look saw no tick and the next one may decide. */
	private isSuspicious(): boolean {
		return this.rejectedAtEnd() > 0 || (this.sawNoTick && this.silentAtEnd() >= SILENT_IN_A_ROW);
	}

	private async waitAMoment(signal: AbortSignal | undefined): Promise<void> {
		const [newest] = this.sent.at(-1) ?? [];
		if (newest !== undefined) await pause(newest.sentAt + MOMENT_MS - Date.now(), signal);
	}

	private reasonToStop(): string | undefined {
		const { failuresInARow = Infinity, nothingDelivered } = this.rules;
		const rejected = this.rejectedAtEnd();
		if (rejected >= Math.min(failuresInARow, nothingDelivered ? REJECTED_IN_A_ROW : Infinity)) {
			return `${rejected} in a row were rejected by WhatsApp. ${REJECTED_BY_WHATSAPP.whatToDo}`;
		}
		const isCertain = this.watch.keepsTicks ?? this.watch.isFirst;
		if (!nothingDelivered || !isCertain || this.silentAtEnd() < SILENT_IN_A_ROW) return undefined;
		return `${NOTHING_GETS_OUT.problem}. ${NOTHING_GETS_OUT.whatToDo}`;
	}

	/** Items in a row up to the last one of which anything is known. */
	private rejectedAtEnd(): number {
		return this.countAtEnd((messages) => {
			const outcomes = outcomesOf(messages);
			if (outcomes.length === 0) return undefined;
			return outcomes.includes('rejected');
		});
	}

	/** The same for those without a tick, up to the last one that was sent long enough ago. */
	private silentAtEnd(): number {
		const latest = Date.now() - SILENT_AFTER_MS;
		return this.countAtEnd((messages) => {
			const isRipe = messages.some(({ hasTicks, sentAt }) => hasTicks && sentAt < latest);
			if (!isRipe) return undefined;
			return outcomesOf(messages).length === 0;
		});
	}

	/** For how many of the last items it holds. @param holds undefined for an item that says nothing about it */
	private countAtEnd(holds: (messages: readonly WatchedMessage[]) => boolean | undefined): number {
		let count = 0;
		for (let place = this.sent.length - 1; place >= 0; place -= 1) {
			const isCounted = holds(this.sent[place] ?? []);
			if (isCounted === false) break;
			if (isCounted === true) count += 1;
		}
		return count;
	}
}

const outcomesOf = (messages: readonly WatchedMessage[]) =>
	messages.flatMap(({ outcome }) => outcome ?? []);
