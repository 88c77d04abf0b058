import { asEntry, chosenValue, instanceOfNode, listsFor, picker } from './picker';

// The pickers of chatbots, and of what the bots of OpenAI need.

/** Bots of the chosen platform. */
export const searchBots = picker(async (context) => {
	const { lists, ask } = await listsFor(context);
	const platform = chosenValue(context, 'platform', 'typebot');
	return (await lists.bots(ask, await instanceOfNode(context), platform)).map(asEntry);
});

export const searchOpenAiCredentials = picker(async (context) => {
	const { lists, ask } = await listsFor(context);
	return (await lists.openAiCredentials(ask, await instanceOfNode(context))).map(asEntry);
});

/** Models of the chosen credential, else of that of the settings. */
export const searchOpenAiModels = picker(async (context) => {
	const { lists, ask } = await listsFor(context);
	const credential = chosenValue(context, 'openaiCredsId') || undefined;
	return (await lists.openAiModels(ask, await instanceOfNode(context), credential)).map(asEntry);
});
