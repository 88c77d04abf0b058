import type { IDataObject } from 'n8n-workflow';

import {
	addBot,
	addCredential,
	addTypebot,
	BOT,
	CREDENTIAL,
} from '../../../../support/chatbotScenarios';
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

describe('Chatbot → Update', () => {
	it('of a missing bot is an error, and changes nothing', async () => {
		const { error } = await chatbot('update', { ...typebot, updateFields: { enabled: false } });
		expect(error?.message).toBe(
			`"Bot" is "${BOT}", which the platform does not have on this server`,
		);
		expect(sent()).toEqual([]);
	});

	const bad: Array<[what: string, values: IDataObject, message: string]> = [
		[
			'replacing a bot without its address',
			{ mode: 'replace', updateFields: { typebotName: 'x', triggerType: 'all' } },
			'"Update Fields → Typebot URL" is empty',
		],
		[
			'replacing a bot without trigger',
			{
				mode: 'replace',
				updateFields: { typebotName: 'x', typebotUrl: 'https://example.com' },
			},
			'"Update Fields → Trigger" is empty',
		],
		[
			'an empty trigger value',
			{
				mode: 'replace',
				updateFields: { typebotName: 'x', typebotUrl: 'https://x.y', triggerType: 'keyword' },
			},
			'"Update Fields → Trigger Value" is empty',
		],
	];
	it.each(bad)('%s is refused', async (_what, values, message) => {
		addTypebot(simulator.current);
		const { error } = await chatbot('update', { ...typebot, ...values });
		expect(error?.message).toBe(message);
		expect(sent()).toEqual([]);
	});

	it('keeps the stored value of every field that is not given, and switches off what is given as false', async () => {
		addBot(simulator.current, 'evoai', {
			agentUrl: 'https://evoai.example.com/1',
			apiKey: 'planted-key',
			triggerType: 'keyword',
			triggerOperator: 'contains',
			triggerValue: 'help',
			keepOpen: true,
			expire: 15,
			ignoreJids: ['@g.us'],
		});
		const { error, items } = await chatbot('update', {
			platform: 'evoai',
			bot: BOT,
			mode: 'update',
			updateFields: { enabled: false, keepOpen: false, description: '' },
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			{
				enabled: false,
				description: '',
				agentUrl: 'https://evoai.example.com/1',
				apiKey: 'planted-key',
				triggerType: 'keyword',
				triggerOperator: 'contains',
				triggerValue: 'help',
				expire: 15,
				listeningFromMe: false,
				stopBotFromMe: false,
				keepOpen: false,
				ignoreJids: ['@g.us'],
				splitMessages: false,
				timePerChar: 0,
			},
		]);
		expect(items[0].json).toMatchObject({ id: BOT, enabled: false, triggerValue: 'help' });
		expect(JSON.stringify(items)).not.toContain('planted-key');
	});

	it('accepts a keyword trigger without an operator', async () => {
		addBot(simulator.current, 'typebot', { url: 'https://x.y', typebot: 'x', triggerType: 'all' });
		const updateFields = { triggerType: 'keyword', triggerValue: 'help' };
		await chatbot('update', { ...typebot, updateFields });
		expect(sent()).toEqual([
			expect.objectContaining({
				triggerType: 'keyword',
				triggerOperator: 'equals',
				triggerValue: 'help',
			}),
		]);
	});

	it('resets the other fields to their defaults with Other Settings: Reset to Default', async () => {
		addCredential(simulator.current);
		const given = {
			openaiCredsId: CREDENTIAL,
			botType: 'chatCompletion',
			model: 'gpt-4o',
			maxTokens: 9,
		};
		addBot(simulator.current, 'openai', { ...given, systemMessages: ['Be brief'], keepOpen: true });
		const { error } = await chatbot('update', {
			platform: 'openai',
			bot: BOT,
			mode: 'replace',
			openaiCredsId: CREDENTIAL,
			model: 'gpt-4.1',
			updateFields: { openaiBotType: 'chatCompletion', maxTokens: 50, triggerType: 'none' },
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			{
				enabled: true,
				description: '',
				openaiCredsId: CREDENTIAL,
				botType: 'chatCompletion',
				model: 'gpt-4.1',
				maxTokens: 50,
				functionUrl: '',
				systemMessages: [],
				assistantMessages: [],
				userMessages: [],
				triggerType: 'none',
				expire: 0,
				keywordFinish: '',
				delayMessage: 1000,
				unknownMessage: '',
				listeningFromMe: false,
				stopBotFromMe: false,
				keepOpen: false,
				debounceTime: 0,
				ignoreJids: [],
				splitMessages: false,
				timePerChar: 0,
			},
		]);
	});
});
