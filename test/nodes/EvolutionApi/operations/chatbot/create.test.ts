import type { IDataObject } from 'n8n-workflow';

import { addBot, addCredential, CREDENTIAL } from '../../../../support/chatbotScenarios';
import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const chatbot = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, { resource: 'chatbot', operation, values });

const typebot = {
	platform: 'typebot',
	typebotUrl: 'https://typebot.example.com',
	typebotName: 'support',
	triggerType: 'keyword',
	triggerValue: 'help',
};
/** An expression with an empty result. If a required field itself is empty, n8n reports that before our node runs. */
const EMPTY = '={{ "" }}';
const openai = { platform: 'openai', openaiCredsId: CREDENTIAL, triggerType: 'none' };

describe('Chatbot → Create', () => {
	const bad: Array<[what: string, values: IDataObject, message: RegExp]> = [
		['a Typebot without address', { ...typebot, typebotUrl: EMPTY }, /^"Typebot URL" is empty/],
		['a Typebot without name', { ...typebot, typebotName: EMPTY }, /^"Typebot Name" is empty/],
		[
			'an address without http',
			{ ...typebot, typebotUrl: 'typebot.example.com' },
			/^"Typebot URL" must be a web address, not "typebot\.example\.com"/,
		],
		['a keyword without value', { ...typebot, triggerValue: ' ' }, /^"Trigger Value" is empty/],
		[
			'an unknown trigger',
			{ ...typebot, triggerType: '={{ "sometimes" }}' },
			/^"Trigger" must be advanced, all, keyword, or none, not "sometimes"/,
		],
		[
			'a Dify app without address',
			{ platform: 'dify', triggerType: 'all', apiUrl: EMPTY },
			/^"API URL" is empty/,
		],
		[
			'an agent without address',
			{ platform: 'evoai', triggerType: 'all', agentUrl: EMPTY },
			/^"Agent URL" is empty/,
		],
		[
			'an n8n bot without webhook',
			{ platform: 'n8n', triggerType: 'all', webhookUrl: EMPTY },
			/^"Webhook URL" is empty/,
		],
		[
			'an OpenAI bot without credential',
			{ ...openai, openaiCredsId: EMPTY, model: 'gpt-4o' },
			/^"OpenAI Credential" is empty/,
		],
		['a chat completion without model', { ...openai, model: EMPTY }, /^"Model" is empty/],
		[
			'an assistant without ID',
			{ ...openai, openaiBotType: 'assistant', assistantId: EMPTY },
			/^"Assistant ID" is empty/,
		],
		[
			'a maximum of 0 tokens',
			{ ...openai, model: 'gpt-4o', maxTokens: 0 },
			/^"Max Tokens" must be a whole number from 1 to 1000000, not 0/,
		],
		[
			'an ignored chat that is no phone number',
			{ ...typebot, options: { ignoreJids: '5511988887777, me' } },
			/^"Options → Ignored Chats" contains "me", which is not a valid phone number/,
		],
		[
			'an expiry of half a minute',
			{ ...typebot, options: { expire: 0.5 } },
			/^"Options → Expire After \(Minutes\)" must be a whole number from 0 to 2147483647, not 0\.5/,
		],
	];
	it.each(bad)('%s is refused before any request', async (_what, values, message) => {
		const { error } = await chatbot('create', values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('explains that another bot has the same trigger', async () => {
		await chatbot('create', typebot);
		const { error } = await chatbot('create', { ...typebot, typebotName: 'other' });
		expect(error?.message).toContain('Trigger already exists');
	});

	it('says what to do where another bot of the platform answers all messages', async () => {
		const forAll = { ...typebot, triggerType: 'all' };
		await chatbot('create', forAll);
		const { error } = await chatbot('create', { ...forAll, typebotName: 'other' });
		expect(error?.message).toContain('You already have a Typebot with an "All" trigger');
		expect(error?.description).toContain('choose another Trigger');
	});

	const good: Array<[platform: string, values: IDataObject, body: IDataObject]> = [
		[
			'typebot',
			typebot,
			{
				enabled: true,
				url: 'https://typebot.example.com',
				typebot: 'support',
				triggerType: 'keyword',
				triggerOperator: 'equals',
				triggerValue: 'help',
			},
		],
		[
			'dify',
			{
				platform: 'dify',
				difyAppType: 'agent',
				apiUrl: 'https://api.dify.ai/v1',
				triggerType: 'all',
				triggerValue: 'of another trigger',
				options: { apiKey: 'app-1', enabled: false, expire: 20, splitMessages: true },
			},
			{
				enabled: false,
				botType: 'agent',
				apiUrl: 'https://api.dify.ai/v1',
				apiKey: 'app-1',
				triggerType: 'all',
				expire: 20,
				splitMessages: true,
			},
		],
		[
			'n8n',
			{
				platform: 'n8n',
				webhookUrl: 'https://n8n.example.com/webhook/bot',
				triggerType: 'advanced',
				triggerValue: 'contains order',
				options: {
					basicAuthUser: 'me',
					basicAuthPassword: 'pass',
					ignoreJids: '@g.us, 5511988887777',
				},
			},
			{
				enabled: true,
				webhookUrl: 'https://n8n.example.com/webhook/bot',
				basicAuthUser: 'me',
				basicAuthPass: 'pass',
				triggerType: 'advanced',
				triggerValue: 'contains order',
				ignoreJids: ['@g.us', '5511988887777@s.whatsapp.net'],
			},
		],
		[
			'openai',
			{
				...openai,
				model: 'gpt-4o',
				maxTokens: 100,
				options: { systemMessages: ['Be kind,\nplease', ' '], keywordFinish: '' },
			},
			{
				enabled: true,
				openaiCredsId: CREDENTIAL,
				botType: 'chatCompletion',
				model: 'gpt-4o',
				maxTokens: 100,
				systemMessages: ['Be kind,\nplease'],
				triggerType: 'none',
				keywordFinish: '',
			},
		],
	];
	it.each(good)(
		'sends a %s bot to the server with the field names that the platform has there',
		async (name, values, body) => {
			addCredential(simulator.current);
			const { error, items } = await chatbot('create', values);
			expect(error).toBeUndefined();
			expect(arrived(simulator.current)[0]).toMatchObject({
				method: 'POST',
				path: `/${name}/create/demo`,
			});
			expect(bodies(simulator.current)).toEqual([body]);
			expect(JSON.stringify(items)).not.toMatch(/app-1|"pass"/);
		},
	);
});

it.each([
	['equals', ' oi ', 'oi'],
	['startsWith', 'oi\n', 'oi'],
	['contains', ' oi ', ' oi '],
	['regex', ' oi', ' oi'],
])(
	'Chatbot → Create: with %s, the Trigger Value %j is %j',
	async (triggerOperator, given, triggerValue) => {
		const options = { keywordFinish: ' #sair\n' };
		await chatbot('create', {
			...typebot,
			triggerOperator,
			triggerValue: `={{ ${JSON.stringify(given)} }}`,
			options,
		});
		expect(bodies(simulator.current)).toMatchObject([{ triggerValue, keywordFinish: '#sair' }]);
	},
);

it.each([
	[false, [expect.stringContaining('may continue to answer in its open sessions')]],
	[true, []],
])('Chatbot → Update: with Enabled %s, the hints are %j', async (enabled, expected) => {
	addBot(simulator.current, 'flowise', { apiUrl: 'https://flowise.example.com/api' }, 'f1');
	const values = { platform: 'flowise', bot: 'f1', updateFields: { enabled } };
	expect((await chatbot('update', values)).hints).toEqual(expected);
});
