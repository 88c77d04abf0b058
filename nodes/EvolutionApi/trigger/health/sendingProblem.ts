import { SILENT_AFTER_MS } from '../../sending/deliveryWatch';
import { NOTHING_GETS_OUT, REJECTED_IN_A_ROW, SILENT_IN_A_ROW } from '../../sending/nothingGetsOut';
import { REJECTED_BY_WHATSAPP } from '../../core/failures/rejectedByWhatsApp';
import type { KeptMessage } from '../../core/server/adapter';
import { isPerson } from '../../core/values/jid';
import { doubtful } from './finding';
import type { Problem } from './problems';

/** What was sent earlier says nothing of today. */
const RECENT_MS = 60 * 60_000;

/**
 * What became of the newest messages that the number has sent, by whichever workflow, app or person.
 * @param messages newest first
 * @param now by the server's clock, Unix ms
 * @returns null if nothing is wrong; undefined if they do not tell
 */
export function sendingProblem(
	messages: readonly KeptMessage[],
	now: number,
): Problem | null | undefined {
	const sent = messages.filter(
		({ fromMe, chat, seconds }) => fromMe && isPerson(chat) && seconds * 1000 > now - RECENT_MS,
	);
	const known = sent.filter(({ outcome }) => outcome !== undefined);
	const tookOne = known.findIndex(({ outcome }) => outcome !== 'rejected');
	const rejected = tookOne < 0 ? known.length : tookOne;
	if (rejected >= REJECTED_IN_A_ROW) {
		const found = `WhatsApp rejects messages: the last ${rejected} did not get out, although the server had accepted them`;
		return { name: 'messagesRejected', finding: doubtful(found, REJECTED_BY_WHATSAPP.whatToDo) };
	}
	const ripe = sent.filter(({ seconds }) => seconds * 1000 < now - SILENT_AFTER_MS);
	const newest = ripe.slice(0, SILENT_IN_A_ROW);
	const isSilent = newest.every(({ outcome }) => outcome === undefined);
	const keepsTicks = messages.some(({ fromMe, outcome }) => fromMe && outcome !== undefined);
	if (newest.length === SILENT_IN_A_ROW && isSilent && keepsTicks) {
		const { problem, whatToDo } = NOTHING_GETS_OUT;
		return { name: 'messagesNotDelivered', finding: doubtful(problem, `${whatToDo}.`) };
	}
	return known.length > 0 && rejected === 0 ? null : undefined;
}
