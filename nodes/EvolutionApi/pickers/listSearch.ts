import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { askForList, listResult } from './picker';

// The pickers: what the lists of the resource locators show.

export { searchBots, searchOpenAiCredentials, searchOpenAiModels } from './searchChatbots';
export { searchChats } from './searchChats';
export { searchLabels } from './searchLabels';
export { searchContacts, searchGroups, searchRecipients } from './searchRecipients';
export { searchTemplateIds, searchTemplates } from './searchTemplates';

/** Instances that the key opens. `GET /instance/fetchInstances` */
export async function searchInstances(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const instances = await askForList(this, { method: 'GET', path: '/instance/fetchInstances' });
	const items = instances.map(({ name, connectionStatus }) => ({
		name: connectionStatus === 'open' ? String(name) : `${String(name)} (not connected)`,
		value: String(name),
	}));
	return listResult(items, filter);
}
