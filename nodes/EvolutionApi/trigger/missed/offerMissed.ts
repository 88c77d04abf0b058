import { readInstanceHub } from '../../hub/instanceHub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { kept } from '../memory/kept';
import { messageTime } from '../memory/messageClock';
import { hasOthers, learnAnswers } from '../share/askAnswers';
import { offerToWaits } from '../share/offerToWaits';
import { writtenSince } from './written';

/** What became of missed messages that were offered to the executions that wait. */
export interface OfferedMissed {
	/** Messages since then may have come too late to be among them, Unix ms. */
	readonly upTo: number;
	/** The time of the first message that has to be offered again, Unix ms; else Infinity. */
	readonly owedSince: number;
	/** Event IDs of those that may be answers: nobody could say so far. */
	readonly undecided: ReadonlySet<string>;
}

/** By instance: one trigger does it for all. */
const running = kept<{ readonly since: number; readonly offer: Promise<OfferedMissed> }>();

/** Clocks differ, and a message is stored a moment after it was sent. */
const MARGIN_MS = 5_000;

/**
 * Offers what was written since then to the executions that wait for a reply, as if it had just come.
 * @throws {RequestFailure} if the server cannot be asked
 */
export async function offerMissed(trigger: ActiveTrigger, since: number): Promise<OfferedMissed> {
	const { instanceId } = trigger;
	for (let other = running.get(instanceId); other !== undefined; other = running.get(instanceId)) {
		const result = await other.offer.catch(() => undefined);
		if (result !== undefined && other.since <= since) return result;
	}
	const offer = offerSince(trigger, since).finally(() => running.delete(instanceId));
	running.set(instanceId, { since, offer });
	return await offer;
}

async function offerSince(trigger: ActiveTrigger, since: number): Promise<OfferedMissed> {
	const { context, connection, instance } = trigger;
	const upTo = messageTime(connection, Date.now()) - MARGIN_MS;
	const state = await readInstanceHub(context, connection, instance);
	const undecided = new Set<string>();
	let owedSince = Infinity;
	const isWaitedFor = state.subscribers.some(({ kind }) => kind === 'wait');
	if (!isWaitedFor && !hasOthers(trigger, state)) return { upTo, owedSince, undecided };
	for await (const events of writtenSince(trigger, since)) {
		await learnAnswers(trigger, events, state);
		for (const event of events) {
			const { isAnswer, isOwed } = await offerToWaits(trigger, event, state);
			if (isAnswer === 'undecided') undecided.add(event.eventId);
			if (isOwed) owedSince = Math.min(owedSince, event.sentAt ?? Infinity);
		}
	}
	return { upTo, owedSince, undecided };
}
