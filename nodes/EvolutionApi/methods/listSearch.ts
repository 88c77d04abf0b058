import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fillRoute, queryString } from '../core/route';
import { ask, chosenInstance, records, shown } from './picker';

// The pickers: what the lists of the resource locators show.

export { searchBots, searchOpenAiCredentials, searchOpenAiModels } from './searchChatbots';
export { searchChats } from './searchChats';
export { searchLabels } from './searchLabels';
export { searchTemplateIds, searchTemplates } from './searchTemplates';

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
	const instance = await chosenInstance(this);
	const path = fillRoute('/chat/findContacts/{instance}', { instance });
	const answer = await ask(this, { method: 'POST', path, body: { where: {} }, instance });
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
	const instance = await chosenInstance(this);
	const route = fillRoute('/group/fetchAllGroups/{instance}', { instance });
	const path = route + queryString({ getParticipants: false });
	const answer = await ask(this, { method: 'GET', path, instance });
	return shown(records(answer), filter, ({ id, subject }) => ({
		name: String(subject ?? id),
		value: String(id),
	}));
}
