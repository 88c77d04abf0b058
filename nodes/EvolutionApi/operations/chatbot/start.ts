import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { recordOf } from '../../core/values/answer';
import { collectionInput, optionsField } from '../../fields/collections';
import { fieldGroup, groupsField, textField } from '../../fields/fieldKinds';
import { clearableText, flag, text, webAddress } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { chatField, chatInput } from '../../fields/recipient';
import { toggle } from '../../fields/toggle';
import { typebotName, typebotUrl } from './shared/platforms/typebot';

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
		retry: 'neverAfterSent',
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
					textField('Value', 'value', { placeholder: 'e.g. 4711' }),
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
		typebotUrl: webAddress,
		typebotName: text,
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
	body: ({ recipient: remoteJid, typebotUrl: url, typebotName: typebot, variables, options }) => ({
		remoteJid,
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
		variables: recordOf(recordOf(typebot).typebot).prefilledVariables ?? {},
	}),
	secrets: { keys: ['apiKey'], shown: () => false },
});
