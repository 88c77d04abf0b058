import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../../core/values/field';
import { filtersField, triggerEventOptions } from '../../events';
import { HEALTH_ALERT, NO_REPLY } from '../../fields/events';
import { fieldGroup, groupsField } from '../../fields/fieldKinds';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';

const events = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	options: triggerEventOptions,
	default: ['MESSAGES_UPSERT'],
	required: true,
	description: 'Events that start the workflow',
} as const satisfies Field;

const hoursWithoutReply = {
	displayName: 'Hours Without Reply',
	name: 'hoursWithoutReply',
	type: 'string',
	displayOptions: { show: { events: [NO_REPLY.value] } },
	default: '24',
	placeholder: 'e.g. 2, 24, 72',
	description:
		'Hours after the first message without a reply. The workflow starts once for each number, until somebody replies.',
} as const satisfies Field;

/** Evolution Go keeps no messages that could be looked up, and calls one webhook of the instance. */
const NOT_ON_GO = { hide: { '/authentication': ['evolutionGo'] } } as const;

const activeHours = groupsField('Active Hours', 'activeHours', {
	displayOptions: { show: { '/events': [NO_REPLY.value] } },
	default: { values: { from: '09:00', to: '18:00' } },
	description:
		"Hours of the day in which No Reply starts the workflow, in the workflow's time zone. What is due earlier starts when they begin.",
	options: [
		fieldGroup('Values', 'values', [
			{
				displayName: 'From',
				name: 'from',
				type: 'string',
				default: '09:00',
				description: 'Time of day at which the hours begin, e.g. 09:00',
			},
			{
				displayName: 'To',
				name: 'to',
				type: 'string',
				default: '18:00',
				description: 'Time of day at which the hours end, e.g. 18:00',
			},
		]),
	],
});

const additionalInstances = groupsField('Additional Instances', 'additionalInstances', {
	default: { values: { include: 'byName', names: '' } },
	description:
		'Other instances of the same server that also start the workflow. The key must have access to them, as the global key does.',
	options: [
		fieldGroup('Values', 'values', [
			{
				displayName: 'Include',
				name: 'include',
				type: 'options',
				options: [
					{
						name: 'All',
						value: 'all',
						description:
							'Every instance that the key has access to, including those created later. Instance may stay empty.',
					},
					{ name: 'By Name', value: 'byName' },
				],
				default: 'byName',
			},
			{
				displayName: 'Names',
				name: 'names',
				type: 'string',
				displayOptions: { show: { include: ['byName'] } },
				default: '',
				placeholder: 'e.g. bakery, garage',
				description: 'Names of instances, separated by commas or line breaks',
			},
		]),
	],
});

const connection = groupsField('Connection', 'connection', {
	default: { values: { method: 'webhook', baseUrl: '' } },
	description:
		'How events come from the server to n8n. Defaults to a webhook at the public address of n8n.',
	options: [
		fieldGroup('Values', 'values', [
			{
				displayName: 'Method',
				name: 'method',
				type: 'options',
				displayOptions: NOT_ON_GO,
				noDataExpression: true,
				options: [
					{
						name: 'Global Webhook',
						value: 'globalWebhook',
						description:
							"The server's own WEBHOOK_GLOBAL_URL is the production URL of this node, which registers nothing. Its events are not signed: anyone who knows the URL can send events.",
					},
					{
						name: 'Webhook',
						value: 'webhook',
						description: 'The server calls n8n, so n8n must be reachable from it',
					},
					{
						name: 'WebSocket',
						value: 'webSocket',
						description:
							'Connects from n8n to the server, so no public URL is needed. The server needs WEBSOCKET_ENABLED=true.',
					},
				],
				default: 'webhook',
			},
			{
				displayName: 'Base URL',
				name: 'baseUrl',
				type: 'string',
				// On Evolution Go the method is hidden, and has no value.
				displayOptions: { hide: { method: ['globalWebhook', 'webSocket'] } },
				default: '',
				placeholder: 'e.g. http://n8n:5678',
				description: 'Address at which the server reaches n8n, if it is not the public one',
			},
		]),
	],
});

const downloadMedia = groupsField('Download Media', 'downloadMedia', {
	default: { values: { outputField: 'data' } },
	description: 'Download the file of each message from the server into a binary field',
	options: [
		fieldGroup('Values', 'values', [
			{
				displayName: 'Output Field',
				name: 'outputField',
				type: 'string',
				default: 'data',
				description: 'Name of the binary field to put the file in',
			},
		]),
	],
});

const humanTakeover = groupsField('Human Takeover', 'humanTakeover', {
	default: { values: { pause: 60, resumeKeyword: '' } },
	description:
		'Pause the bot in a chat when somebody answers there on the phone, WhatsApp Web or another linked device',
	options: [
		fieldGroup('Values', 'values', [
			{
				displayName: 'Pause (Minutes)',
				name: 'pause',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 10080 },
				default: 60,
				description:
					'Starts again with every message that a human sends. With 0, only Conversation → Pause Bot and Hand Over to Human pause a chat.',
			},
			{
				displayName: 'Resume Keyword',
				name: 'resumeKeyword',
				type: 'string',
				default: '',
				placeholder: 'e.g. /bot',
				description:
					'If you send exactly this text in a chat, the bot resumes there. Case-insensitive.',
			},
		]),
	],
});

const missedMessages = groupsField('Missed Messages', 'missedMessages', {
	displayOptions: NOT_ON_GO,
	default: { values: { recover: true, maxAge: 24 } },
	description:
		'Messages that arrived while n8n was down. By default, those of the last 24 hours start the workflow when n8n is back.',
	options: [
		fieldGroup('Values', 'values', [
			{
				displayName: 'Recover',
				name: 'recover',
				type: 'boolean',
				default: true,
				description:
					'Whether missed messages start the workflow. Other events are lost, and so are your own messages from WhatsApp Web.',
			},
			{
				displayName: 'Max Age (Hours)',
				name: 'maxAge',
				type: 'number',
				displayOptions: { show: { recover: [true] } },
				typeOptions: { minValue: 1, maxValue: 168 },
				default: 24,
				description: 'Maximum age of a message that is recovered',
			},
		]),
	],
});

const options = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	options: [
		activeHours,
		additionalInstances,
		{
			displayName: 'Answers to Pending Questions',
			name: 'answersToPendingQuestions',
			type: 'options',
			options: [
				{
					name: 'Ignore',
					value: 'ignore',
					description: 'Only the execution that asked continues',
				},
				{
					name: 'Trigger Workflow',
					value: 'triggerWorkflow',
					description: 'The answer also starts the workflow',
				},
			],
			default: 'ignore',
			description:
				'What to do with a message that answers a Send and Wait for Response of this instance, in any workflow',
		},
		{
			...toggle(
				'Auto-Recover',
				'autoRecover',
				'Whether a Health Alert may also restart an instance that is stuck (at most once every 30 minutes, never while a QR code is shown)',
				true,
			),
			displayOptions: { show: { '/events': [HEALTH_ALERT.value] } },
		},
		{
			displayName: 'Batch Events (Seconds)',
			name: 'batchEvents',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			default: 10,
			description:
				'Seconds to collect events, which then start the workflow together, an item for each. If n8n is killed meanwhile, messages are recovered and other events are lost.',
			hint: 'Before an AI agent, put Loop Over Items (batch size 1): else its tools cannot know whom to answer.',
		},
		connection,
		downloadMedia,
		{
			...toggle(
				'First Contact',
				'firstContact',
				'Whether to look up if a message is the first of its chat, as "firstContact" in the output. It is null if the server stores no messages.',
				true,
			),
			displayOptions: NOT_ON_GO,
		},
		humanTakeover,
		missedMessages,
		toggle(
			'Separate Outputs',
			'separateOutputs',
			"Whether each event has an output of its own. In the workflow's settings, Execution Order must be v1, which it is unless the workflow is very old.",
			true,
		),
		simplify,
	],
} as const satisfies Field;

/** The trigger's fields after *Authentication*. n8n wants them mutable. */
export const triggerFields = [instanceField, events, hoursWithoutReply, filtersField, options].map(
	(field): INodeProperties => structuredClone<object>(field) as INodeProperties,
);
