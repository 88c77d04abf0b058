import { readAcknowledgement, type Acknowledgement } from './acknowledgement';
import { callOnce, type Sender } from './forward';
import type { WorkflowSubscriber } from './list';

interface WorkflowAnswer {
	/** `taken` if it has answered. */
	readonly acknowledgement: Acknowledgement;
	/** Parsed JSON, else the text. */
	readonly body?: unknown;
}

/**
 * Asks an active workflow something, wherever it runs: a delivery with an event that no server sends, signed like those
 * of the server. Never throws.
 * @param key the `jwt_key` of the webhook
 */
export async function askWorkflow(
	context: Sender,
	subscriber: WorkflowSubscriber,
	{
		event,
		instance,
		key,
		question,
	}: {
		readonly event: string;
		readonly instance: string;
		readonly key: string;
		readonly question: object;
	},
): Promise<WorkflowAnswer> {
	const raw = JSON.stringify({ event, instance, destination: subscriber.url, question });
	const headers = { 'content-type': 'application/json' };
	const call = { kind: undefined, raw, headers, event, chats: [] };
	const answer = await callOnce(context, subscriber, call, key);
	return { acknowledgement: readAcknowledgement(subscriber, answer), body: answer.body };
}
