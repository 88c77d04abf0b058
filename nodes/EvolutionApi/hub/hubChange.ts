import { RequestFailure } from '../core/failures/failure';
import { asListed, isExpired, isSocket, type Subscriber, type WorkflowSubscriber } from './list';

/** What one workflow wants changed in the list. */
export type HubChange =
	| {
			readonly do: 'subscribe';
			/** Replaces a subscriber with the same URL. */
			readonly subscriber: WorkflowSubscriber;
			/** The key that this workflow knows. A lost webhook gets it again, so that the others know it, too. */
			readonly key?: string;
			readonly list?: KnownList;
			/** The subscriber's `before` replaces the one on the list, because somebody else has changed what is sent. */
			readonly replacesBefore?: boolean;
			/** The server is to send to this trigger, because the owner is known to be dead. */
			readonly asOwner?: boolean;
	  }
	/** Whoever listens at this URL leaves: the workflow itself, or one that turned out to be gone. */
	| { readonly do: 'unsubscribe'; readonly url: string; readonly list?: KnownList };

/**
 * The list as a workflow saw it last. It counts where the webhook has none any more, and still goes to a workflow on this
 * one. The webhook of another application in it counts wherever the server has forgotten that.
 */
type KnownList = readonly Subscriber[];

/** This change cannot be made; the others of the same moment can. */
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
		const added = change.do === 'subscribe' ? [asListed(change.subscriber)] : [];
		list = list.filter((subscriber) => subscriber.url !== url);
		list.splice(index === -1 ? list.length : index, 0, ...added);
	}
	const replacing = changes.filter(
		(change) => change.do === 'subscribe' && change.replacesBefore === true,
	);
	const known = [
		...replacing.map((change) => (change.do === 'subscribe' ? change.subscriber : undefined)),
		...subscribers,
		...list,
	];
	return withBefore(
		known.find((one) => one?.kind === 'socket' && one.before !== undefined),
		list.filter((subscriber) => !isExpired(subscriber, nowMs)),
	);
}

/** The first socket on the list keeps, for all of them, what was sent before they came. */
function withBefore(known: Subscriber | undefined, list: readonly Subscriber[]): Subscriber[] {
	const before = known?.kind === 'socket' ? known.before : undefined;
	const keeper = list.find(isSocket);
	return list.map((subscriber) => {
		if (!isSocket(subscriber)) return subscriber;
		return { ...subscriber, before: subscriber === keeper ? before : undefined };
	});
}
