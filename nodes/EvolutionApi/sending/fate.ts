import type { IDataObject } from 'n8n-workflow';

import { REJECTED_BY_WHATSAPP } from '../core/failures/rejectedByWhatsApp';
import type { MessageContent } from '../core/server/messageContent';
import type { ServerAdapter } from '../core/server/adapter';
import { recordOf, textOrNull } from '../core/values/answer';
import { asJid } from '../core/values/jid';
import type { OverBudget } from './budget';
import type { OptOut } from './optOuts';
import type { SentMessage } from './sentBefore';

/** What can become of an item, in the order in which the summary counts it. */
export const STATUSES = [
	/** It went out. */
	'sent',
	/** The server accepted it, and WhatsApp rejected it. */
	'rejected',
	/** The chat had it already. */
	'alreadySent',
	/** An earlier item says the same to the same person. */
	'duplicate',
	/** Its turn came during the quiet hours, or the number has reached a limit. */
	'deferred',
	'notOnWhatsApp',
	/** Whoever would get it wrote that they want no messages. */
	'optedOut',
	/** Its turn did not come: the run was stopped or had reached its limit. */
	'skipped',
	/** The server refused it, or it cannot be sent at all. */
	'failed',
	/** The answer was lost: it may have arrived. */
	'unknown',
] as const;

export type Status = (typeof STATUSES)[number];

/** What became of an item: `broadcast` in its output. */
export interface Fate {
	readonly status: Status;
	/** Why the recipient does not get it; null if it was sent. */
	readonly reason: string | null;
	/** The chat, by the name that the server gave it, if it did. */
	readonly jid: string | null;
	readonly messageId: string | null;
	/** ISO time. */
	readonly sentAt: string | null;
	/** ISO time at which a deferred item may be sent; null if it never may, and for every other status. */
	readonly deferredUntil: string | null;
}

export const CANCELLED = 'The execution was cancelled';

/** @param recipient the number or JID, if it is known */
export const unsentFate = (
	status: Exclude<Status, 'sent' | 'rejected' | 'alreadySent'>,
	reason: string,
	recipient?: string,
): Fate => ({
	status,
	reason,
	jid: recipient === undefined ? null : asJid(recipient),
	messageId: null,
	sentAt: null,
	deferredUntil: null,
});

export const overBudgetFate = ({ reason, deferredUntil }: OverBudget, recipient: string): Fate => ({
	...unsentFate('deferred', reason, recipient),
	deferredUntil: deferredUntil?.toISOString() ?? null,
});

type ReadAnswer = ServerAdapter['sends']['readAnswer'];

/** The messages in the output of a send, whether simplified or not. */
export function messagesOf(json: IDataObject, readAnswer: ReadAnswer) {
	const messages: unknown[] = Array.isArray(json.messages) ? json.messages : [json];
	return messages.map((message) => {
		const simplified = recordOf(message);
		const { chat, messageId } = readAnswer(message);
		return {
			chat: chat ?? textOrNull(simplified.chat),
			messageId: messageId ?? textOrNull(simplified.messageId),
		};
	});
}

/** From the output of a send. Of several messages it names the first. */
export function sentFate(json: IDataObject, recipient: string, readAnswer: ReadAnswer): Fate {
	const [first] = messagesOf(json, readAnswer);
	// A sequence of messages stops when the execution is cancelled, even before its first one.
	if (first === undefined) return unsentFate('skipped', CANCELLED, recipient);
	const { chat, messageId } = first;
	return {
		status: 'sent',
		reason: null,
		jid: chat ?? asJid(recipient),
		messageId,
		sentAt: new Date().toISOString(),
		deferredUntil: null,
	};
}

/** The fate of what was sent, when WhatsApp has refused it. */
export const rejectedFate = (sent: Fate): Fate => ({
	...sent,
	status: 'rejected',
	reason: `${REJECTED_BY_WHATSAPP.problem}. ${REJECTED_BY_WHATSAPP.whatToDo}`,
});

export const alreadySentFate = (
	{ jid, messageId, sentAt }: SentMessage,
	{ rest }: MessageContent,
): Fate => ({
	status: 'alreadySent',
	reason:
		rest === undefined
			? 'The chat has this message already'
			: 'The chat has all of these messages already',
	jid,
	messageId,
	sentAt: sentAt.toISOString(),
	deferredUntil: null,
});

/** @param sentAt the start of the hour */
export const recordedFate = (sentAt: Date, recipient: string): Fate => ({
	status: 'alreadySent',
	reason: 'This node has sent this message to the chat already, or was about to when n8n died',
	jid: asJid(recipient),
	messageId: null,
	sentAt: sentAt.toISOString(),
	deferredUntil: null,
});

export function optedOutFate({ word, wroteAt }: OptOut, address: string): Fate {
	const when = wroteAt === null ? '' : ` at ${wroteAt}`;
	return unsentFate('optedOut', `They wrote "${word}"${when}`, address);
}

/** The run in numbers. */
export function summaryOf(
	fates: readonly Fate[],
	run: { readonly startedAt: Date; readonly stopReason?: string },
): IDataObject {
	const count = (status: Status) => fates.filter((fate) => fate.status === status).length;
	return {
		items: fates.length,
		...Object.fromEntries(STATUSES.map((status) => [status, count(status)])),
		stopReason: run.stopReason ?? null,
		startedAt: run.startedAt.toISOString(),
		finishedAt: new Date().toISOString(),
	};
}
