import type { IDataObject } from 'n8n-workflow';

import { addBot, addTypebot, BOT } from '../../../../support/chatbotScenarios';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const chatbot = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, { resource: 'chatbot', operation, values });
const sent = () =>
	arrived(simulator.current)
		.filter(({ method }) => method !== 'GET')
		.map(({ body }) => body);

const typebot = { platform: 'typebot', bot: BOT, mode: 'update' };

describe('Chatbot → Update Settings', () => {
	it('of OpenAI without a credential is refused', async () => {
		const { error } = await chatbot('updateSettings', { platform: 'openai', mode: 'update' });
		expect(error?.message).toBe('"OpenAI Credential" is empty');
		expect(sent()).toEqual([]);
	});

	it('keeps the stored value of every setting that is not given', async () => {
		addTypebot(simulator.current);
		const first = { expire: 5, keywordFinish: 'bye', listeningFromMe: true };
		await chatbot('updateSettings', { ...typebot, chatbotSettings: first });
		const second = { listeningFromMe: false, unknownMessage: 'Sorry?' };
		const { items } = await chatbot('updateSettings', { ...typebot, chatbotSettings: second });
		const expected = {
			expire: 5,
			keywordFinish: 'bye',
			listeningFromMe: false,
			unknownMessage: 'Sorry?',
		};
		expect(items[0].json).toMatchObject(expected);
		const got = await chatbot('getSettings', typebot);
		expect(got.items[0].json).toMatchObject(expected);
		expect(got.items[0].json).not.toHaveProperty('Fallback');
	});

	it('sets the fallback bot, keeps it when another setting changes, and removes it with Reset to Default', async () => {
		addTypebot(simulator.current);
		const fallback = async () => (await chatbot('getSettings', typebot)).items[0].json.fallbackId;
		await chatbot('updateSettings', { ...typebot, fallbackBot: BOT });
		expect(sent()).toEqual([expect.objectContaining({ fallbackId: BOT })]);
		expect(await fallback()).toBe(BOT);
		await chatbot('updateSettings', { ...typebot, chatbotSettings: { expire: 1 } });
		expect(await fallback()).toBe(BOT);
		await chatbot('updateSettings', { ...typebot, mode: 'replace' });
		expect(await fallback()).toBeNull();
	});

	it('hides the key of the fallback bot', async () => {
		addBot(simulator.current, 'flowise', { apiUrl: 'https://x.y', apiKey: 'planted-key' });
		const flowise = { platform: 'flowise', mode: 'update', fallbackBot: BOT };
		await chatbot('updateSettings', flowise);
		const { items } = await chatbot('getSettings', flowise);
		expect(items[0].json.fallback).toMatchObject({ id: BOT });
		expect(JSON.stringify(items)).not.toContain('planted-key');
	});
});
