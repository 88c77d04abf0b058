import type { IDataObject } from 'n8n-workflow';

import { withWarning, RequestFailure } from '../failures/failure';
import { namingField } from '../failures/namedField';
import type { Connection } from '../http/connection';
import { fillRoute, queryString } from '../http/route';
import type { AskingRun, ItemRequest } from '../prepare/run';
import { explainMissingNumber } from '../server/meantNumber';
import { readPages } from '../server/paging';
import { trySend, type Request } from '../server/request';
import { explainMissingRoute, requireVersion, versionOf } from '../server/serverVersion';
import { itemContext } from '../table/itemContext';
import type { Operation } from '../table/operation';
import { recordOf } from '../values/answer';

/**
 * Sends the operation's requests for one item.
 * @param body instead of the operation's own, if items share a request
 * @returns the body of the answer; for a list in pages the wanted elements of all pages
 */
export async function ask(run: AskingRun, item: ItemRequest, body?: object): Promise<unknown> {
	const { paging, needs } = run.operation;
	await requireVersion(run.context, item.connection, needs?.(item.input));
	const { request, alsoList, alsoAsk } = await buildRequest(run, item, body);
	if (alsoAsk !== undefined) return await askAll(run, item.connection, request, alsoAsk);
	if (paging === undefined) return await askOnce(run, item.connection, request, item.input);
	const found: IDataObject[] = [];
	for (const list of [request.body, ...alsoList]) {
		const wanted = (item.wanted ?? Infinity) - found.length;
		const records = await readPages(paging, item.input, wanted, async (page) => {
			const paged = { ...request, body: { ...list, ...page } };
			return await askOnce(run, item.connection, paged);
		});
		found.push(...records);
	}
	return found;
}

/** @returns the answers that are not empty. What an empty one means counts only if all of them are empty */
async function askAll(
	run: AskingRun,
	connection: Connection,
	first: Request,
	others: readonly Request[],
): Promise<unknown[]> {
	const askFor = async (request: Request) => await askOnce(run, connection, request);
	const found = await Promise.all(
		others.map(async (other) => await askFor({ ...other, whenEmpty: {} })),
	);
	const rest = found.filter(isFilled);
	const answer = await askFor(rest.length === 0 ? first : { ...first, whenEmpty: {} });
	return [answer, ...rest].filter(isFilled);
}

const isFilled = (answer: unknown) => Object.keys(recordOf(answer)).length > 0;

async function askOnce(
	{ context, operation }: AskingRun,
	connection: Connection,
	request: Request,
	input?: unknown,
): Promise<unknown> {
	const { notFoundIsEmpty, whenRouteMissing, whenUnauthorized } = operation.request;
	const result = await trySend(context, connection, request);
	if (!('failure' in result)) return result.body;
	const named = namingField(result.failure, operation.fields, input);
	const failure = withWarning(named, request.retry);
	if (notFoundIsEmpty === true && failure.notFound === true) return [];
	if (failure.httpCode === 401 && whenUnauthorized !== undefined) {
		throw new RequestFailure({ ...failure, ...whenUnauthorized });
	}
	if (failure.unknownRoute !== true) {
		const { instance } = request;
		throw new RequestFailure(await explainMissingNumber(context, connection, failure, instance));
	}
	const explained = await explainMissingRoute(context, connection, failure, request.since);
	throw new RequestFailure(explained === failure ? { ...failure, ...whenRouteMissing } : explained);
}

/** The request of an item, and what is asked besides. */
interface Built {
	readonly request: Request;
	readonly alsoList: readonly object[];
	readonly alsoAsk?: readonly Request[];
}

async function buildRequest(
	run: AskingRun,
	{ connection, input, instance, index }: ItemRequest,
	body: object | undefined,
): Promise<Built> {
	const { context, operation } = run;
	const { request, custom } = operation;
	const since = sinceOf(operation, input);
	const { retry, whenEmpty, whenNull, text } = request;
	const item = itemContext(context, index);
	if (custom !== undefined) {
		const request = { ...(await custom(input, item, instance)), instance, since };
		return { request, alsoList: [] };
	}
	const parameters = parametersOf(input, instance);
	const common = { retry, instance, since, whenEmpty, whenNull, text };
	const current = await readCurrent(run, connection, input, {
		...common,
		parameters,
	});
	const other = await operation.instead?.(input, async () => await versionOf(context, connection));
	const path = fillRoute(other?.path ?? request.path, parameters);
	const whole: Request = {
		...common,
		method: request.method,
		path: path + queryOf(operation, input, current),
		headers: operation.headers?.(input),
		body: body ?? other?.body ?? (await operation.body?.(input, item, current)),
	};
	const further = operation.alsoAsk?.(input, current);
	const alsoAsk = further?.map((other) => ({ ...whole, path: path + queryString(other) }));
	return { request: whole, alsoList: alsoListed(operation, input, current), alsoAsk };
}

const sinceOf = ({ since }: Operation, input: unknown) =>
	typeof since === 'function' ? since(input) : since;

const queryOf = ({ query }: Operation, input: unknown, current: IDataObject) =>
	queryString(query?.(input, current));

const alsoListed = ({ alsoList }: Operation, input: unknown, current: IDataObject) =>
	alsoList?.(input, current) ?? [];

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
	}: Pick<Request, 'instance' | 'since' | 'whenEmpty'> & { parameters: Record<string, string> },
): Promise<IDataObject> {
	const { request, lookUp } = run.operation;
	const { readFirst } = request;
	const lookedUp = lookUp?.(input);
	const route = readFirst ?? lookedUp?.path;
	if (route === undefined) return {};
	const answer = await askOnce(run, connection, {
		...common,
		method: readFirst === undefined ? 'POST' : 'GET',
		path: fillRoute(route, parameters),
		body: lookedUp?.body,
		retry: 'always',
		whenEmpty: readFirst === undefined ? {} : (common.whenEmpty ?? {}),
		whenNull: {},
	});
	return recordOf(answer);
}
