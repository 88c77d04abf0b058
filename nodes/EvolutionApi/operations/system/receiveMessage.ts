import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { choiceField, jsonField, textField } from '../../fields/fieldKinds';
import { choice, jsonObject, optionalText, text } from '../../fields/inputs';
import { checkRecipient, jidIn } from '../../fields/recipient';

const phoneNumber = text.transform((value, context) => jidIn(checkRecipient(value), context));

/**
 * `POST /webhook/evolution`: hands a message of another system to an EVOLUTION instance, which the server finds by its
 * number. The route has no instance and needs no key. If no instance has the number, its answer is empty.
 */
export const receiveMessage = defineOperation({
	name: 'Receive Message',
	value: 'receiveMessage',
	action: 'Inject an incoming WhatsApp message',
	description: 'Pass a message of another system to an EVOLUTION instance, as an incoming message',
	request: {
		method: 'POST',
		path: '/webhook/evolution',
		retry: 'neverAfterSent',
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
			textField('Sender Name', 'pushName', {
				placeholder: 'e.g. Ana',
				description: 'Name of the sender',
			}),
		),
	],
	input: z
		.object({
			instanceNumber: text,
			senderNumber: phoneNumber,
			contentType: choice('json', 'text'),
			text: optionalText,
			messageType: optionalText,
			message: jsonObject.optional(),
			options: collectionInput({ messageId: optionalText, pushName: optionalText }),
		})
		.superRefine((input, context) => {
			const needed = input.contentType === 'text' ? 'text' : 'messageType';
			if (input[needed] === undefined) reportProblem(context, 'is empty', undefined, [needed]);
		}),
	example: {
		instanceNumber: '5511900000009',
		senderNumber: '5511988887777',
		contentType: 'text',
		text: 'Hello from the other system',
		options: { pushName: 'Ana' },
	},
	body: ({ instanceNumber, senderNumber, contentType, text: conversation, ...rest }) => ({
		numberId: instanceNumber.trim(),
		key: { remoteJid: senderNumber, fromMe: false, id: rest.options?.messageId },
		pushName: rest.options?.pushName,
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
