import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { fillRoute, queryString } from '../core/server/route';
import { askForList, chosenInstance, records, shown } from './picker';

// The pickers of chatbots, and of what the bots of OpenAI need.

const chosen = (context: ILoadOptionsFunctions, name: string, initial = '') =>
	String(context.getNodeParameter(name, initial, { extractValue: true }) ?? '');

/** Bots of the chosen platform. `GET /{platform}/find/{instance}` */
export async function searchBots(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const instance = await chosenInstance(this);
	const platform = chosen(this, 'platform', 'typebot');
	const path = fillRoute('/{platform}/find/{instance}', { platform, instance });
	const answer = await askForList(this, { method: 'GET', path, instance });
	return shown(records(answer), filter, (bot) => {
		const { id, description, typebot, model, assistantId, apiUrl, agentUrl, webhookUrl } = bot;
		const names = [description, typebot, assistantId, model, apiUrl, agentUrl, webhookUrl, id];
		const trigger = bot.triggerValue || bot.triggerType;
		const name = String(names.find((candidate) => Boolean(candidate)));
		return { name: trigger ? `${name} (${String(trigger)})` : name, value: String(id) };
	});
}

/** `GET /openai/creds/{instance}` */
export async function searchOpenAiCredentials(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const instance = await chosenInstance(this);
	const path = fillRoute('/openai/creds/{instance}', { instance });
	const answer = await askForList(this, { method: 'GET', path, instance });
	return shown(records(answer), filter, ({ id, name }) => ({
		name: String(name ?? id),
		value: String(id),
	}));
}

/** Models of the chosen credential, else of that of the settings. `GET /openai/getModels/{instance}` */
export async function searchOpenAiModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const instance = await chosenInstance(this);
	const credential = chosen(this, 'openaiCredsId');
	const path =
		fillRoute('/openai/getModels/{instance}', { instance }) +
		queryString({ openaiCredsId: credential === '' ? undefined : credential });
	const answer = await askForList(this, { method: 'GET', path, instance });
	return shown(records(answer), filter, ({ id }) => ({ name: String(id), value: String(id) }));
}
