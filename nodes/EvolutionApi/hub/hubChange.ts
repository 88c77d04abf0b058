import { RequestFailure } from '../core/server/request';
import type { WorkflowSubscriber, Subscriber } from './record';

/** What one workflow wants of the hub. */
export type HubChange =
	| {
			readonly do: 'subscribe';
			/** Takes the place of a subscriber with the same URL. */
			readonly subscriber: WorkflowSubscriber;
			/** The key of before: a webhook that was lost gets it again, so that the others still know it. */
			readonly key?: string;
			/** Everybody who listens, as seen last: for a webhook whose list was lost while it still goes to one of them. */
			readonly list?: readonly Subscriber[];
			/** The server is to send to this one: for a trigger, where the owner is known to be dead. */
			readonly asOwner?: boolean;
	  }
	/** Whoever listens at this URL leaves: ourselves, or somebody who turned out to be gone. */
	| { readonly do: 'unsubscribe'; readonly url: string };

/** This change cannot be fulfilled; others of the same change can. */
export class HubChangeRefused extends RequestFailure {
	constructor(
		readonly change: HubChange,
		{ failure }: RequestFailure,
	) {
		super(failure);
	}
}

/** The list after the changes, in their order, without those whose time is over. */
export function applyChanges(
	subscribers: readonly Subscriber[],
	changes: readonly HubChange[],
	nowMs: number,
): Subscriber[] {
	let list = [...subscribers];
	for (const change of changes) {
		const { url } = change.do === 'subscribe' ? change.subscriber : change;
		const index = list.findIndex((subscriber) => subscriber.url === url);
		const added = change.do === 'subscribe' ? [asStored(change.subscriber)] : [];
		list = list.filter((subscriber) => subscriber.url !== url);
		list.splice(index === -1 ? list.length : index, 0, ...added);
	}
	return list.filter((subscriber) => !isExpired(subscriber, nowMs));
}

/** To the letter as it comes out of the list again: what says nothing is left out. */
const asStored = ({
	kind,
	url,
	events,
	base64,
	expires,
	chat,
}: WorkflowSubscriber): WorkflowSubscriber => ({
	kind,
	url,
	events,
	...(base64 === true ? { base64 } : {}),
	...(expires === undefined ? {} : { expires }),
	...(chat === undefined || chat === '' ? {} : { chat }),
});

/** Nobody listens there any more. */
export const isExpired = (subscriber: Subscriber, nowMs: number) =>
	subscriber.kind !== 'foreign' &&
	subscriber.expires !== undefined &&
	subscriber.expires * 1000 <= nowMs;
