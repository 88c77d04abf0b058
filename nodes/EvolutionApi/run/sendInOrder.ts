import type { IDataObject } from 'n8n-workflow';

import { readSent, showActivity } from '../server/ask/messages';
import { pause } from '../core/concurrency/retry';
import { RequestFailure } from '../errors/failure';
import { getInputItem } from '../core/input/inputFile';
import type { Activity } from '../server/adapter';
import type { Call } from '../table/operation';
import { sendPartOnce } from '../sending/sentOnce';

interface OrderedMessage {
	/** Kind and values of the message. They let a retry of the node recognize and skip a message that was already sent. */
	readonly mark: readonly unknown[];
	/** Milliseconds to wait before the message. */
	readonly pause: number;
	readonly activity?: Activity;
	readonly send: () => Promise<IDataObject>;
}

/**
 * Sends the messages one after the other, and skips those that the chat already has. A repeated run neither sends them again nor
 * waits for them.
 * @param recipient number or JID
 * @returns the server's answers; not all of them if the execution was cancelled
 * @throws {RequestFailure} if a message fails. The error names this message, and the messages that were sent before it
 */
export async function sendInOrder(
	call: Call,
	recipient: string,
	messages: readonly OrderedMessage[],
): Promise<IDataObject[]> {
	const answers: IDataObject[] = [];
	const first = call.partsSent ?? 0;
	for (const [index, message] of messages.entries()) {
		if (index < first) continue;
		const answer = await sendOne(call, recipient, message, index).then(
			(json) => json,
			(error: unknown) => {
				throw explainProgress(error, { index, count: messages.length, answers });
			},
		);
		if (answer === undefined) break;
		answers.push(answer);
	}
	return answers;
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

/** The pause is just as long if "typing…" can't be shown. */
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
	readonly answers: readonly IDataObject[];
}

function explainProgress(error: unknown, { index, count, answers }: Progress): unknown {
	if (!(error instanceof RequestFailure) || count === 1) return error;
	const { failure } = error;
	const ids = answers.map(
		(answer, at) => `message ${index - answers.length + at + 1} (${readSent(answer).messageId})`,
	);
	const before =
		ids.length === 0 ? 'Nothing was sent before it.' : `Sent before it: ${ids.join(', ')}.`;
	return new RequestFailure({
		...failure,
		// With `true`, the node would send the whole item again, including the messages that were sent before.
		rejectedByWhatsApp: failure.rejectedByWhatsApp === true && ids.length === 0,
		someSent: ids.length > 0,
		message: `${failure.message.replace(/\.$/, '')}. It was message ${index + 1} of ${count}`,
		description: `${failure.description} ${before}`,
	});
}
