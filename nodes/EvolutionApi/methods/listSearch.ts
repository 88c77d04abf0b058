import {
	NodeApiError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { isRecord } from '../core/answer';
import { readConnection, type Authentication } from '../core/connection';
import { RequestFailure, send, type Request } from '../core/request';
import { fillRoute, queryString } from '../core/route';

// The pickers: what the lists of the resource locators show.

/** The editor shows at most this many; the filter finds the others. */
const MAX_SHOWN = 200;

/** Instances that the key opens. `GET /instance/fetchInstances` */
export async function searchInstances(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const answer = await ask(this, { method: 'GET', path: '/instance/fetchInstances' });
	return shown(records(answer), filter, ({ name, connectionStatus }) => ({
		name: connectionStatus === 'open' ? String(name) : `${String(name)} (not connected)`,
		value: String(name),
	}));
}

/** People that the instance knows. `POST /chat/findContacts/{instance}` */
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const path = fillRoute('/chat/findContacts/{instance}', { instance: await chosenInstance(this) });
	const answer = await ask(this, { method: 'POST', path, body: { where: {} } });
	const people = records(answer).filter(({ remoteJid }) =>
		/@(s\.whatsapp\.net|lid)$/.test(String(remoteJid)),
	);
	return shown(people, filter, ({ remoteJid, pushName }) => {
		const number = String(remoteJid).split('@')[0];
		return {
			name: pushName ? `${String(pushName)} (${number})` : number,
			value: String(remoteJid),
		};
	});
}

/** Groups that the instance is a member of. `GET /group/fetchAllGroups/{instance}` */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const route = fillRoute('/group/fetchAllGroups/{instance}', {
		instance: await chosenInstance(this),
	});
	const path = route + queryString({ getParticipants: false });
	const answer = await ask(this, { method: 'GET', path });
	return shown(records(answer), filter, ({ id, subject }) => ({
		name: String(subject ?? id),
		value: String(id),
	}));
}

const records = (answer: unknown): IDataObject[] =>
	Array.isArray(answer) ? answer.filter(isRecord).map((entry) => entry as IDataObject) : [];

function shown(
	entries: IDataObject[],
	filter: string | undefined,
	toItem: (entry: IDataObject) => INodeListSearchItems,
): INodeListSearchResult {
	const wanted = (filter ?? '').toLowerCase();
	const results = entries
		.map(toItem)
		.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
		.sort((a, b) => a.name.localeCompare(b.name))
		.slice(0, MAX_SHOWN);
	return { results };
}

const chosenAuthentication = (context: ILoadOptionsFunctions) =>
	context.getNodeParameter('authentication', 'globalKey') as Authentication;

async function chosenInstance(context: ILoadOptionsFunctions): Promise<string> {
	const chosen = String(context.getNodeParameter('instance', '', { extractValue: true }) ?? '');
	if (chosen !== '') return chosen;
	const { instanceName } = await readConnection(context, chosenAuthentication(context));
	if (instanceName !== undefined) return instanceName;
	throw new NodeApiError(context.getNode(), {}, { message: 'Choose an instance first' });
}

async function ask(
	context: ILoadOptionsFunctions,
	request: Pick<Request, 'method' | 'path' | 'body'>,
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
