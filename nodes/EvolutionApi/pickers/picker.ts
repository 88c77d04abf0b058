import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import { readConnection } from '../core/server/connection';
import type {
	Ask,
	Authentication,
	Choosable,
	Connection,
	ServerAdapter,
} from '../core/server/adapter';
import { explainRefusedKey } from '../core/server/refusedKey';
import { sendTo } from '../core/server/request';
import { isRecord } from '../core/values/answer';
import { plainName } from '../core/values/plainName';

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

/** The value of a parameter of the node, also of one with a picker, or within a collection. */
export function chosenValue(context: ILoadOptionsFunctions, name: string, initial = ''): string {
	const chosen: unknown = context.getNodeParameter(name, initial);
	return String((isRecord(chosen) ? chosen.value : chosen) ?? '');
}

/** The instance that is chosen in the node, else the one that the instance's key belongs to. */
export async function instanceOfNode(context: ILoadOptionsFunctions): Promise<string> {
	const instance =
		chosenValue(context, 'instance') ||
		chosenValue(context, 'options.instance') ||
		(await connectionOf(context)).instanceName;
	if (instance !== undefined) return instance;
	throw new NodeApiError(context.getNode(), {}, { message: 'Choose an instance first' });
}

/** What the server of the node can list, and how it is asked. @throws {NodeApiError} that says why it cannot be loaded */
export async function listsFor(
	context: ILoadOptionsFunctions,
): Promise<Pick<ServerAdapter, 'instances' | 'lists'> & { readonly ask: Ask }> {
	const connection = await connectionOf(context);
	const { instances, lists } = connection.server;
	const ask: Ask = async (request) => {
		try {
			return await sendTo(context, connection)(request);
		} catch (error) {
			throw await notLoaded(context, connection, error);
		}
	};
	return { instances, lists, ask };
}

async function notLoaded(
	context: ILoadOptionsFunctions,
	connection: Connection,
	error: unknown,
): Promise<NodeApiError> {
	const failure =
		error instanceof RequestFailure
			? await explainRefusedKey(context, connection, error.failure)
			: undefined;
	const message = failure?.message ?? 'The list could not be loaded';
	return new NodeApiError(context.getNode(), {}, { message, description: failure?.description });
}

/** An entry of a list by its name, else by its value. */
export const asEntry = ({ id, name = id }: Choosable): INodeListSearchItems => ({
	name,
	value: id,
});

/** With one line as its name: strangers choose the names of chats. */
export const withPlainName = ({ id, name = '' }: Choosable): Choosable => ({
	id,
	name: plainName(name) || undefined,
});
