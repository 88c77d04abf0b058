import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { makeChatKey, readKeys, readName } from '../../server/words/keys';
import { defineOperation } from '../../table/operation';
import { isRecord, asRecord, asRecords } from '../../core/values/answer';
import { plainNameOrNull } from '../../core/values/text';
import {
	collectionInput,
	optionsField,
	choiceField,
	fieldGroup,
	groupsField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import {
	concurrency,
	listFields,
	includeSecrets,
	secretsInput,
	showSecrets,
	simplify,
} from '../../fields/reads';
import { checkIgnored, chatField, chatInput, requireJid } from '../../fields/recipient';
import { choice, flag } from '../../core/input/checks';
import { addressOfServer, clearableText, text, textLike } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { bot } from './botFields';
import {
	BOT_SECRET_KEYS,
	platform,
	platformInput,
	typebotName,
	typebotNameInput,
	typebotUrl,
} from './platforms';

/** `POST /typebot/start/{instance}`. The answer is empty if the server cannot reach Typebot. */
export const start = defineOperation({
	name: 'Start (Typebot)',
	value: 'start',
	action: 'Start a chatbot in a WhatsApp chat',
	description:
		'Start a conversation with a Typebot. Requires at least one Typebot, or Typebot settings.',
	request: {
		method: 'POST',
		path: '/typebot/start/{instance}',
		idempotent: false,
		whenEmpty: {
			message: 'The server could not reach Typebot',
			description: 'Check Typebot URL and Typebot Name: the bot must be published.',
		},
	},
	fields: [
		instanceField,
		{ ...chatField, description: 'Chat in which to start the bot' },
		{ ...typebotUrl, required: true, displayOptions: {} },
		{ ...typebotName, required: true, displayOptions: {} },
		groupsField('Variables', 'variables', {
			typeOptions: { multipleValues: true },
			placeholder: 'Add Variable',
			description: 'Values for variables of the bot',
			options: [
				fieldGroup('Variable', 'variable', [
					textField('Name', 'name', { placeholder: 'e.g. orderNumber' }),
					textField('Value', 'value', { mayBeEmpty: true, placeholder: 'e.g. 4711' }),
				]),
			],
		}),
		optionsField(
			toggle(
				'Start Session',
				'startSession',
				'Whether the bot continues to answer in the chat. Warning: the server then passes its global API key to the bot and to webhooks for Typebot events.',
			),
		),
	],
	input: {
		recipient: chatInput,
		typebotUrl: addressOfServer,
		typebotName: typebotNameInput,
		variables: z
			.object({
				variable: z.array(z.object({ name: text, value: clearableText.default('') })).optional(),
			})
			.optional(),
		options: collectionInput({ startSession: flag }),
	},
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		typebotUrl: 'https://typebot.example.com',
		typebotName: 'customer-support',
		variables: { variable: [{ name: 'Order', value: '4711' }] },
	},
	body: ({ recipient, typebotUrl: url, typebotName: typebot, variables, options }) => ({
		...makeChatKey(recipient),
		url,
		typebot,
		startSession: options?.startSession,
		variables: variables?.variable,
	}),
	output: ({ typebot }, { recipient, typebotUrl: url, typebotName: name }) => ({
		started: true,
		chat: recipient,
		url,
		typebot: name,
		variables: asRecord(asRecord(typebot).typebot).prefilledVariables ?? {},
	}),
	secrets: { keys: ['apiKey'], isShown: () => false },
});

const simplifySession = (session: IDataObject): IDataObject => ({
	id: session.id ?? null,
	chat: (readKeys(session).chat as string | undefined) ?? null,
	name: plainNameOrNull(readName(session)),
	status: session.status ?? null,
	awaitUser: session.awaitUser === true,
	botId: session.botId ?? null,
	createdAt: session.createdAt ?? null,
	updatedAt: session.updatedAt ?? null,
});

/** `GET /{platform}/fetchSessions/{bot}/{instance}`. For an unknown bot the server returns the sessions of all bots. */
export const getSessions = defineOperation({
	name: 'Get Sessions',
	value: 'getSessions',
	action: 'Get the sessions of a WhatsApp chatbot',
	description: 'Get the conversations of a bot',
	request: { method: 'GET', path: '/{platform}/fetchSessions/{bot}/{instance}', reads: true },
	fields: [
		instanceField,
		platform,
		bot,
		...listFields,
		optionsField(concurrency, includeSecrets),
		simplify,
	],
	input: {
		platform: platformInput,
		bot: text,
		options: secretsInput,
	},
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: ({ data }, { bot: id }) => asRecords(data).filter(({ botId }) => botId === id),
	simplify: simplifySession,
	secrets: { keys: BOT_SECRET_KEYS, isShown: showSecrets },
});

export const changeSessionStatus = defineOperation({
	name: 'Change Session Status',
	value: 'changeSessionStatus',
	action: 'Change the status of a WhatsApp chatbot session',
	description: 'Pause, resume, close or delete the session of a bot in a chat',
	request: {
		method: 'POST',
		path: '/{platform}/changeStatus/{instance}',
		idempotent: false,
	},
	fields: [
		instanceField,
		platform,
		{ ...chatField, description: 'Chat of the session' },
		choiceField('Session Status', 'sessionStatus', {
			options: [
				{ name: 'Close', value: 'closed', description: 'End the conversation' },
				{ name: 'Delete', value: 'delete', description: 'Delete the session' },
				{ name: 'Open', value: 'opened', description: 'The bot answers' },
				{ name: 'Pause', value: 'paused', description: 'The bot is silent' },
			],
			default: 'paused',
			required: true,
			description: 'New status of the session',
		}),
	],
	input: {
		platform: platformInput,
		recipient: chatInput,
		sessionStatus: choice('closed', 'delete', 'opened', 'paused'),
	},
	example: {
		platform: 'typebot',
		recipient: '5511988887777@s.whatsapp.net',
		sessionStatus: 'paused',
	},
	body: ({ recipient, sessionStatus: status }) => ({ ...makeChatKey(recipient), status }),
	output: ({ bot }, { recipient, sessionStatus }) => {
		const session = asRecord(asRecord(bot).bot).session;
		// The server returns the number of changed sessions, but only for `paused` and `opened`.
		const sessions = isRecord(session) ? Number(session.count) : null;
		return {
			chat: recipient,
			status: sessions === 0 ? null : sessionStatus,
			sessions,
			...(sessions === 0 ? { reason: 'No bot has a session in this chat.' } : {}),
			...(sessionStatus === 'delete' ? { deleted: true } : {}),
		};
	},
});

const ignoredChatInput = textLike.transform((value, context) =>
	requireJid(checkIgnored(value), context),
);

export const updateIgnoredChats = defineOperation({
	name: 'Update Ignored Chats',
	value: 'updateIgnoredChats',
	action: 'Update the WhatsApp chats that chatbots ignore',
	description:
		'Add or remove a chat that the bots of a platform ignore. The platform must have at least one bot, or settings.',
	request: { method: 'POST', path: '/{platform}/ignoreJid/{instance}', idempotent: true },
	fields: [
		instanceField,
		platform,
		{
			...chatField,
			description:
				'Chat to ignore. As a JID, use "@g.us" for all groups or "@s.whatsapp.net" for all people.',
		},
		choiceField('Ignore Action', 'ignoreAction', {
			options: [
				{ name: 'Answer Again', value: 'remove' },
				{ name: 'Ignore', value: 'add' },
			],
			default: 'add',
			required: true,
			description: 'Whether the bots ignore the chat, or answer in it again',
		}),
	],
	input: {
		platform: platformInput,
		recipient: ignoredChatInput,
		ignoreAction: choice('add', 'remove'),
	},
	example: { platform: 'typebot', recipient: '5511988887777', ignoreAction: 'add' },
	body: ({ recipient, ignoreAction: action }) => ({ ...makeChatKey(recipient), action }),
	output: ({ ignoreJids }, { platform: name }) => ({
		platform: name,
		ignoreJids: ignoreJids ?? [],
	}),
});
