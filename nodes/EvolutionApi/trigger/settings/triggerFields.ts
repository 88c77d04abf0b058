import type {
	TriggerPanelDefinition,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { NewerDescription } from '../../table/properties';
import { triggerEventOptions, HEALTH_ALERT } from '../../fields/events';
import { filtersField } from '../../events/filterFields';
import {
	choiceField,
	choicesField,
	collectionField,
	entryField,
	numberField,
	switchField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import { instanceField, requireWithGlobalKey } from '../../fields/instance';
import { simplify } from '../../fields/reads';

export const waitingText =
	'Send a message to this number now. Nothing arrives? Run System → Check Setup to find out why. With Connection → WebSocket, the server need not reach n8n.';

export const activatedText =
	'Your workflow now runs on every new event of this instance. Nothing arrives? Run System → Check Setup of the Evolution API node to find out why.';

const BUILDING =
	"<b>While building your workflow</b>, click the 'execute step' button, then send a message to this number from another phone, or cause another event.";
const NOTHING_COMES =
	'<b>Nothing arrives?</b> Evolution API may not reach n8n. Run <i>System → Check Setup</i> of the Evolution API node to find out why. With <i>Options → Connection → WebSocket</i>, the server need not reach n8n.';

const help = (automatically: string) =>
	[BUILDING, automatically, NOTHING_COMES].join('<br /> <br /> ');

export const triggerPanel: TriggerPanelDefinition = {
	header: 'Listen for a WhatsApp event',
	executionsHelp: {
		active: help(
			'<b>Your workflow also executes automatically</b>, since it\'s published. These executions show up in the <a data-key="executions">executions list</a>.',
		),
		inactive: help(
			'<b>Once you\'re happy with your workflow</b>, publish it: then every event executes it. These executions show up in the <a data-key="executions">executions list</a>.',
		),
	},
};

const WHAT_BELONGS_TOGETHER = `What belongs together:
- Answer with message reply after the trigger, without recipient and instance.
- AI agent: trigger, conversation combineMessages, AI Agent, message reply.
- Follow up customers who do not answer: Schedule Trigger, chat getUnanswered (lastMessageFrom 'api'), message sendText.
- An answer to message sendAndWait does not start the workflow: no second trigger for it.
What not to do:
- No IF node where a filter is enough: chatTypes ['private'] keeps a bot out of groups. Own messages start nothing unless filters.includeMyOwnMessages is true.`;

export const triggerHints: NewerDescription = {
	builderHint: {
		searchHint:
			'Starts a workflow for each WhatsApp message, and registers itself at the server: no Webhook node, no URL to copy. Answer with message reply of the Evolution API (WhatsApp) node, not with message sendText. Before an AI Agent set filters to { chatTypes: ["private"] }; the agent and its memory keep their defaults, chatInput and sessionId.',
		relatedNodes: [
			{
				nodeType: '@n8n/n8n-nodes-langchain.agent',
				relationHint: 'Reads chatInput of the trigger; message reply sends its output',
			},
			{
				nodeType: '@n8n/n8n-nodes-langchain.memoryBufferWindow',
				relationHint: 'Keeps a separate memory for each chat, by the sessionId of the trigger',
			},
		],
		extraTypeDefContent: [{ content: WHAT_BELONGS_TOGETHER }],
	},
	sensitiveOutputFields: ['qrCode', 'data.qrcode.base64', 'data.qrcode.code'],
};

const names = JSON.stringify(
	Object.fromEntries(triggerEventOptions.map(({ name, value }) => [value, name])),
);

/**
 * The expression contains the names of all events, because the editor also evaluates it, and can't call this package's code.
 */
export const triggerOutputs =
	`={{ !$parameter["options"]["separateOutputs"] ? ["main"] : $parameter["events"].map((event) => ({ type: "main", displayName: (${names})[event] ?? event })) }}` as const;

export const triggerSubtitle = `={{ $parameter["events"].map((event) => (${names})[event] ?? event).join(", ") }}`;

/** Returns the items that started the workflow. n8n passes them to the trigger node's execute() as inputs, one per output. */
export const startingItems = (context: IExecuteFunctions): INodeExecutionData[][] =>
	(context.getExecuteData().data.main ?? []).map((items, index) =>
		items === null ? [] : context.getInputData(index),
	);

const events = choicesField('Trigger On', 'events', {
	options: triggerEventOptions,
	default: ['MESSAGES_UPSERT'],
	required: true,
	description: 'Events that start the workflow',
});

/** Hides a field for Evolution Go, which has no stored messages to search, and whose events only come by webhook. */
const NOT_ON_GO = { hide: { '/authentication': ['evolutionGo'] } } as const;

export const TRIGGER_DEFAULTS = {
	additionalInstances: { include: 'byName', names: '' },
	answersToPendingQuestions: 'ignore',
	connection: { method: 'webhook', baseUrl: '' },
	humanTakeover: { pause: 60, resumeKeyword: '', automaticReplies: 'ignore' },
	loopGuard: 120,
	missedMessages: { recover: true, maxAge: 24 },
} as const;

const additionalInstances = entryField('Additional Instances', 'additionalInstances', {
	default: { values: TRIGGER_DEFAULTS.additionalInstances },
	description:
		'Other instances of the same server that also start the workflow. The key must have access to them, as the global key does.',
	values: [
		choiceField('Include', 'include', {
			options: [
				{
					name: 'All',
					value: 'all',
					description:
						'Every instance that the key has access to, including those created later. Instance may stay empty.',
				},
				{ name: 'By Name', value: 'byName' },
			],
			default: TRIGGER_DEFAULTS.additionalInstances.include,
		}),
		textField('Names', 'names', {
			displayOptions: { show: { include: ['byName'] } },
			placeholder: 'e.g. bakery, garage',
			description: 'Names of instances, separated by commas or line breaks',
		}),
	],
});

const connection = entryField('Connection', 'connection', {
	default: { values: TRIGGER_DEFAULTS.connection },
	description:
		'How events come from the server to n8n. Defaults to a webhook at the public address of n8n.',
	values: [
		choiceField('Method', 'method', {
			displayOptions: NOT_ON_GO,
			noDataExpression: true,
			options: [
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
			default: TRIGGER_DEFAULTS.connection.method,
		}),
		textField('Base URL', 'baseUrl', {
			// On Evolution Go, *Method* is hidden and has no value, so with a `show` rule, *Base URL* would never appear.
			displayOptions: { hide: { method: ['webSocket'] } },
			placeholder: 'e.g. http://n8n:5678',
			description: 'Address at which the server reaches n8n, if it is not the public one',
		}),
	],
});

const media = entryField('Download Media', 'downloadMedia', {
	default: { values: { outputField: 'data' } },
	description: 'Download the file of each message from the server into a binary field',
	values: [
		textField('Output Field', 'outputField', {
			default: 'data',
			description: 'Name of the binary field to put the file in',
		}),
	],
});

const humanTakeover = entryField('Human Takeover', 'humanTakeover', {
	default: { values: TRIGGER_DEFAULTS.humanTakeover },
	description:
		'Keeps the workflow silent in a chat for a while after a person has answered there on the phone, in WhatsApp Web or on another linked device',
	values: [
		numberField('Pause (Minutes)', 'pause', {
			typeOptions: { minValue: 0, maxValue: 10080 },
			default: TRIGGER_DEFAULTS.humanTakeover.pause,
			description:
				'Every message that a person sends restarts the time. With 0, only Pause Bot and Hand Over to Human pause a chat.',
		}),
		textField('Resume Keyword', 'resumeKeyword', {
			placeholder: 'e.g. /bot',
			description:
				'If you send exactly this text in a chat, the bot resumes there. Case-insensitive.',
		}),
		choiceField('Automatic Replies', 'automaticReplies', {
			options: [
				{
					name: 'Ignore',
					value: 'ignore',
					description: 'Automatic replies do not pause the bot',
				},
				{ name: 'Pause Bot', value: 'pause' },
			],
			default: TRIGGER_DEFAULTS.humanTakeover.automaticReplies,
			description:
				'What to do with replies that the WhatsApp Business app sends by itself, within 3 seconds after a customer has written',
		}),
	],
});

const loopGuard = numberField('Loop Guard (Starts per Hour)', 'loopGuard', {
	typeOptions: { minValue: 0, maxValue: 1000 },
	default: TRIGGER_DEFAULTS.loopGuard,
	description:
		"How often a private chat may start the workflow within an hour, so that two bots don't answer each other forever. After that, the chat starts it once every ten minutes; 0 means no limit.",
});

const missedMessages = entryField('Missed Messages', 'missedMessages', {
	default: { values: TRIGGER_DEFAULTS.missedMessages },
	description:
		'Messages that arrived while n8n or the server was down. By default, those of the last 24 hours start the workflow.',
	values: [
		switchField('Recover', 'recover', {
			displayOptions: NOT_ON_GO,
			default: TRIGGER_DEFAULTS.missedMessages.recover,
			description:
				'Whether missed messages start the workflow. Other missed events are lost, and so are your own messages from WhatsApp Web.',
		}),
		numberField('Max Age (Hours)', 'maxAge', {
			typeOptions: { minValue: 1, maxValue: 168 },
			default: TRIGGER_DEFAULTS.missedMessages.maxAge,
			description: 'Older messages start nothing, even if WhatsApp itself delivers them late',
		}),
	],
});

const options = collectionField('Options', 'options', {
	placeholder: 'Add option',
	options: [
		additionalInstances,
		choiceField('Answers to Pending Questions', 'answersToPendingQuestions', {
			options: [
				{
					name: 'Ignore',
					value: 'ignore',
					description: 'Only the execution that asked continues',
				},
				{
					name: 'Trigger Workflow',
					value: 'triggerWorkflow',
					description: 'The message also starts the workflow',
				},
			],
			default: TRIGGER_DEFAULTS.answersToPendingQuestions,
			description:
				'What to do with messages for a Send and Wait for Response. In a private chat, these are all messages until the question is answered.',
		}),
		{
			...toggle(
				'Auto-Recover',
				'autoRecover',
				'Whether a Health Alert may also restart an instance that is stuck (at most once every 30 minutes, never while a QR code is shown)',
				true,
			),
			displayOptions: { show: { '/events': [HEALTH_ALERT.value] } },
		},
		connection,
		media,
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
		loopGuard,
		missedMessages,
		toggle(
			'Separate Outputs',
			'separateOutputs',
			'Whether each event has its own output, in a workflow with Execution Order v1 (all but very old ones)',
			true,
		),
		simplify,
	],
});

/** Condition under which the field *Instance* may stay empty: the node listens to all instances. */
const ALL = { '/options.additionalInstances.values.include': ['all'] };
const asProperty = (field: object): INodeProperties => structuredClone(field) as INodeProperties;
const instanceFields = [
	...requireWithGlobalKey(asProperty({ ...instanceField, displayOptions: { hide: ALL } })),
	asProperty({ ...instanceField, displayOptions: { show: ALL } }),
];

/** The trigger's fields after *Authentication*. n8n wants them mutable. */
export const triggerFields = [
	...instanceFields,
	...[events, filtersField, options].map(asProperty),
];
