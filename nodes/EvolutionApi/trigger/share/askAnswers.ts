import { recordOf } from '../../core/values/answer';
import { textsOf } from '../../core/values/loose';
import { mayAnswer } from '../../events';
import {
	acknowledge,
	ANSWERED,
	askWorkflow,
	isExpired,
	isWorkflow,
	replyQueue,
	type HubState,
	type WorkflowSubscriber,
} from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { rememberTaken, takenEventsOf, type TriggerId } from '../memory/takenEvents';

// Several n8n on one instance: the one that was away, or came second, asks the others which messages were answers.

/** No server sends it: a node in another process asks. */
export const ANSWERS_EVENT = 'evolution-hub.answers';

/** What this process knows, as the text with which every workflow acknowledges a call. @param question of the body */
export function answersResponse(trigger: TriggerId, question: unknown): string {
	const memory = takenEventsOf(trigger);
	const answered = textsOf(recordOf(question).eventIds).filter(
		(id) => memory.wasTaken(id, ANSWERED) || replyQueue.hasAnswered(id),
	);
	return acknowledge('taken', { answered });
}

/** Whether workflows of other processes listen to the instance. */
export const hasOthers = ({ instance }: ActiveTrigger, { subscribers }: HubState): boolean =>
	subscribers.filter(isWorkflow).some((one) => isElsewhere(one, instance));

/** Asks the other processes which of the messages were answers, and remembers those. Never throws. */
export async function learnAnswers(
	trigger: ActiveTrigger,
	events: readonly Event[],
	{ subscribers, key, ownerUrl }: HubState,
): Promise<void> {
	const { context, instance } = trigger;
	const memory = takenEventsOf(trigger);
	const open = events.filter(
		({ eventId, delivery }) => mayAnswer(delivery) && !memory.wasTaken(eventId, ANSWERED),
	);
	const elsewhere = subscribers.filter(isWorkflow).filter((one) => isElsewhere(one, instance));
	if (key === undefined || open.length === 0 || elsewhere.length === 0) return;
	const question = { eventIds: open.map(({ eventId }) => eventId) };
	const answered = await Promise.all(
		onePerN8n(elsewhere, ownerUrl).map(async (one) => {
			const asked = { event: ANSWERS_EVENT, instance, key, question };
			const { acknowledgement, body } = await askWorkflow(context, one, asked);
			return acknowledgement === 'taken' ? textsOf(recordOf(body).answered) : [];
		}),
	);
	const ids = new Set(answered.flat());
	for (const { eventId, sentAt } of open)
		if (ids.has(eventId)) rememberTaken(trigger, eventId, [ANSWERED], sentAt);
}

const isElsewhere = (one: WorkflowSubscriber, instance: string): boolean =>
	['socket', 'trigger'].includes(one.kind) &&
	!isExpired(one, Date.now()) &&
	activeTriggerAt(one.url, instance) === undefined;

/** Those of one n8n know the same. The owner of the webhook knows most. */
function onePerN8n(
	all: readonly WorkflowSubscriber[],
	ownerUrl: string | undefined,
): WorkflowSubscriber[] {
	const ownerFirst = [...all].sort(
		(one, other) => Number(other.url === ownerUrl) - Number(one.url === ownerUrl),
	);
	const byOrigin = new Map<string, WorkflowSubscriber>();
	for (const one of ownerFirst) {
		const { origin } = new URL(one.url);
		if (!byOrigin.has(origin)) byOrigin.set(origin, one);
	}
	return [...byOrigin.values()];
}
