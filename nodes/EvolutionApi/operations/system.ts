import { z } from 'zod';

import { RequestFailure } from '../errors/failure';
import { reportProblem } from '../core/input/inputProblem';
import { makeKey, makeName } from '../server/words/keys';
import { defineOperation, type Resource } from '../table/operation';
import {
	collectionInput,
	optionsField,
	choiceField,
	collectionField,
	jsonField,
	textField,
	toggle,
} from '../fields/fieldKinds';
import { choice, flag } from '../core/input/checks';
import { jsonObject, optionalText, text } from '../fields/inputs';
import { instanceField, instanceOrServer } from '../fields/instance';
import { checkRecipient, requireJid } from '../fields/recipient';
import { secretsInput, secretsOption, showSecrets } from '../fields/reads';
import { runChecks } from '../health/checks';

/** `GET /`, and the requests of the checks in `health/`. Changes nothing. */
const checkSetup = defineOperation({
	name: 'Check Setup',
	value: 'checkSetup',
	action: 'Check the setup of WhatsApp server and workflows',
	description:
		'Find out why something does not work, or why events start no workflow. Returns an item for each problem, with what to do, and an item for each area without problems.',
	request: { method: 'GET', path: '/', idempotent: true },
	fields: [
		instanceOrServer,
		optionsField(
			toggle(
				'Show Each Check',
				'eachCheck',
				'Whether to return an item for each check, even if it finds no problem',
			),
		),
	],
	input: { options: collectionInput({ eachCheck: flag }) },
	async run({ options = {} }, call) {
		return await runChecks(call, options.eachCheck === true);
	},
});

/** `GET /baileys/generateMessageID/{instance}`, which returns a bare JSON string. */
const generateMessageId = defineOperation({
	name: 'Generate Message ID',
	value: 'generateMessageId',
	action: 'Generate a WhatsApp message ID',
	description: 'Generate an ID to send a message with',
	since: '2.4.0',
	request: {
		method: 'GET',
		path: '/baileys/generateMessageID/{instance}',
		idempotent: true,
		text: true,
	},
	fields: [instanceField],
	output: (answer) =>
		typeof answer.data === 'string' ? { messageId: answer.data.replace(/^"|"$/g, '') } : answer,
});

/** `GET /`; needs no key. */
const getInfo = defineOperation({
	name: 'Get Info',
	value: 'getInfo',
	action: 'Get the version of the WhatsApp server',
	description: 'Get the versions of the server and of WhatsApp Web, and the URLs of its pages',
	request: { method: 'GET', path: '/', reads: true },
	fields: [],
});

/** `GET /license/status`; needs no key, and works even if the server is not activated. */
const getLicenseStatus = defineOperation({
	name: 'Get License Status',
	value: 'getLicenseStatus',
	action: 'Get the license status of the WhatsApp server',
	description: 'Get whether the server is activated: otherwise, it rejects all other requests',
	since: '2.4.0',
	request: { method: 'GET', path: '/license/status', reads: true },
	fields: [],
	output: ({ instance_id: serverId, ...answer }) => ({
		...answer,
		active: answer.status === 'active',
		serverId: serverId ?? null,
	}),
});

const METRICS_OFF = {
	message: 'The metrics of the server are switched off',
	description: 'Start the server with PROMETHEUS_METRICS=true.',
};

const WRONG_LOGIN = {
	message: 'The metrics of the server need another user or password',
	description:
		'Add User and Password under Login: METRICS_USER and METRICS_PASSWORD in the settings of the server.',
};

/** Explains why the server refuses the metrics: the route has a separate login, and can be switched off. */
function explain(error: unknown): unknown {
	if (!(error instanceof RequestFailure)) return error;
	const { failure } = error;
	if (failure.httpCode === 401) return new RequestFailure({ ...failure, ...WRONG_LOGIN });
	if (failure.unknownRoute !== true) return error;
	return new RequestFailure({ ...failure, ...METRICS_OFF });
}

/** `GET /metrics`: returns plain text, and only works if the metrics are switched on. */
const getMetrics = defineOperation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get the metrics of the WhatsApp server',
	description:
		'Get the state of all instances as text for Prometheus, if the server has PROMETHEUS_METRICS=true',
	since: '2.3.3',
	request: {
		method: 'GET',
		path: '/metrics',
		reads: true,
		text: true,
	},
	fields: [
		collectionField('Login', 'login', {
			placeholder: 'Add field',
			description: 'For a server that runs with METRICS_AUTH_REQUIRED=true',
			options: [
				textField('Password', 'password', {
					typeOptions: { password: true },
					description: 'METRICS_PASSWORD in the settings of the server',
				}),
				textField('User', 'user', {
					placeholder: 'e.g. prometheus',
					description: 'METRICS_USER in the settings of the server',
				}),
			],
		}),
	],
	input: {
		login: collectionInput({ password: optionalText, user: optionalText }),
	},
	async run({ login: { user, password } = {} }, { ask }) {
		const isGiven = user !== undefined || password !== undefined;
		const basic = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
		const headers = isGiven ? { authorization: `Basic ${basic}` } : undefined;
		return await ask({ headers }).catch((error: unknown) => {
			throw explain(error);
		});
	},
	output: ({ data }) => ({ metrics: data }),
});

const senderNumberInput = text.transform((value, context) =>
	requireJid(checkRecipient(value), context),
);

/**
 * `POST /webhook/evolution`: passes a message from another system to an EVOLUTION instance, which the server finds by its
 * number. The route names no instance and needs no key. If no instance has the number, the answer is empty.
 */
const receiveMessage = defineOperation({
	name: 'Receive Message',
	value: 'receiveMessage',
	action: 'Inject an incoming WhatsApp message',
	description: 'Pass a message of another system to an EVOLUTION instance, as an incoming message',
	request: {
		method: 'POST',
		path: '/webhook/evolution',
		idempotent: false,
		whenEmpty: {
			message: 'No instance received the message',
			description:
				'Check Instance Number: there must be an instance of the integration EVOLUTION that was created with exactly this number.',
		},
	},
	fields: [
		{
			displayName:
				'Only for instances of the integration EVOLUTION, whose messages come from another system. To start a workflow with messages from WhatsApp, use the Evolution API Trigger.',
			name: 'receiveNotice',
			type: 'notice',
			default: '',
		},
		textField('Instance Number', 'instanceNumber', {
			required: true,
			placeholder: 'e.g. 5511900000001',
			description: 'The number that the EVOLUTION instance was created with',
		}),
		textField('Sender Number', 'senderNumber', {
			required: true,
			placeholder: 'e.g. 5511988887777',
			description: 'Phone number of the sender, with country code',
		}),
		choiceField('Content', 'contentType', {
			options: [
				{ name: 'JSON', value: 'json', description: "A message object in WhatsApp's own format" },
				{ name: 'Text', value: 'text' },
			],
			default: 'text',
		}),
		textField('Text', 'text', {
			typeOptions: { rows: 4 },
			displayOptions: { show: { contentType: ['text'] } },
			required: true,
			placeholder: 'e.g. Hi! Is my order ready?',
			description: 'The text of the message',
		}),
		textField('Message Type', 'messageType', {
			displayOptions: { show: { contentType: ['json'] } },
			required: true,
			placeholder: 'e.g. imageMessage',
			description: 'Name of the message type in WhatsApp',
		}),
		jsonField('Message (JSON)', 'message', {
			typeOptions: { rows: 6 },
			displayOptions: { show: { contentType: ['json'] } },
			default: '{}',
			description: 'The message object, e.g. {"mediaUrl": "https://example.com/a.png"}',
		}),
		optionsField(
			textField('Message ID', 'messageId', {
				placeholder: 'e.g. ticket-4711-3',
				description:
					'ID of the message in the other system. Leave empty to let the server generate one.',
			}),
			textField('Sender Name', 'senderName', {
				placeholder: 'e.g. Ana',
				description: 'Name of the sender',
			}),
		),
	],
	input: z
		.object({
			instanceNumber: text,
			senderNumber: senderNumberInput,
			contentType: choice('json', 'text'),
			text: optionalText,
			messageType: optionalText,
			message: jsonObject.optional(),
			options: collectionInput({ messageId: optionalText, senderName: optionalText }),
		})
		.superRefine((input, context) => {
			const field = input.contentType === 'text' ? 'text' : 'messageType';
			if (input[field] === undefined) reportProblem(context, 'is empty', undefined, [field]);
		}),
	example: {
		instanceNumber: '5511900000009',
		senderNumber: '5511988887777',
		contentType: 'text',
		text: 'Hello from the other system',
		options: { senderName: 'Ana' },
	},
	body: ({ instanceNumber, senderNumber, contentType, text: conversation, ...rest }) => ({
		numberId: instanceNumber.trim(),
		key: makeKey({ id: rest.options?.messageId, chat: senderNumber, fromMe: false }),
		...makeName(rest.options?.senderName),
		...(contentType === 'text'
			? { message: { conversation }, messageType: 'conversation' }
			: { message: rest.message ?? {}, messageType: rest.messageType }),
	}),
	output: (_answer, { instanceNumber, senderNumber }) => ({
		received: true,
		instanceNumber,
		senderNumber,
	}),
});

/** `POST /verify-creds`: accepts only the global key, and returns the server's Facebook IDs and token. */
const verifyCredentials = defineOperation({
	name: 'Verify Credentials',
	value: 'verifyCredentials',
	action: 'Verify the global API key of the WhatsApp server',
	description: 'Check whether the global API key of the credential is valid',
	request: { method: 'POST', path: '/verify-creds', reads: true },
	fields: [secretsOption],
	input: { options: secretsInput },
	output: ({ message, facebookAppId, facebookConfigId, facebookUserToken }) => ({
		valid: true,
		message,
		facebookAppId,
		facebookConfigId,
		facebookUserToken,
	}),
	secrets: {
		keys: ['facebookAppId', 'facebookConfigId', 'facebookUserToken'],
		isShown: showSecrets,
	},
});

export const system: Resource = {
	name: 'System',
	value: 'system',
	description: 'Check the setup, and get information about the server',
	operations: [
		checkSetup,
		generateMessageId,
		getInfo,
		getLicenseStatus,
		getMetrics,
		receiveMessage,
		verifyCredentials,
	],
};
