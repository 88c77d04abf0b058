import { NodeOperationError, type IExecuteFunctions, type IWebhookFunctions } from 'n8n-workflow';

import type { Connection } from '../core/connection';
import { RequestFailure } from '../core/request';
import { probe, WishRefused, type OwnSubscriber } from '../trigger/hub';
import { change, read } from '../trigger/instanceHub';

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
export async function join(
	context: IExecuteFunctions,
	{ connection, instance }: Place,
	subscriber: OwnSubscriber,
): Promise<void> {
	const wish = { do: 'subscribe' as const, subscriber };
	const refusal = await change(context, connection, instance, wish).then(
		() => undefined,
		(error: unknown) => {
			if (error instanceof WishRefused) return error;
			throw error;
		},
	);
	if (refusal === undefined) return;
	const over = await waitsThatAreOver(context, { connection, instance });
	if (over.length === 0) throw new RequestFailure(refusal.failure);
	const leaving = over.map((url) => ({ do: 'unsubscribe' as const, url }));
	await change(context, connection, instance, ...leaving, wish);
}

async function waitsThatAreOver(
	context: IExecuteFunctions,
	{ connection, instance }: Place,
): Promise<string[]> {
	const { subscribers, key } = await read(context, connection, instance);
	if (key === undefined) return [];
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	const outcomes = await Promise.all(
		waits.map(async (wait) => await probe(context, wait, { key, instance })),
	);
	return waits.filter((_wait, index) => outcomes[index] === 'gone').map(({ url }) => url);
}

/** Takes waits off the list. Whoever cannot is taken off by the next one to touch it. Never throws. */
export async function leave(
	context: IExecuteFunctions | IWebhookFunctions,
	{ connection, instance }: Place,
	urls: readonly string[],
): Promise<void> {
	try {
		const wishes = urls.map((url) => ({ do: 'unsubscribe' as const, url }));
		await change(context, connection, instance, ...wishes);
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
