import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../../core/values/field';
import { filtersField, triggerEventOptions } from '../../events';
import { NO_REPLY } from '../../fields/events';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';

const events = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	options: triggerEventOptions,
	default: ['MESSAGES_UPSERT'],
	required: true,
	description: 'What starts the workflow',
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

/** Evolution Go keeps no messages that could be looked up. */
const HAS_STORE = { hide: { '/authentication': ['evolutionGo'] } } as const;

const receiveThrough = {
	displayName: 'Receive Through',
	name: 'receiveThrough',
	type: 'options',
	displayOptions: { hide: { authentication: ['evolutionGo'] } },
	noDataExpression: true,
	options: [
		{
			name: 'Webhook',
			value: 'webhook',
			description: 'The server calls n8n: it must be able to reach it',
		},
		{
			name: 'WebSocket',
			value: 'webSocket',
			description:
				'N8n asks the server for events: nobody has to reach n8n. The server needs WEBSOCKET_ENABLED=true.',
		},
	],
	default: 'webhook',
	description: 'How events come from the server to n8n',
} as const satisfies Field;

const output = {
	displayName: 'Outputs',
	name: 'outputs',
	type: 'options',
	options: [
		{ name: 'One for All Events', value: 'one' },
		{
			name: 'One per Event',
			value: 'perEvent',
			description:
				"A named output for each event. In the workflow's settings, Execution Order must be v1, which it is unless the workflow is very old.",
		},
	],
	default: 'one',
	description: 'Where the events come out of the node',
} as const satisfies Field;

const webhookBaseUrl = {
	displayName: 'Webhook Base URL',
	name: 'webhookBaseUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. http://n8n:5678',
	description: 'Address at which the server reaches n8n, if it is not the public one',
} as const satisfies Field;

const options = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	options: [
		{
			displayName: 'Active Hours',
			name: 'activeHours',
			type: 'fixedCollection',
			displayOptions: { show: { '/events': [NO_REPLY.value] } },
			default: { hours: { from: '09:00', to: '18:00' } },
			description:
				"In which hours of the day No Reply starts the workflow, in the workflow's time zone. What is due at other times comes when they begin.",
			options: [
				{
					displayName: 'Hours',
					name: 'hours',
					values: [
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
					],
				},
			],
		},
		{
			displayName: 'Answers to Open Questions',
			name: 'answersToOpenQuestions',
			type: 'options',
			options: [
				{
					name: 'Do Not Start',
					value: 'doNotStart',
					description: 'Only the execution that asked goes on',
				},
				{ name: 'Start', value: 'start', description: 'The workflow starts with the answer, too' },
			],
			default: 'doNotStart',
			description:
				'What a message does that answers a question of Conversation → Send and Wait for Response on this instance, whichever workflow asked',
		},
		toggle(
			'Auto-Recover',
			'autoRecover',
			'Whether the event Health Alert also restarts an instance that connects for ever, stays disconnected (Evolution Go), or whose events no longer come: at most once in half an hour, and never while it shows a QR code',
			true,
		),
		{
			...toggle(
				'Catch Up',
				'catchUp',
				'Whether messages that arrived while n8n was down start the workflow when it is back. Other events are lost, and so are your own messages from WhatsApp Web.',
				true,
			),
			displayOptions: HAS_STORE,
		},
		{
			displayName: 'Catch Up Hours',
			name: 'catchUpHours',
			type: 'number',
			displayOptions: HAS_STORE,
			typeOptions: { minValue: 1, maxValue: 168 },
			default: 24,
			description: 'How many hours Catch Up reaches back at most',
		},
		{
			displayName: 'Collect for (Seconds)',
			name: 'collectSeconds',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			default: 10,
			description:
				'How long events are collected before they start the workflow together, an item for each. If n8n is killed meanwhile, Catch Up finds the messages again; other events are lost.',
			hint: 'Before an AI agent, put Loop Over Items (batch size 1): else its tools cannot know whom to answer.',
		},
		toggle(
			'Download Media',
			'downloadMedia',
			'Whether to put the files of messages into a binary field. Each one is fetched from the server.',
		),
		{
			...toggle(
				'First Contact',
				'firstContact',
				'Whether to look up in the store of the server if a message is the first one of its chat: then "firstContact" is true. It is null if the server stores no messages.',
			),
			displayOptions: HAS_STORE,
		},
		{
			displayName: 'Global Webhook',
			name: 'globalWebhook',
			type: 'boolean',
			displayOptions: { show: { '/receiveThrough': ['webhook'] } },
			default: false,
			description:
				"Whether the server's own WEBHOOK_GLOBAL_URL is the production URL of this node, which then registers nothing. Its events are not signed: whoever knows the URL can send events.",
		},
		{
			displayName: 'More Instances',
			name: 'moreInstances',
			type: 'fixedCollection',
			default: { values: { which: 'names', names: '' } },
			description:
				'Other instances of the same server that start the workflow, too. The key must open them, as the global key does.',
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Which',
							name: 'which',
							type: 'options',
							options: [
								{
									name: 'All That the Key Sees',
									value: 'all',
									description:
										'Every instance of the server, also those that are made later. Instance may stay empty.',
								},
								{ name: 'Names', value: 'names', description: 'Those that you name' },
							],
							default: 'names',
							description: 'Which instances start the workflow, besides the one in Instance',
						},
						{
							displayName: 'Names',
							name: 'names',
							type: 'string',
							displayOptions: { show: { which: ['names'] } },
							default: '',
							placeholder: 'e.g. bakery, garage',
							description: 'Names of instances, separated by commas or line breaks',
						},
					],
				},
			],
		},
		{
			displayName: 'Put Output File in Field',
			name: 'outputBinaryPropertyName',
			type: 'string',
			default: 'data',
			description: 'The name of the output field to put the file in',
		},
		{
			displayName: 'Resume Word',
			name: 'resumeWord',
			type: 'string',
			default: '',
			placeholder: 'e.g. /bot',
			description:
				'An own message that is just this, in capitals or not, ends the pause of its chat at once. Needs Take-Over Pause.',
		},
		{
			displayName: 'Take-Over Pause (Minutes)',
			name: 'pauseAfterOwnMessage',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10080 },
			default: 60,
			description:
				'For how long the workflow leaves a chat alone after somebody has answered it on the phone, WhatsApp Web or another linked device. With 0 only Conversation → Pause begins a pause.',
		},
		{ ...webhookBaseUrl, displayOptions: { show: { '/receiveThrough': ['webhook'] } } },
		// There n8n has no value for Receive Through, which is hidden.
		{ ...webhookBaseUrl, displayOptions: { show: { '/authentication': ['evolutionGo'] } } },
	],
} as const satisfies Field;

/** The trigger's fields after *Authentication*. n8n wants them mutable. */
export const triggerFields = [
	instanceField,
	receiveThrough,
	events,
	hoursWithoutReply,
	filtersField,
	output,
	simplify,
	options,
].map((field): INodeProperties => structuredClone<object>(field) as INodeProperties);
