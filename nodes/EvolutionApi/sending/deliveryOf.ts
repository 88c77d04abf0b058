import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import { REJECTED_BY_WHATSAPP } from '../core/failures/rejectedByWhatsApp';
import type { DeliveryWatch, Level, WatchedMessage } from './deliveryWatch';

/** What became of a message; of several: of the one that got least far. It is in the output. */
export interface DeliveryState {
	/**
	 * `unconfirmed`: no tick in time, as when a phone is off. `unknown`: the server tells of no ticks, as of all groups.
	 */
	readonly delivery: 'delivered' | 'sent' | 'rejected' | 'unconfirmed' | 'unknown';
	/** After so many seconds it was seen to be as far as wanted; null if it was not. */
	readonly confirmedAfterSeconds: number | null;
}

/** @param messages that an item has sent on the instance of the watch */
export function deliveryOf(
	watch: DeliveryWatch,
	messages: readonly WatchedMessage[],
	level: Level,
): DeliveryState {
	const delivery = leastOf(watch, messages);
	const isFar = delivery === 'delivered' || (delivery === 'sent' && level === 'sent');
	const seconds = messages.map((message) => secondsUntil(message, level));
	return { delivery, confirmedAfterSeconds: isFar ? Math.max(...seconds) : null };
}

function leastOf(
	watch: DeliveryWatch,
	messages: readonly WatchedMessage[],
): DeliveryState['delivery'] {
	const outcomes = messages.map(({ outcome }) => outcome);
	if (outcomes.includes('rejected')) return 'rejected';
	if (outcomes.length === 0 || outcomes.includes(undefined)) {
		const isTold = watch.keepsTicks === true && messages.some(({ hasTicks }) => hasTicks);
		return isTold ? 'unconfirmed' : 'unknown';
	}
	return outcomes.includes('sent') ? 'sent' : 'delivered';
}

/** To a tenth of a second. */
function secondsUntil({ sentAt, seenAt }: WatchedMessage, level: Level): number {
	const times = level === 'sent' ? [seenAt.sent, seenAt.delivered] : [seenAt.delivered];
	const first = Math.min(...times.filter((time) => time !== undefined));
	return Math.round((first - sentAt) / 100) / 10;
}

/** The failure of an item with a rejected message. That was tried, so it is not to be sent again by itself. */
export function rejectedFailure(messages: readonly WatchedMessage[]): RequestFailure {
	const rejected = messages.filter(({ outcome }) => outcome === 'rejected');
	const ids = rejected.map(({ messageId }) => messageId).join(', ');
	const { problem, whatToDo } = REJECTED_BY_WHATSAPP;
	return new RequestFailure({ message: problem, description: `${whatToDo} (${ids})` });
}

/** Says beside the output that a server tells nothing. n8n has no place for it in the tools of an agent. */
export function hintIfUnknown(
	context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	watches: readonly DeliveryWatch[],
): void {
	const deaf = watches.find(({ isDeaf }) => isDeaf);
	if (deaf === undefined) return;
	context.addExecutionHints?.({
		message: `It is not known what became of the messages, because the server reported no delivery receipt for them. If the phone shows check marks: ${deaf.howToKeepTicks}. If it shows none, nothing is delivered.`,
		location: 'outputPane',
		type: 'warning',
	});
}
