import { listsFor, picker } from './picker';

// The pickers: what the lists of the resource locators show.

export { searchBots, searchOpenAiCredentials, searchOpenAiModels } from './searchChatbots';
export { searchChannels } from './searchChannels';
export { searchChats } from './searchChats';
export { searchLabels } from './searchLabels';
export { searchContacts, searchGroups, searchRecipients } from './searchRecipients';
export { searchTemplateIds, searchTemplates } from './searchTemplates';

/** Instances that the key opens. */
export const searchInstances = picker(async (context) => {
	const { instances, ask } = await listsFor(context);
	return (await instances.list(ask)).map(({ name, isConnected }) => ({
		name: isConnected ? name : `${name} (not connected)`,
		value: name,
	}));
});
