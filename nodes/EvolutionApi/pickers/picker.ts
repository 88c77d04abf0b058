import {
	NodeApiError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import { readConnection, type Authentication } from '../core/http/connection';
import { fillRoute, queryString } from '../core/http/route';
import { send, type Request } from '../core/server/request';
import { recordsIn } from '../core/values/answer';

// What all pickers (the lists of the resource locators) have in common.

/** The editor shows at most this many; the filter finds the others. */
const MAX_SHOWN = 200;

type Load = (
	context: ILoadOptionsFunctions,
	filter: string | undefined,
) => Promise<INodeListSearchItems[]>;

/** A method of the node that fills a list of the editor: with the items that match the filter, in alphabetical order. */
export const picker = (load: Load) =>
	async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const items = matching(await load(this, filter), filter);
		return { results: items.sort((a, b) => a.name.localeCompare(b.name)).slice(0, MAX_SHOWN) };
	};

export function matching(
	items: readonly INodeListSearchItems[],
	filter = '',
): INodeListSearchItems[] {
	const wanted = filter.toLowerCase();
	return items.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted));
}

const connectionOf = async (context: ILoadOptionsFunctions) =>
	await readConnection(
		context,
		context.getNodeParameter('authentication', 'globalKey') as Authentication,
	);

/** The value of a parameter of the node, also of one with a picker. */
export const chosenValue = (context: ILoadOptionsFunctions, name: string, initial = '') =>
	String(context.getNodeParameter(name, initial, { extractValue: true }) ?? '');

/** The instance that is chosen in the node, else the one that the instance's key belongs to. */
async function chosenInstance(context: ILoadOptionsFunctions): Promise<string> {
	const instance = chosenValue(context, 'instance') || (await connectionOf(context)).instanceName;
	if (instance !== undefined) return instance;
	throw new NodeApiError(context.getNode(), {}, { message: 'Choose an instance first' });
}

interface ListRequest {
	/** Parameters of the route other than `{instance}`. */
	readonly parameters?: Record<string, string>;
	readonly query?: Parameters<typeof queryString>[0];
	/** With a body the request is a `POST`. */
	readonly body?: object;
}

/** Asks a route of the chosen instance for a list. @throws {NodeApiError} that says why it cannot be loaded */
export async function listOfInstance(
	context: ILoadOptionsFunctions,
	route: string,
	{ parameters, query, body }: ListRequest = {},
): Promise<IDataObject[]> {
	const instance = await chosenInstance(context);
	return await askForList(context, {
		method: body === undefined ? 'GET' : 'POST',
		path: fillRoute(route, { ...parameters, instance }) + queryString(query),
		body,
		instance,
	});
}

/** Asks the server for a list. @throws {NodeApiError} that says why it cannot be loaded */
export async function askForList(
	context: ILoadOptionsFunctions,
	request: Pick<Request, 'method' | 'path' | 'body' | 'instance'>,
): Promise<IDataObject[]> {
	const connection = await connectionOf(context);
	try {
		return recordsIn(await send(context, connection, { ...request, retry: 'always' }));
	} catch (error) {
		const failure = error instanceof RequestFailure ? error.failure : undefined;
		throw new NodeApiError(
			context.getNode(),
			{},
			{
				message: failure?.message ?? 'The list could not be loaded',
				description: failure?.description,
			},
		);
	}
}
