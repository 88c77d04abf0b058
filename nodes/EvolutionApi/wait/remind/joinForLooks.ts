import type { IWebhookFunctions } from 'n8n-workflow';

import type { Call } from '../../core/table/operation';
import { isSocket } from '../../hub';
import { readInstanceHub } from '../../hub/instanceHub';
import { joinHub, leaveHub } from '../joinHub';
import { noteUnderstood } from '../reprompt';
import { resumeUrl, type WaitState } from '../state';
import { waitConnections } from '../waitConnections';

/** Matches no chat. */
const NO_CHAT = 'page';

/**
 * A page needs no place on the list, since n8n serves it. Its reminders do: after a restart an active workflow finds it
 * there. Without such a workflow there is nobody to find it, and it stays off the list. Never throws.
 */
export async function joinForLooks(
	call: Call,
	url: string,
	expires: number | undefined,
): Promise<void> {
	const { context, connection, instance } = call;
	try {
		const { subscribers } = await readInstanceHub(context, connection, instance);
		if (!subscribers.some((one) => one.kind === 'trigger' || isSocket(one))) return;
		const events = ['MESSAGES_UPSERT'];
		await joinHub(context, call, { kind: 'wait', url, events, chat: NO_CHAT, expires });
	} catch (error) {
		context.logger.warn('After a restart of n8n nobody would be reminded of this question', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** The page was answered: nobody is reminded any more. Never throws. */
export async function leaveAfterPage(context: IWebhookFunctions, state: WaitState): Promise<void> {
	const { question, instance, webhookBaseUrl, dueLater } = state;
	if (dueLater === undefined) return;
	noteUnderstood(question.mark);
	const url = `${resumeUrl(context, webhookBaseUrl)}#${question.mark}`;
	const [connection] = await waitConnections(context, state).catch(() => []);
	if (connection !== undefined) await leaveHub(context, { connection, instance }, [url]);
}
