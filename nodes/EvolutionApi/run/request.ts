import type { IDataObject } from 'n8n-workflow';

import { addUnclearWarning, lookUpFirst, RequestFailure } from '../errors/failure';
import { namingField } from '../errors/nodeErrors';
import { makeItemContext, type AskingRun, type ItemRequest } from '../table/prepare/prepare';
import type { Connection, TableRequest } from '../server/adapter';
import { refuseForeignQuote } from '../server/foreignQuote';
import { explainMissingNumber } from '../server/ask/numbers';
import { readPages } from '../server/paging';
import { explainByInstances } from '../server/ask/instances';
import { explainMissingRoute, requireVersion } from '../server/serverVersion';
import type { Changes } from '../table/operation';
import { asRecord } from '../core/values/answer';

/** @returns the body of the answer; for a paged list, the requested elements from all pages */
export async function askOperation(
	run: AskingRun,
	{ input: itemInput, ...item }: ItemRequest,
	{ limit: limit = item.limit ?? Infinity, input = itemInput, ...changes }: Changes = {},
): Promise<unknown> {
	const { context, operation } = run;
	const { connection, instance = '' } = item;
	const target = { context, connection, instance };
	const request = await lookUpFirst(async () => {
		await requireVersion(context, connection, operation.needs?.(input));
		await refuseForeignQuote(target, input);
		return await buildRequest(run, { ...item, input }, changes);
	});
	const { paging } = operation;
	if (paging === undefined || changes.path !== undefined) {
		return await askOnce(run, connection, request);
	}
	return await readPages(
		paging,
		input,
		limit,
		async (page) =>
			await askOnce(run, connection, { ...request, body: { ...request.body, ...page } }),
	);
}

/** @throws {InputProblem} if the server of the credential doesn't support the request */
export async function checkRequest(
	run: AskingRun,
	item: ItemRequest,
	body: object | undefined,
): Promise<void> {
	const request = await buildRequest(run, item, { body });
	await item.connection.server.check?.(run.context, item.connection, request);
}

async function buildRequest(
	run: AskingRun,
	{ connection, input, instance, index }: ItemRequest,
	{ query, path: otherPath, ...changes }: Omit<Changes, 'input' | 'wanted'>,
): Promise<TableRequest> {
	const { context, operation } = run;
	const { method, path, idempotent, whenEmpty, text, onlyOn } = operation.request;
	const since = typeof operation.since === 'function' ? operation.since(input) : operation.since;
	const parameters = {
		...(input as Record<string, string>),
		...(instance ? { instance } : {}),
	};
	const common = { idempotent, instance, since, whenEmpty, text, parameters, input };
	const current = await readCurrent(run, connection, common);
	const ownQuery = otherPath === undefined ? operation.query?.(input) : undefined;
	const ownBody = async () =>
		await operation.body?.(input, makeItemContext(context, { index, connection }), current);
	return {
		...common,
		method,
		onlyOn,
		...changes,
		route: otherPath ?? path,
		query: query ?? ownQuery,
		body: changes.body ?? (await ownBody()),
	};
}

async function readCurrent(
	run: AskingRun,
	connection: Connection,
	{ input, whenEmpty = {}, ...common }: Omit<TableRequest, 'method' | 'route'>,
): Promise<IDataObject> {
	const { readFirst } = run.operation;
	const first = typeof readFirst === 'function' ? readFirst(input) : readFirst;
	if (first === undefined) return {};
	const request =
		typeof first === 'string'
			? ({ method: 'GET', route: first, whenEmpty } as const)
			: ({ method: 'POST', route: first.path, body: first.body, whenEmpty: {} } as const);
	const answer = await askOnce(run, connection, {
		...common,
		...request,
		idempotent: true,
		whenNull: {},
	});
	return asRecord(answer);
}

async function askOnce(
	{ context, operation }: AskingRun,
	connection: Connection,
	request: TableRequest,
): Promise<unknown> {
	const result = await connection.server.ask(context, connection, request);
	if (!('failure' in result)) return result.body;
	const withField = namingField(result.failure, operation.fields, request.input);
	const failure = request.idempotent ? withField : addUnclearWarning(withField);
	if (failure.unknownRoute === true) {
		const { since } = request;
		throw new RequestFailure(await explainMissingRoute(context, connection, failure, since));
	}
	const explanation = await explainByInstances(context, connection, failure);
	const { instance } = request;
	throw new RequestFailure(await explainMissingNumber(context, connection, explanation, instance));
}
