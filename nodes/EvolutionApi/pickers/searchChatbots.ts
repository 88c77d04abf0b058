import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { chosenValue, listOfInstance, listResult } from './picker';

// The pickers of chatbots, and of what the bots of OpenAI need.

/** Bots of the chosen platform. `GET /{platform}/find/{instance}` */
export async function searchBots(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const parameters = { platform: chosenValue(this, 'platform', 'typebot') };
	const bots = await listOfInstance(this, '/{platform}/find/{instance}', { parameters });
	const items = bots.map((bot) => {
		const { id, description, typebot, model, assistantId, apiUrl, agentUrl, webhookUrl } = bot;
		const names = [description, typebot, assistantId, model, apiUrl, agentUrl, webhookUrl, id];
		const trigger = bot.triggerValue || bot.triggerType;
		const name = String(names.find((candidate) => Boolean(candidate)));
		return { name: trigger ? `${name} (${String(trigger)})` : name, value: String(id) };
	});
	return listResult(items, filter);
}

/** `GET /openai/creds/{instance}` */
export async function searchOpenAiCredentials(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const credentials = await listOfInstance(this, '/openai/creds/{instance}');
	const items = credentials.map(({ id, name }) => ({
		name: String(name ?? id),
		value: String(id),
	}));
	return listResult(items, filter);
}

/** Models of the chosen credential, else of that of the settings. `GET /openai/getModels/{instance}` */
export async function searchOpenAiModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const query = { openaiCredsId: chosenValue(this, 'openaiCredsId') || undefined };
	const models = await listOfInstance(this, '/openai/getModels/{instance}', { query });
	const items = models.map(({ id }) => ({ name: String(id), value: String(id) }));
	return listResult(items, filter);
}
