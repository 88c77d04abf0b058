import { RequestFailure } from '../errors/failure';
import type { Target } from '../server/adapter';
import { BoundedMap } from '../core/values/boundedMap';
import { isRecord } from '../core/values/answer';
import { askWorkflow, findEndedWaits, PROBE_EVENT } from '../hub/ask';
import { changeHub, readInstanceHub } from '../hub/changes';
import { executionOf, isWorkflow, type WorkflowSubscriber } from '../hub/list';
import { isRefusedLink } from '../hub/obstacle';
import { type HubChange, HubChangeRefused, type HubState, unsubscribe } from '../hub/plan';
import { markOfWait, replyQueue } from '../hub/waits';
import { activeTriggersOn } from '../trigger/active/activeTriggers';
import { makeInstanceId } from '../server/account';
import { describeUnreachable } from '../trigger/channel/unreachable';

// Makes sure, before the question is sent, that the answer will reach the waiting execution: n8n can connect to the execution,
// and the execution is on the instance's list of subscribers.

const REACHABLE_MS = 10 * 60_000;

/** Time (Unix ms) of n8n's last successful connection to itself, keyed by the origin of its URL. */
const reachedAt = new BoundedMap<number>(50);

/**
 * Tests n8n's connection to itself, through which an active trigger of this process forwards answers to waiting executions.
 * If n8n's address has a path, n8n may also reject the signed links of executions.
 * @param isInChat whether the person answers in the chat, not in a form on a page
 * @throws {RequestFailure} if n8n can't connect to itself, or rejects the execution's link
 */
export async function requireWayBack(
	target: Target,
	wait: WorkflowSubscriber,
	isInChat: boolean,
): Promise<void> {
	const { context, connection, instance } = target;
	const { origin, pathname } = new URL(wait.url);
	const triggers = activeTriggersOn(makeInstanceId(connection, instance));
	const isHandedOn = isInChat && triggers.some(({ isLeaving }) => !isLeaving);
	if (!isHandedOn && pathname.startsWith('/webhook-waiting/')) return;
	if (Date.now() - (reachedAt.get(origin) ?? 0) < REACHABLE_MS) return;
	const call = { event: PROBE_EVENT, instance, key: '' };
	const { obstacle, ...answer } = await askWorkflow(context, wait, call);
	// n8n's error that the execution isn't waiting yet (JSON) also proves that n8n can connect to itself.
	if (obstacle === undefined || (isRecord(answer.body) && answer.status !== 401)) {
		reachedAt.set(origin, Date.now());
		return;
	}
	if (!isHandedOn && !isRefusedLink(answer)) return;
	throw new RequestFailure({
		message: `Nothing was asked, because the answer could not continue this execution: ${obstacle.details}`,
		description: isRefusedLink(answer)
			? obstacle.whatToDo
			: `To pass the answer on to the execution, n8n sends a request to its own address. ${obstacle.whatToDo}`,
		nothingDone: true,
	});
}

/** URLs at which each workflow's latest test run in the editor waits, by workflow ID. A run may ask several questions. */
const tries = new BoundedMap<readonly string[]>(50);

/** @returns the URLs at which the previous test run waited */
function replaceTry({ context }: Target, url: string): string[] {
	const { id = '' } = context.getWorkflow();
	if (context.getMode?.() !== 'manual') return [];
	const waits = tries.get(id) ?? [];
	const isOfThisTry = (other: string) => executionOf(other) === executionOf(url);
	tries.set(id, [...waits.filter(isOfThisTry), url]);
	return waits.filter((other) => !isOfThisTry(other));
}

/**
 * Subscribes an execution to answers. A test run in the editor replaces the workflow's earlier test run.
 * @throws {RequestFailure} with advice if the execution can't wait
 */
export async function joinHub(target: Target, wait: WorkflowSubscriber): Promise<void> {
	const { ownerUrl, subscribers } = await changeWaits(target, [
		...unsubscribe(replaceTry(target, wait.url)),
		{ do: 'subscribe', subscriber: wait },
	]);
	const isNext = ({ url, chat }: WorkflowSubscriber) =>
		chat === wait.chat && !replyQueue.isFinished(markOfWait(url));
	replyQueue.noteNeighbors(subscribers.filter(isWorkflow).filter(isNext));
	if (ownerUrl !== wait.url) return;
	// If no trigger is active, the server calls the execution's own URL.
	const doubt = describeUnreachable(wait.url, target.connection.baseUrl);
	if (doubt?.isCertain !== true) return;
	await leaveHub(target, [wait.url]);
	throw new RequestFailure({
		message: `Nothing was asked, because no answer could come: ${doubt.details.replace(/^The/, 'the')}`,
		description:
			'Give n8n an address that the server reaches: N8N_WEBHOOK_URL in the environment of n8n, or Webhook Base URL in this node. Or publish a workflow with the Evolution API Trigger and Connection → WebSocket, which needs no address.',
		nothingDone: true,
	});
}

async function changeWaits(target: Target, changes: readonly HubChange[]): Promise<HubState> {
	const outcome = await changeHub(target, ...changes).catch((error: unknown) => {
		if (error instanceof HubChangeRefused) return error;
		throw error;
	});
	if (!(outcome instanceof HubChangeRefused)) return outcome;
	const endedWaits = await findEndedWaits(target, await readInstanceHub(target));
	if (endedWaits.length === 0) throw new RequestFailure(outcome.failure);
	return await changeHub(target, ...unsubscribe(endedWaits), ...changes);
}

/** Never throws. */
export async function leaveHub(target: Target, urls: readonly string[]): Promise<void> {
	if (urls.length === 0) return;
	try {
		await changeHub(target, ...unsubscribe(urls));
	} catch (error) {
		target.context.logger.warn('A wait that has ended could not be removed from the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}
