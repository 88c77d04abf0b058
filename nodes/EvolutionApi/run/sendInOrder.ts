import type { IDataObject } from 'n8n-workflow';

import { readSent, showActivity } from '../server/ask/messages';
import { pause } from '../core/concurrency/retry';
import { RequestFailure } from '../errors/failure';
import { getInputItem } from '../core/input/inputFile';
import type { Activity } from '../server/adapter';
import type { Call } from '../table/operation';
import { sendPartOnce } from '../sending/sentOnce';

/** One of several messages that an item sends to the same recipient. */
interface OrderedMessage {
	/** Tells it from messages of other kinds, and from the same one with other values. */
	readonly mark: readonly unknown[];
	/** Milliseconds to wait before it. */
	readonly pause: number;
	/** Activity that the chat shows during the pause; undefined for nothing. */
	readonly activity?: Activity;
	/** @returns the server's answer */
	readonly send: () => Promise<IDataObject>;
}

/**
 * Sends the messages one after the other. Those that the chat has already are left out. A repeated run of the node
 * neither sends again what was sent, nor waits for it.
 * @param recipient number or JID
 * @returns the server's answers; not all of them if the execution was cancelled
 * @throws {RequestFailure} if one fails; it says which, and what was sent before
 */
export async function sendInOrder(
	call: Call,
	recipient: string,
	messages: readonly OrderedMessage[],
): Promise<IDataObject[]> {
	const sent: IDataObject[] = [];
	const first = call.partsSent ?? 0;
	for (const [index, message] of messages.entries()) {
		if (index < first) continue;
		const answer = await sendOne(call, recipient, message, index).then(
			(json) => json,
			(error: unknown) => {
				throw explained(error, { index, count: messages.length, sent });
			},
		);
		if (answer === undefined) break;
		sent.push(answer);
	}
	return sent;
}

/** @returns the server's answer, or undefined if the execution was cancelled */
async function sendOne(
	call: Call,
	recipient: string,
	message: OrderedMessage,
	index: number,
): Promise<IDataObject | undefined> {
	const { context, instance } = call;
	const signal = context.getExecutionCancelSignal();
	const [answer] = await sendPartOnce(
		context,
		getInputItem(context, call.index),
		[instance, index, ...message.mark],
		async () => {
			await wait(call, recipient, message);
			return signal?.aborted === true ? [] : [{ json: await message.send() }];
		},
	);
	return answer?.json;
}

/** The pause before a message. It takes the same time if "typing…" cannot be shown. */
async function wait(
	call: Call,
	recipient: string,
	{ pause: delay, activity }: OrderedMessage,
): Promise<void> {
	const { context } = call;
	const end = Date.now() + delay;
	if (delay > 0 && activity !== undefined) {
		await showActivity(call, recipient, { activity, delay });
	}
	await pause(end - Date.now(), context.getExecutionCancelSignal());
}

interface Progress {
	readonly index: number;
	readonly count: number;
	readonly sent: readonly IDataObject[];
}

/** The failure, with the number of the message and what was sent before. */
function explained(error: unknown, { index, count, sent }: Progress): unknown {
	if (!(error instanceof RequestFailure) || count === 1) return error;
	const { failure } = error;
	const ids = sent.map(
		(answer, place) => `message ${index - sent.length + place + 1} (${readSent(answer).messageId})`,
	);
	const before =
		ids.length === 0 ? 'Nothing was sent before it.' : `Sent before it: ${ids.join(', ')}.`;
	return new RequestFailure({
		...failure,
		// Those before it would come twice.
		rejectedByWhatsApp: failure.rejectedByWhatsApp === true && ids.length === 0,
		someSent: ids.length > 0,
		message: `${failure.message.replace(/\.$/, '')}. It was message ${index + 1} of ${count}`,
		description: `${failure.description} ${before}`,
	});
}
