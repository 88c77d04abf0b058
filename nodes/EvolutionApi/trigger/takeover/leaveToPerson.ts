import { folded } from '../../core/values/text';
import { isOfOthers, ownMessageOf } from '../../events/ownMessage';
import type { Event } from '../memory/deliveredEvent';
import { silenceMemoryOf } from '../memory/silenceMemory';
import { claimEvent, type TriggerId, type TriggerName } from '../memory/takenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';
import { chatNames, takeoversOf } from './takeovers';

// Human Takeover: a workflow leaves a chat alone while a person answers it.

const MINUTE_MS = 60_000;

/** Whether the workflow leaves chats to people at all. */
export const leavesChats = ({ options }: Pick<TriggerSettings, 'options'>): boolean =>
	options.humanTakeover !== undefined;

/** Whether it matters to the workflow that a person answers. */
export const watchesPeople = ({
	options,
	silence,
}: Pick<TriggerSettings, 'options' | 'silence'>): boolean =>
	leavesChats({ options }) || silence !== undefined;

/**
 * Notes that a person has answered a chat, or gives it back to the workflow. That comes before all filters: the
 * message need not start anything.
 * @param now the latest that a message can be dated by now, Unix ms
 */
export function noteOwnMessage(
	trigger: TriggerName,
	{ options, silence }: TriggerSettings,
	{ delivery, sentAt }: Event,
	now = Date.now(),
): void {
	const { pause: minutes, resumeKeyword } = options.humanTakeover ?? { pause: 0 };
	const own = watchesPeople({ options, silence }) ? ownMessageOf(delivery) : undefined;
	if (own === undefined) return;
	const names = chatNames(delivery.chat);
	// A phone with a wrong clock dates it later.
	const at = Math.min(sentAt ?? now, now);
	const isResumed = resumeKeyword !== undefined && isWord(own.text, resumeKeyword);
	const until = at + (isResumed ? 0 : minutes * MINUTE_MS);
	if (silence !== undefined) noteEnd(trigger, names, { until, isResumed });
	if (isResumed) {
		takeoversOf(trigger).resume(names, at);
	} else if (minutes > 0) {
		takeoversOf(trigger).pause(names, { at, until, by: 'human', device: own.device });
	}
}

/** What the API sends while the person is there begins no silence either. */
function noteEnd(
	trigger: TriggerName,
	names: readonly string[],
	{ until, isResumed }: { readonly until: number; readonly isResumed: boolean },
): void {
	const memory = silenceMemoryOf(trigger);
	memory.end(names, isResumed ? until : Math.max(until, memory.endedAt(names)));
}

const isWord = (text: string | null, word: string): boolean =>
	text !== null && folded(text).trim() === folded(word).trim();

/**
 * Whether a person was at the chat when somebody else wrote this. Then the workflow has had it: it does not start
 * later either, when the person has left.
 * @param now the time of messages, Unix ms, for an event that does not tell its own
 */
export function isLeftToPerson(
	trigger: TriggerId,
	settings: TriggerSettings,
	{ delivery, eventId, sentAt }: Event,
	now = Date.now(),
): boolean {
	if (!leavesChats(settings) || !isOfOthers(delivery)) return false;
	const names = chatNames(delivery.chat);
	if (takeoversOf(trigger).find(names, sentAt ?? now) === undefined) return false;
	claimEvent(trigger, eventId, sentAt);
	return true;
}
