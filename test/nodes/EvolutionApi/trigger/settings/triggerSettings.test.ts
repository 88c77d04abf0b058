import { NodeHelpers, type INode, type IWebhookFunctions } from 'n8n-workflow';

import { EvolutionApiTrigger } from '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { webhookAddress } from '../../../../../nodes/EvolutionApi/trigger/active/registration';
import {
	readSettings,
	type TriggerCaller,
} from '../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings';

const NODE: INode = {
	id: '1',
	name: 'Trigger',
	type: 'evolutionApiTrigger',
	typeVersion: 2,
	position: [0, 0],
	parameters: {},
};

const caller = (parameters: Record<string, unknown>): TriggerCaller =>
	({
		getNode: () => NODE,
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
	}) as unknown as IWebhookFunctions;

const events = ['MESSAGES_UPSERT'];

describe('trigger parameters that cannot work are refused at activation', () => {
	it.each([
		['no event', { events: [] }, /"Trigger On" is empty/],
		[
			'a base URL without a scheme',
			{ events, options: { connection: { values: { baseUrl: 'n8n:5678' } } } },
			/n8n:5678/,
		],
		[
			'Max Age of Missed Messages out of range',
			{ events, options: { missedMessages: { values: { maxAge: 1000 } } } },
			/must be a .*, not 1000/,
		],
		[
			'a chat to filter by that is neither a number nor a group',
			{ events, filters: { chats: { values: { mode: 'restrictTo', chats: 'abc' } } } },
			/abc/,
		],
	])('%s', (_what, parameters, message) => {
		expect(() => readSettings(caller(parameters))).toThrow(message);
	});
});

it('a trigger with default parameters listens to new messages, and recovers missed messages of 24 hours', () => {
	const { description } = new EvolutionApiTrigger();
	const filled = [{}, true, false, NODE, description] as const;
	const placed = NodeHelpers.getNodeParameters(description.properties, ...filled) ?? {};
	expect(readSettings(caller(placed))).toMatchObject({
		events: ['MESSAGES_UPSERT'],
		options: {
			connection: { method: 'webhook' },
			missedMessages: { recover: true, maxAge: 24 },
			separateOutputs: false,
			simplify: true,
		},
	});
});

it.each([
	['left out', undefined, 'https://n8n.example.com/webhook/1/webhook'],
	['empty', '', 'https://n8n.example.com/webhook/1/webhook'],
	['another origin', 'http://n8n:5678', 'http://n8n:5678/webhook/1/webhook'],
	['with a slash and spaces', ' http://n8n:5678/ ', 'http://n8n:5678/webhook/1/webhook'],
	['with a path of a proxy', 'http://proxy/n8n', 'http://proxy/n8n/webhook/1/webhook'],
	['with a copied zero-width space', 'http://n8n:5678\u200b', 'http://n8n:5678/webhook/1/webhook'],
	['with quotation marks', '"http://n8n:5678"', 'http://n8n:5678/webhook/1/webhook'],
	['with capitals', 'HTTP://N8N:5678', 'http://n8n:5678/webhook/1/webhook'],
])(
	"the webhook URL for the server is n8n's, or begins with the Base URL of the options (Base URL: %s)",
	(_what, baseUrl, address) => {
		const settings = readSettings(
			caller({ events, options: { connection: { values: { baseUrl } } } }),
		);
		const url = 'https://n8n.example.com/webhook/1/webhook';
		expect(webhookAddress(url, settings, { webhookId: '1' })).toBe(address);
	},
);

it.each([
	[
		'n8n behind /n8n/',
		'https://host/n8n/webhook/1/webhook',
		'1',
		'http://n8n:5678/webhook/1/webhook',
	],
	[
		'a test of it',
		'https://host/n8n/webhook-test/1/webhook',
		'1',
		'http://n8n:5678/webhook-test/1/webhook',
	],
	[
		'another N8N_ENDPOINT_WEBHOOK',
		'https://host/tools/n8n/hooks/1/webhook',
		'1',
		'http://n8n:5678/hooks/1/webhook',
	],
	[
		'a node that was imported without a webhook ID',
		'https://host/n8n/webhook/w7/whatsapp%20trigger/webhook',
		undefined,
		'http://n8n:5678/webhook/w7/whatsapp%20trigger/webhook',
	],
])(
	'the inside Base URL takes the place of the public address and its path, for n8n serves webhooks at its root: %s',
	(_what, url, webhookId, address) => {
		const values = { baseUrl: 'http://n8n:5678' };
		const settings = readSettings(caller({ events, options: { connection: { values } } }));
		expect(webhookAddress(url, settings, { webhookId })).toBe(address);
	},
);

it('a Base URL with the path of the public proxy does not get that path twice', () => {
	const values = { baseUrl: 'https://host/n8n/' };
	const settings = readSettings(caller({ events, options: { connection: { values } } }));
	const url = 'https://host/n8n/webhook/1/webhook';
	expect(webhookAddress(url, settings, { webhookId: '1' })).toBe(url);
});

it.each([
	['a webhook of n8n', 'http://n8n:5678/webhook', 'Enter http://n8n:5678: '],
	['a production URL', 'https://h/n8n/webhook/0d5f3a5e-6f7c-4b8a/webhook', 'Enter https://h/n8n: '],
	['a test URL', 'https://h/webhook-test/0d5f3a5e/webhook', 'Enter https://h: '],
	['the address of the editor', 'https://h/home/workflows', 'Enter https://h: '],
	['an open workflow', 'https://h/workflow/AbC123/executions', 'Enter https://h: '],
	['the OAuth callback', 'https://h/rest/oauth2-credential/callback', 'Enter https://h: '],
	['a query', 'https://h/?x=1', 'Enter only the address: https://h.'],
	['a fragment', 'https://h/#a', 'Enter only the address: https://h.'],
	['a password', 'https://ana:hunter2@h', 'Enter https://h.'],
])('a Base URL that is or has %s is refused with what to enter', (_what, baseUrl, advice) => {
	const values = { baseUrl };
	const read = () => readSettings(caller({ events, options: { connection: { values } } }));
	expect(read).toThrow(/"Options → Connection → Base URL" /);
	expect(read).toThrow(expect.objectContaining({ description: expect.stringContaining(advice) }));
	expect(read).not.toThrow(/hunter2/);
});

it('refuses a Base URL whose expression returns nothing, instead of sending localhost to the server', () => {
	const context = caller({ events, options: { connection: { values: { baseUrl: undefined } } } });
	const { getNodeParameter } = context;
	const read = ((name: string, fallback: unknown, options?: { rawExpressions?: boolean }) =>
		options?.rawExpressions && name === 'options.connection.values.baseUrl'
			? '={{ $env.N8N_INSIDE }}'
			: (getNodeParameter as (...given: unknown[]) => unknown)(name, fallback)) as never;
	expect(() => readSettings({ ...context, getNodeParameter: read })).toThrow(
		'"Options → Connection → Base URL" is an expression that gives nothing',
	);
});
