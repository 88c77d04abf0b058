import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import {
	searchBots,
	searchOpenAiCredentials,
	searchOpenAiModels,
} from '../../../../nodes/EvolutionApi/pickers/listSearch';
import { addBot, addCredential, addTypebot } from '../../../support/chatbotScenarios';
import { loadOptionsContext } from '../../../support/loadOptions';
import type { Picker } from '../../../support/pickers';
import { useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const locator = (value: string) => ({ __rl: true, mode: 'list', value });

const list = async (
	picker: Picker,
	parameters: IDataObject = {},
	filter?: string,
): Promise<INodeListSearchResult['results']> => {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const context = loadOptionsContext(
		{ authentication: 'globalKey', instance: locator('demo'), ...parameters },
		{ evolutionGlobalKeyApi: { baseUrl, apiKey } },
	);
	return (await picker.call(context, filter)).results;
};

const ofBots = { resource: 'chatbot', operation: 'get' };
const ofModels = { resource: 'chatbot', operation: 'create', platform: 'openai' };

describe('the dropdown of bots', () => {
	it('says that the platform is switched off', async () => {
		simulator.current.config.disabled = ['dify'];
		const bots = list(searchBots, { ...ofBots, platform: 'dify' });
		await expect(bots).rejects.toThrow('Dify is switched off');
		simulator.current.config.disabled = [];
	});

	it('shows for each bot of the chosen platform its description, or else its address, and its trigger', async () => {
		addTypebot(simulator.current, 'one');
		addBot(simulator.current, 'dify', { botType: 'agent', apiUrl: 'https://dify.ai/1' }, 'two');
		addBot(simulator.current, 'dify', { botType: 'agent', description: 'Orders' }, 'three');
		expect(await list(searchBots, { ...ofBots, platform: 'dify' })).toEqual([
			{ name: 'https://dify.ai/1 (none)', value: 'two' },
			{ name: 'Orders (none)', value: 'three' },
		]);
		expect(await list(searchBots, { ...ofBots, platform: 'typebot' })).toEqual([
			{ name: 'bot-one (help one)', value: 'one' },
		]);
	});

	it('finds bots by a part of their name, in capital or small letters', async () => {
		for (const id of ['one', 'two']) addTypebot(simulator.current, id);
		const found = await list(searchBots, { ...ofBots, platform: 'typebot' }, 'TWO');
		expect(found.map(({ value }) => value)).toEqual(['two']);
	});
});

describe('the dropdown of OpenAI credentials', () => {
	it('shows names, never keys', async () => {
		addCredential(simulator.current, 'a');
		const found = await list(searchOpenAiCredentials, ofModels);
		expect(found).toEqual([{ name: 'key a', value: 'a' }]);
	});
});

describe('the dropdown of OpenAI models', () => {
	it('shows the error of the server if it has no OpenAI settings', async () => {
		await expect(list(searchOpenAiModels, ofModels)).rejects.toThrow('Settings not found');
	});

	it('shows the models of the chosen OpenAI credential', async () => {
		addCredential(simulator.current, 'a');
		const chosen = { ...ofModels, openaiCredsId: locator('a') };
		const found = await list(searchOpenAiModels, chosen, '4o');
		expect(found.map(({ name }) => name)).toEqual(['gpt-4o', 'gpt-4o-mini']);
	});
});
