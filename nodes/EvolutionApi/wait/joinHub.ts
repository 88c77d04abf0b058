import { NodeOperationError, type IExecuteFunctions, type IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../core/server/connection';
import { RequestFailure } from '../core/server/request';
import { probe, HubChangeRefused, type WorkflowSubscriber } from '../hub';
import { changeHub, readInstanceHub } from '../hub/instanceHub';

/** Where a wait listens. */
interface Place {
	readonly connection: Connection;
	readonly instance: string;
}

/**
 * Puts a wait on the list of the instance's webhook. Where there is no room, or another one waits and
 * nobody passes events on, those that are over without having left are taken off first.
 * @throws {RequestFailure} saying what to do where it cannot wait here
 */
export async function joinHub(
	context: IExecuteFunctions,
	{ connection, instance }: Place,
	subscriber: WorkflowSubscriber,
): Promise<void> {
	const change = { do: 'subscribe' as const, subscriber };
	const refusal = await changeHub(context, connection, instance, change).then(
		() => undefined,
		(error: unknown) => {
			if (error instanceof HubChangeRefused) return error;
			throw error;
		},
	);
	if (refusal === undefined) return;
	const over = await waitsThatAreOver(context, { connection, instance });
	if (over.length === 0) throw new RequestFailure(refusal.failure);
	const leaving = over.map((url) => ({ do: 'unsubscribe' as const, url }));
	await changeHub(context, connection, instance, ...leaving, change);
}

async function waitsThatAreOver(
	context: IExecuteFunctions,
	{ connection, instance }: Place,
): Promise<string[]> {
	const { subscribers, key } = await readInstanceHub(context, connection, instance);
	if (key === undefined) return [];
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	const outcomes = await Promise.all(
		waits.map(async (wait) => await probe(context, wait, { key, instance })),
	);
	return waits.filter((_wait, index) => outcomes[index] === 'gone').map(({ url }) => url);
}

/** Takes waits off the list. Whoever cannot is taken off by the next one to touch it. Never throws. */
export async function leaveHub(
	context: IExecuteFunctions | IWebhookFunctions,
	{ connection, instance }: Place,
	urls: readonly string[],
): Promise<void> {
	try {
		const changes = urls.map((url) => ({ do: 'unsubscribe' as const, url }));
		await changeHub(context, connection, instance, ...changes);
	} catch (error) {
		context.logger.warn('A wait that is over could not be taken off the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** Before 1.105 n8n has no signed addresses, so that anybody could answer. */
export const tooOld = (context: IExecuteFunctions) =>
	new NodeOperationError(context.getNode(), 'Waiting for a reply needs n8n 1.105 or newer', {
		description: 'Update n8n.',
	});
