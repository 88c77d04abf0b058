import { RequestFailure } from '../core/failures/failure';
import type { Connection, Target } from '../core/server/adapter';
import { BoundedMap } from '../core/values/boundedMap';
import { isRecord } from '../core/values/answer';
import { callOnce } from '../hub/forward';
import { PROBE_EVENT } from '../hub/ask';
import { findObstacle, isRefusedLink } from '../hub/obstacle';
import type { HubState } from '../hub/plan';
import type { SubscriberAnswer } from '../hub/subscribers';
import { activeTriggersOn } from '../trigger/active/activeTriggers';
import { makeInstanceId } from '../core/server/account';
import { describeUnreachable } from '../trigger/channel/unreachable';

// How the answer comes back to the execution that waits: seen to before the question is out.

/** So long a way that was found is taken to be open, ms. */
const OPEN_MS = 10 * 60_000;

/** By origin: when n8n last got through to itself there, Unix ms. */
const open = new BoundedMap<number>(50);

/**
 * Where a workflow of this process hears the answer, it hands it on to the execution by HTTP: n8n has to reach itself. Below a path,
 * n8n may refuse its own links, whoever opens them.
 * @param url of the execution that is about to wait
 * @param isInChat whether the answer is a message; else it is given on a page
 * @throws {RequestFailure} if n8n does not get through, or refuses the link: then no answer would ever continue the execution
 */
export async function requireWayBack(
	target: Target,
	url: string,
	isInChat: boolean,
): Promise<void> {
	const { connection, instance } = target;
	const { origin, pathname } = new URL(url);
	const triggers = activeTriggersOn(makeInstanceId(connection, instance));
	const isHandedOn = isInChat && triggers.some(({ isLeaving }) => !isLeaving);
	if (!isHandedOn && pathname.startsWith('/webhook-waiting/')) return;
	if (Date.now() - (open.get(origin) ?? 0) < OPEN_MS) return;
	const answer = await callExecution(target, url);
	const obstacle = findObstacle(url, answer);
	// n8n says in JSON that the execution does not wait yet.
	if (obstacle === undefined || (isRecord(answer.body) && answer.status !== 401)) {
		open.set(origin, Date.now());
		return;
	}
	if (!isHandedOn && !isRefusedLink(answer)) return;
	throw new RequestFailure({
		message: `Nothing was asked, because the answer could not continue this execution: ${obstacle.found}`,
		description: isRefusedLink(answer)
			? obstacle.whatToDo
			: `The trigger of this instance hands an answer on to the execution by a request of n8n to itself. ${obstacle.whatToDo}`,
		nothingDone: true,
	});
}

async function callExecution(
	{ context, instance }: Target,
	url: string,
): Promise<SubscriberAnswer> {
	const subscriber = { kind: 'wait' as const, url, events: [] };
	const raw = JSON.stringify({ event: PROBE_EVENT, instance });
	const headers = { 'content-type': 'application/json' };
	const call = { kind: undefined, raw, headers, event: PROBE_EVENT, chats: [] };
	return await callOnce(context, subscriber, call, { key: '' });
}

/**
 * Where no trigger listens, the server itself calls the execution.
 * @param url of the execution
 * @returns why that cannot work; undefined if it may
 */
export function findNoWayForServer(
	{ ownerUrl }: HubState,
	url: string,
	{ baseUrl }: Connection,
): RequestFailure | undefined {
	const doubt = ownerUrl === url ? describeUnreachable(url, baseUrl) : undefined;
	if (doubt?.isCertain !== true) return undefined;
	return new RequestFailure({
		message: `Nothing was asked, because no answer could come: ${doubt.found.replace(/^The/, 'the')}`,
		description:
			'Give n8n an address that the server reaches: N8N_WEBHOOK_URL in the environment of n8n, or Webhook Base URL in this node. Or activate a workflow with the Evolution API Trigger and Connection → WebSocket: it hears the answer without one.',
		nothingDone: true,
	});
}
