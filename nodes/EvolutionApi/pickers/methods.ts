import type * as credentialTests from './credentialTest';
import type * as lists from './listSearch';

// Methods that n8n calls while a user edits a workflow or a credential. Their code is loaded at the first call, so that n8n
// starts without it.

const whenAsked = <Context, Values extends unknown[], Value>(
	load: () => Promise<(this: Context, ...values: Values) => Promise<Value>>,
) =>
	async function (this: Context, ...values: Values): Promise<Value> {
		return await (await load()).apply(this, values);
	};

const ofCredential = (name: keyof typeof credentialTests) =>
	whenAsked(async () => (await import('./credentialTest'))[name]);

export const credentialTest = {
	testEvolutionGo: ofCredential('testEvolutionGo'),
	testGlobalKey: ofCredential('testGlobalKey'),
	testInstanceKey: ofCredential('testInstanceKey'),
};

const ofList = (name: keyof typeof lists) =>
	whenAsked(async () => (await import('./listSearch'))[name]);

export const listSearch = {
	searchBots: ofList('searchBots'),
	searchChannels: ofList('searchChannels'),
	searchChats: ofList('searchChats'),
	searchContacts: ofList('searchContacts'),
	searchGroups: ofList('searchGroups'),
	searchInstances: ofList('searchInstances'),
	searchLabels: ofList('searchLabels'),
	searchOpenAiCredentials: ofList('searchOpenAiCredentials'),
	searchOpenAiModels: ofList('searchOpenAiModels'),
	searchRecipients: ofList('searchRecipients'),
	searchTemplateIds: ofList('searchTemplateIds'),
	searchTemplates: ofList('searchTemplates'),
} satisfies Record<keyof typeof lists, unknown>;

export const resourceMapping = {
	mapTemplateValues: whenAsked(async () => (await import('./mapTemplateValues')).mapTemplateValues),
};
