import { sleep, type IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from './connection';
import { itemContext } from './itemContext';
import type { Operation } from './operation';
import { RequestFailure, trySend, type Request } from './request';
import { fillRoute, queryString } from './route';

const UNTIL_TRIES = 10;
const UNTIL_PAUSE_MS = 1000;

/** What one item asks for: its checked input, and the instance (none for routes of the whole server). */
export interface ItemRequest {
	readonly input: unknown;
	readonly instance?: string;
	readonly index: number;
}

/** Sends the operation's request for one item. @returns the body of the answer */
export async function ask(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	item: ItemRequest,
): Promise<unknown> {
	const request = await buildRequest(context, operation, item);
	const { until, notFoundIsEmpty } = operation.request;
	for (let attempt = 1; ; attempt++) {
		const result = await trySend(context, connection, request);
		if ('failure' in result) {
			if (notFoundIsEmpty === true && result.failure.notFound === true) return [];
			throw new RequestFailure(result.failure);
		}
		if (until === undefined || until(result.body) || attempt === UNTIL_TRIES) return result.body;
		await sleep(UNTIL_PAUSE_MS);
	}
}

async function buildRequest(
	context: IExecuteFunctions,
	{ request, query, body, since }: Operation,
	{ input, instance, index }: ItemRequest,
): Promise<Request> {
	// The table erases each operation's own input type; defineOperation() has checked that they fit.
	const parsed = input as never;
	const parameters = { ...(input as Record<string, string>), ...(instance ? { instance } : {}) };
	return {
		method: request.method,
		path: fillRoute(request.path, parameters) + queryString(query?.(parsed)),
		body: await body?.(parsed, itemContext(context, index)),
		retry: request.retry,
		instance,
		since,
	};
}
