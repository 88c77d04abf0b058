import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { explainByInstances } from '../server/ask/instances';
import type { Choosable } from '../server/ask/lists';
import { RequestFailure } from '../errors/failure';
import type { Authentication, Target } from '../server/adapter';
import { readConnection } from '../server/connection';
import { isRecord } from '../core/values/answer';
import { isFound, plainName } from '../core/values/text';

const MAX_SHOWN = 200;

type Load = (
	context: ILoadOptionsFunctions,
	filter: string | undefined,
) => Promise<INodeListSearchItems[]>;

export const picker = (load: Load) =>
	async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const items = matching(await load(this, filter), filter);
		return { results: items.sort((a, b) => a.name.localeCompare(b.name)).slice(0, MAX_SHOWN) };
	};

export function matching(
	items: readonly INodeListSearchItems[],
	filter = '',
): INodeListSearchItems[] {
	return items.filter(({ name, value }) => isFound(name, filter) || isFound(String(value), filter));
}

const openConnection = async (context: ILoadOptionsFunctions) =>
	await readConnection(
		context,
		context.getNodeParameter('authentication', 'globalKey') as Authentication,
	);

/** Accepts resource locators, and options by their path, such as `options.instance`. */
export function readNodeValue(context: ILoadOptionsFunctions, name: string, initial = ''): string {
	const value: unknown = context.getNodeParameter(name, initial);
	return String((isRecord(value) ? value.value : value) ?? '');
}

const instanceIn = (context: ILoadOptionsFunctions) =>
	readNodeValue(context, 'instance') || readNodeValue(context, 'options.instance');

type Server = Omit<Target, 'instance'>;

/** @throws {NodeApiError} if `load` fails */
export async function fromServer<Loaded>(
	context: ILoadOptionsFunctions,
	load: (server: Server) => Promise<Loaded>,
): Promise<Loaded> {
	const server = { context, connection: await openConnection(context) };
	return await load(server).catch(async (error: unknown) => {
		throw await notLoaded(context, server, error);
	});
}

export const fromInstance = async <Loaded>(
	context: ILoadOptionsFunctions,
	load: (target: Target) => Promise<Loaded>,
): Promise<Loaded> =>
	await fromServer(context, async (server) => {
		const instance = instanceIn(context) || server.connection.instanceName;
		if (instance !== undefined) return await load({ ...server, instance });
		throw new NodeApiError(context.getNode(), {}, { message: 'Choose an instance first' });
	});

async function notLoaded(
	context: ILoadOptionsFunctions,
	{ connection }: Server,
	error: unknown,
): Promise<unknown> {
	if (!(error instanceof RequestFailure)) return error;
	const failure = await explainByInstances(context, connection, error.failure);
	const { message, description } = failure;
	return new NodeApiError(context.getNode(), {}, { message, description });
}

export const asEntry = ({ id, name = id }: Choosable): INodeListSearchItems => ({
	name,
	value: id,
});

/** Shortens a chat's name and removes line breaks and invisible characters, since strangers choose their names themselves. */
export const withPlainName = ({ id, name = '' }: Choosable): Choosable => ({
	id,
	name: plainName(name) || undefined,
});
