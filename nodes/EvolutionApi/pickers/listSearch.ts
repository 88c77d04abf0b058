import { askForList, picker } from './picker';

// The pickers: what the lists of the resource locators show.

export { searchBots, searchOpenAiCredentials, searchOpenAiModels } from './searchChatbots';
export { searchChats } from './searchChats';
export { searchLabels } from './searchLabels';
export { searchContacts, searchGroups, searchRecipients } from './searchRecipients';
export { searchTemplateIds, searchTemplates } from './searchTemplates';

/** Instances that the key opens. `GET /instance/fetchInstances` */
export const searchInstances = picker(async (context) => {
	const instances = await askForList(context, { method: 'GET', path: '/instance/fetchInstances' });
	return instances.map(({ name, connectionStatus }) => ({
		name: connectionStatus === 'open' ? String(name) : `${String(name)} (not connected)`,
		value: String(name),
	}));
});
