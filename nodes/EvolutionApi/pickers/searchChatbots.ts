import { chosenValue, listOfInstance, picker } from './picker';

// The pickers of chatbots, and of what the bots of OpenAI need.

/** Bots of the chosen platform. `GET /{platform}/find/{instance}` */
export const searchBots = picker(async (context) => {
	const parameters = { platform: chosenValue(context, 'platform', 'typebot') };
	const bots = await listOfInstance(context, '/{platform}/find/{instance}', { parameters });
	return bots.map((bot) => {
		const { id, description, typebot, model, assistantId, apiUrl, agentUrl, webhookUrl } = bot;
		const names = [description, typebot, assistantId, model, apiUrl, agentUrl, webhookUrl, id];
		const trigger = bot.triggerValue || bot.triggerType;
		const name = String(names.find((candidate) => Boolean(candidate)));
		return { name: trigger ? `${name} (${String(trigger)})` : name, value: String(id) };
	});
});

/** `GET /openai/creds/{instance}` */
export const searchOpenAiCredentials = picker(async (context) => {
	const credentials = await listOfInstance(context, '/openai/creds/{instance}');
	return credentials.map(({ id, name }) => ({ name: String(name ?? id), value: String(id) }));
});

/** Models of the chosen credential, else of that of the settings. `GET /openai/getModels/{instance}` */
export const searchOpenAiModels = picker(async (context) => {
	const query = { openaiCredsId: chosenValue(context, 'openaiCredsId') || undefined };
	const models = await listOfInstance(context, '/openai/getModels/{instance}', { query });
	return models.map(({ id }) => ({ name: String(id), value: String(id) }));
});
