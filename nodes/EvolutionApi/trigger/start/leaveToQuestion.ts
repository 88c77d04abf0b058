import { ANSWERED } from '../../hub';
import type { Event } from '../memory/deliveredEvent';
import { rememberTaken, takenEventsOf, type TriggerId } from '../memory/takenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';

// Answers to Pending Questions: what a waiting execution takes as its answer starts no workflow, or a bot that asks would ask
// again for ever, and another one would answer the answer.

/** Whether the workflow starts with answers, too. */
export const startsWithAnswers = ({ options }: TriggerSettings): boolean =>
	options.answersToPendingQuestions === 'triggerWorkflow';

/**
 * Whether the event has answered a question, and does not start the workflow. Then the workflow has had it: it does not
 * start later either.
 * @param trigger left out for a test session, which remembers nothing
 */
export function isLeftToQuestion(
	trigger: TriggerId | undefined,
	settings: TriggerSettings,
	event: Event,
): boolean {
	if (startsWithAnswers(settings) || !isKnownAnswer(trigger, event)) return false;
	const { eventId, sentAt } = event;
	if (trigger !== undefined && !takenEventsOf(trigger).wasTaken(eventId, trigger.nodeId))
		rememberTaken(trigger, eventId, [trigger.nodeId, ANSWERED], sentAt);
	return true;
}

/** Whether it is known to have answered a question. @param trigger whose memory tells, where the event does not */
export const isKnownAnswer = (
	trigger: TriggerId | undefined,
	{ eventId, isAnswer: isMarked = false }: Event,
): boolean =>
	isMarked || (trigger !== undefined && takenEventsOf(trigger).wasTaken(eventId, ANSWERED));
