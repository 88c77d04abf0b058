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
			'Batch Events of 0 seconds',
			{ events, options: { batchEvents: 0 } },
			/Batch Events \(Seconds\).*0/,
		],
		[
			'Batch Events of more than an hour',
			{ events, options: { batchEvents: 3601 } },
			/Batch Events \(Seconds\).*3601/,
		],
		[
			'a value of Batch Events that is no number',
			{ events, options: { batchEvents: 'soon' } },
			/Batch Events \(Seconds\).*soon/,
		],
		[
			'Health Alert with Global Webhook',
			{
				events: ['HEALTH_ALERT'],
				options: { connection: { values: { method: 'globalWebhook' } } },
			},
			/"Options → Connection → Method" cannot be Global Webhook with "Health Alert"/,
		],
		[
			'No Reply with Global Webhook',
			{
				events: ['NO_REPLY'],
				options: { connection: { values: { method: 'globalWebhook' } } },
			},
			/"Options → Connection → Method" cannot be Global Webhook with "No Reply"/,
		],
		[
			'Hours Without Reply that are no number',
			{ events, hoursWithoutReply: '2, soon' },
			/"Hours Without Reply" contains "soon", which is not a number from 0\.1 to 336/,
		],
		[
			'Hours Without Reply over 336',
			{ events, hoursWithoutReply: '400' },
			/"Hours Without Reply" contains "400", which is not a number from 0\.1 to 336/,
		],
		[
			'no Hours Without Reply at all',
			{ events, hoursWithoutReply: ' ' },
			/"Hours Without Reply" is empty/,
		],
		[
			'Active Hours from a time that does not exist',
			{ events, options: { activeHours: { values: { from: 'nine', to: '18:00' } } } },
			/"Options → Active Hours → From" must be a time of day, not "nine"/,
		],
		[
			'Active Hours that end when they begin',
			{ events, options: { activeHours: { values: { from: '9:00', to: '09:00' } } } },
			/"Options → Active Hours → To" is the same as From/,
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
		isOnList: true,
		options: {
			connection: { method: 'webhook' },
			missedMessages: { recover: true, maxAge: 24 },
			separateOutputs: false,
			simplify: true,
		},
	});
});

it('a trigger with Global Webhook is not registered for an instance: it is not put on the list of workflows that share its webhook', () => {
	expect(
		readSettings(
			caller({ events, options: { connection: { values: { method: 'globalWebhook' } } } }),
		).isOnList,
	).toBe(false);
});

it.each([
	['left out', undefined, 'https://n8n.example.com/webhook/1/webhook'],
	['empty', '', 'https://n8n.example.com/webhook/1/webhook'],
	['another origin', 'http://n8n:5678', 'http://n8n:5678/webhook/1/webhook'],
	['with a slash and spaces', ' http://n8n:5678/ ', 'http://n8n:5678/webhook/1/webhook'],
	['with a path of a proxy', 'http://proxy/n8n', 'http://proxy/n8n/webhook/1/webhook'],
])(
	"the webhook URL for the server is n8n's, or begins with the Base URL of the options (Base URL: %s)",
	(_what, baseUrl, address) => {
		const settings = readSettings(
			caller({ events, options: { connection: { values: { baseUrl } } } }),
		);
		expect(webhookAddress('https://n8n.example.com/webhook/1/webhook', settings)).toBe(address);
	},
);
