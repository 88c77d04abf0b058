import { forward } from '../../../hub/forward';
import type { Subscriber } from '../../../hub/list';
import { combine, type Reply } from '../../../hub/reply';
import { SERVERS } from '../../../server/connection';
import { activeTriggersByUrl } from '../../active/activeTriggers';
import type { Event } from '../../memory/deliveredEvent';
import { prune } from '../prune';
import { asIncoming, type Source } from '../source';
import { isRedelivered } from './workflow';

/**
 * Sends an event by HTTP to workflows of other processes, or to other applications, and unsubscribes those that are gone.
 * Workflows that are still starting get the event when the server redelivers it. Never throws.
 */
export async function callByHttp(
	event: Event,
	source: Source,
	subscribers: readonly Subscriber[],
): Promise<Reply> {
	const { place, list, deadline } = source;
	const ofThisProcess = activeTriggersByUrl(event.delivery.instance);
	const others = subscribers.filter(({ url }) => !ofThisProcess.has(url));
	if (others.length === 0) return 'declined';
	const callees = others.filter((one) => !isStarting(one, event, source));
	const options = { key: list.key, deadline, isAnswer: event.isAnswer };
	const outcomes = await forward(place.context, asIncoming(event, list), callees, options);
	const leavers = outcomes.flatMap((one) => (one.reply === 'gone' ? [one.subscriber] : []));
	const urls = leavers.map(({ url }) => url);
	void prune(source, urls);
	const comeAgain =
		callees.length < others.length || leavers.some((one) => mayComeBack(one, event));
	return comeAgain ? 'again' : combine(outcomes.map(({ reply }) => reply));
}

/** Tells whether the workflow's n8n was down when the event happened, and so may still be starting the workflow. */
function isStarting({ kind, url }: Subscriber, event: Event, { trigger, list }: Source): boolean {
	if (kind !== 'trigger' || trigger === undefined || list.self === undefined) return false;
	return isRedelivered(trigger, event) && new URL(url).origin === new URL(list.self.url).origin;
}

/**
 * Tells whether the server must redeliver the event for a workflow that replied `gone`: n8n may still be starting the workflow.
 * False if the server stores messages, because each workflow reads its missed messages from there when it starts.
 */
const mayComeBack = ({ kind }: Subscriber, { delivery }: Event): boolean =>
	kind === 'trigger' && SERVERS[delivery.kind].store === undefined;
