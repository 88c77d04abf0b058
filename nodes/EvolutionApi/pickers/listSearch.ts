import type { ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';

import { fetchInstances } from '../server/ask/instances';
import {
	fetchBots,
	fetchChannels,
	fetchChats,
	fetchContacts,
	fetchGroups,
	fetchLabels,
	fetchOpenAiCredentials,
	fetchOpenAiModels,
	type Choosable,
	fetchTemplates,
	type ListedTemplate,
} from '../server/ask/lists';
import { textBefore } from '../core/values/text';
import {
	asEntry,
	readNodeValue,
	fromInstance,
	fromServer,
	matching,
	picker,
	withPlainName,
} from './picker';

export const searchInstances = picker(async (context) =>
	(await fromServer(context, fetchInstances)).map(({ name, isConnected }) => ({
		name: isConnected ? name : `${name} (not connected)`,
		value: name,
	})),
);

export const searchContacts = picker(listPeople);

export const searchGroups = picker(listGroups);

export const searchRecipients = picker(
	async (context, filter) => await withGroups(context, filter, await listPeople(context)),
);

export const searchChats = picker(async (context, filter) => {
	const chats = await fromInstance(context, fetchChats);
	return await withGroups(context, filter, chats.map(nameWithNumber));
});

export const searchChannels = picker(async (context) =>
	(await fromInstance(context, fetchChannels)).map(withPlainName).map(asEntry),
);

export const searchLabels = picker(async (context) =>
	(await fromInstance(context, fetchLabels)).map(asEntry),
);

export const searchBots = picker(async (context) => {
	const platform = readNodeValue(context, 'platform', 'typebot');
	const bots = await fromInstance(context, async (target) => await fetchBots(target, platform));
	return bots.map(asEntry);
});

export const searchOpenAiCredentials = picker(async (context) =>
	(await fromInstance(context, fetchOpenAiCredentials)).map(asEntry),
);

/** Models of the OpenAI credential chosen in the node, or else of the credential in the server's settings. */
export const searchOpenAiModels = picker(async (context) => {
	const credential = readNodeValue(context, 'openaiCredsId') || undefined;
	const models = await fromInstance(
		context,
		async (target) => await fetchOpenAiModels(target, credential),
	);
	return models.map(asEntry);
});

// People and groups share one dropdown: in a resource locator, only the mode with the name "list" can have a dropdown.

/** Returns an entry with the number at the end: `Ana (5511988887777)`. A person's name may itself look like a number. */
const nameWithNumber = (person: Choosable): INodeListSearchItems => {
	const { id, name } = withPlainName(person);
	const number = textBefore('@', id);
	return { name: name === undefined ? number : `${name} (${number})`, value: id };
};

async function listPeople(context: ILoadOptionsFunctions): Promise<INodeListSearchItems[]> {
	return (await fromInstance(context, fetchContacts)).map(nameWithNumber);
}

async function listGroups(context: ILoadOptionsFunctions): Promise<INodeListSearchItems[]> {
	return (await fromInstance(context, fetchGroups)).map(withPlainName).map(asEntry);
}

/**
 * Adds the groups to a list of people or chats, each once. If loading the groups fails, as with the Cloud API, returns the list
 * without groups. @throws {NodeApiError} if loading fails and `items` contains nothing that matches the filter
 */
async function withGroups(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	items: INodeListSearchItems[],
): Promise<INodeListSearchItems[]> {
	const request = listGroups(context);
	const isAnyShown = matching(items, filter).length > 0;
	const groups = isAnyShown ? await request.catch(() => []) : await request;
	const groupItems = groups.map(({ name, value }) => ({ name: `${name} (group)`, value }));
	const groupValues = new Set(groupItems.map(({ value }) => value));
	return [...groupItems, ...items.filter(({ value }) => !groupValues.has(value))];
}

const approval = ({ status }: ListedTemplate) =>
	status === 'APPROVED' ? '' : `, ${(status ?? 'unknown').toLowerCase()}`;

export const searchTemplates = picker(async (context) => {
	const languages = new Map<string, string[]>();
	for (const template of await fromInstance(context, fetchTemplates)) {
		const { name } = asEntry(template);
		const language = template.language + approval(template);
		languages.set(name, [...(languages.get(name) ?? []), language]);
	}
	return [...languages].map(([name, list]) => ({
		name: `${name} (${list.join('; ')})`,
		value: name,
	}));
});

export const searchTemplateIds = picker(async (context) => {
	const templates = await fromInstance(context, fetchTemplates);
	return templates.map((template) => ({
		name: `${asEntry(template).name} (${template.language}${approval(template)})`,
		value: template.id,
	}));
});
