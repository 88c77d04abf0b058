import type { IDataObject } from 'n8n-workflow';

import { explainMissingNumber } from '../core/ask/numbers';
import { withWarning, RequestFailure } from '../core/failures/failure';
import { namingField } from '../core/failures/namedField';
import type { Connection, TableRequest } from '../core/server/adapter';
import type { AskingRun, ItemRequest } from '../core/prepare/run';
import { refuseForeignQuote } from '../core/server/foreignQuote';
import { readPages } from '../core/server/paging';
import { explainRefusedKey } from '../core/ask/instances';
import { explainMissingRoute, requireVersion } from '../core/server/serverVersion';
import { itemContext } from '../core/table/itemContext';
import type { Changes, Operation } from '../core/table/operation';
import { recordOf } from '../core/values/answer';

/**
 * Sends the operation's request for one item.
 * @returns the body of the answer; for a list in pages the wanted elements of all pages
 */
export async function ask(
	run: AskingRun,
	item: ItemRequest,
	{ wanted = item.wanted ?? Infinity, ...changes }: Changes = {},
): Promise<unknown> {
	const { paging, needs } = run.operation;
	const { connection, input, instance = '' } = item;
	await requireVersion(run.context, connection, needs?.(input));
	await refuseForeignQuote({ context: run.context, connection, instance }, input);
	const request = await buildRequest(run, item, changes);
	const askFor = async (asked: TableRequest) =>
		await askOnce(run, item.connection, asked, item.input);
	if (paging === undefined || changes.path !== undefined) return await askFor(request);
	return await readPages(
		paging,
		item.input,
		wanted,
		async (page) => await askFor({ ...request, body: { ...request.body, ...page } }),
	);
}

/**
 * Checks a request that goes out later.
 * @throws {InputProblem} if the server behind the credential cannot do it
 */
export async function checkRequest(
	run: AskingRun,
	item: ItemRequest,
	changes: Changes,
): Promise<void> {
	const request = await buildRequest(run, item, changes);
	await item.connection.server.check?.(run.context, item.connection, request);
}

async function askOnce(
	{ context, operation }: AskingRun,
	connection: Connection,
	request: TableRequest,
	input?: unknown,
): Promise<unknown> {
	const result = await connection.server.ask(context, connection, request);
	if (!('failure' in result)) return result.body;
	const named = namingField(result.failure, operation.fields, input);
	const failure = withWarning(named, request.retry);
	if (failure.unknownRoute !== true) {
		const { instance } = request;
		const explained = await explainRefusedKey(context, connection, failure);
		throw new RequestFailure(await explainMissingNumber(context, connection, explained, instance));
	}
	throw new RequestFailure(await explainMissingRoute(context, connection, failure, request.since));
}

async function buildRequest(
	run: AskingRun,
	{ connection, input, instance, index }: ItemRequest,
	{ query, path: otherPath, ...changes }: Omit<Changes, 'wanted'>,
): Promise<TableRequest> {
	const { context, operation } = run;
	const { method, path, retry, whenEmpty, whenNull, text, onlyOn } = operation.request;
	const since = sinceOf(operation, input);
	const parameters = parametersOf(input, instance);
	const common = { retry, instance, since, whenEmpty, whenNull, text };
	const current = await readCurrent(run, connection, input, { ...common, parameters });
	const version = async () => await connection.server.version?.(context, connection);
	const other = await operation.instead?.(input, version);
	const ownQuery = otherPath === undefined ? operation.query?.(input, current) : undefined;
	const item = itemContext(context, index);
	return {
		...common,
		method,
		onlyOn,
		...changes,
		route: otherPath ?? other?.path ?? path,
		parameters,
		input,
		query: query ?? ownQuery,
		body: changes.body ?? other?.body ?? (await operation.body?.(input, item, current)),
	};
}

const sinceOf = ({ since }: Operation, input: unknown) =>
	typeof since === 'function' ? since(input) : since;

const parametersOf = (input: unknown, instance: string | undefined) => ({
	...(input as Record<string, string>),
	...(instance ? { instance } : {}),
});

/** The current record, for routes that need the whole of it. */
async function readCurrent(
	run: AskingRun,
	connection: Connection,
	input: unknown,
	{
		parameters,
		...common
	}: Pick<TableRequest, 'instance' | 'since' | 'whenEmpty'> & {
		parameters: Record<string, string>;
	},
): Promise<IDataObject> {
	const { request, lookUp } = run.operation;
	const { readFirst } = request;
	const lookedUp = lookUp?.(input);
	const route = readFirst ?? lookedUp?.path;
	if (route === undefined) return {};
	const answer = await askOnce(run, connection, {
		...common,
		method: readFirst === undefined ? 'POST' : 'GET',
		route,
		parameters,
		body: lookedUp?.body,
		retry: 'always',
		whenEmpty: readFirst === undefined ? {} : (common.whenEmpty ?? {}),
		whenNull: {},
	});
	return recordOf(answer);
}
