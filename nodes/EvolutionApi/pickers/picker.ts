import {
	NodeApiError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { isRecord } from '../core/server/answer';
import { readConnection, type Authentication } from '../core/server/connection';
import { RequestFailure, send, type Request } from '../core/server/request';

// What all pickers (the lists of the resource locators) have in common.

/** The editor shows at most this many; the filter finds the others. */
const MAX_SHOWN = 200;

/** The elements of a list answer. */
export const records = (answer: unknown): IDataObject[] =>
	Array.isArray(answer) ? answer.filter(isRecord) : [];

/** What a picker shows of a list: what the filter finds, in alphabetical order. */
export const shown = (
	entries: IDataObject[],
	filter: string | undefined,
	toItem: (entry: IDataObject) => INodeListSearchItems,
): INodeListSearchResult => found(entries.map(toItem), filter);

/** The same for what is already as the list shows it. */
export function found(
	items: INodeListSearchItems[],
	filter: string | undefined,
): INodeListSearchResult {
	const wanted = (filter ?? '').toLowerCase();
	const results = items
		.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
		.sort((a, b) => a.name.localeCompare(b.name))
		.slice(0, MAX_SHOWN);
	return { results };
}

const chosenAuthentication = (context: ILoadOptionsFunctions) =>
	context.getNodeParameter('authentication', 'globalKey') as Authentication;

/** The instance that is chosen in the node, else the one of an instance's key. */
export async function chosenInstance(context: ILoadOptionsFunctions): Promise<string> {
	const chosen = String(context.getNodeParameter('instance', '', { extractValue: true }) ?? '');
	if (chosen !== '') return chosen;
	const { instanceName } = await readConnection(context, chosenAuthentication(context));
	if (instanceName !== undefined) return instanceName;
	throw new NodeApiError(context.getNode(), {}, { message: 'Choose an instance first' });
}

/** Asks the server with the credential of the node. @throws {NodeApiError} saying why the list cannot load */
export async function askForList(
	context: ILoadOptionsFunctions,
	request: Pick<Request, 'method' | 'path' | 'body' | 'instance'>,
): Promise<unknown> {
	const connection = await readConnection(context, chosenAuthentication(context));
	try {
		return await send(context, connection, { ...request, retry: 'always' });
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
