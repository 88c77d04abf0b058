import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { deliveryReceipt } from '../../fields/deliveryReceipt';
import { jsonField, textField } from '../../fields/fieldKinds';
import { jsonList, optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { bulkSending } from '../../fields/bulkSending';
import { recipient, recipientInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { language, templateName } from '../../fields/template';
import { chosenComponents, templateValues, templateValuesInput } from '../../fields/templateValues';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /message/sendTemplate/{instance}`: an approved template; WHATSAPP-BUSINESS instances only. */
export const sendTemplate = defineOperation({
	name: 'Send Template',
	value: 'sendTemplate',
	action: 'Send a WhatsApp template message',
	description: 'Send a template that Meta has approved. Needs a WHATSAPP-BUSINESS instance.',
	request: { method: 'POST', path: '/message/sendTemplate/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		templateName,
		language,
		templateValues,
		jsonField('Components', 'components', {
			typeOptions: { rows: 6 },
			default: '[]',
			description:
				'The values as JSON, in place of Values: header, body and buttons in the form of the WhatsApp Business Cloud API, e.g. [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]',
		}),
		optionsField(
			deliveryReceipt,
			textField('Webhook URL', 'webhookUrl', {
				placeholder: 'e.g. https://example.com/hook',
				description: 'Where the server also reports the status of this message',
			}),
		),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: recipientInput,
			templateName: text,
			language: text,
			templateValues: templateValuesInput.optional(),
			components: jsonList,
			options: collectionInput({ webhookUrl: optionalText }),
		})
		.transform(({ templateValues: values = [], components: json, ...given }, context) => {
			const components = chosenComponents(json, values, context);
			return { ...given, components };
		}),
	example: {
		recipient: '5511988887777',
		templateName: 'order_shipped',
		language: 'en_US',
		components: '[{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]',
	},
	body: ({ recipient: number, templateName: name, language: code, components, options }) => ({
		number,
		name,
		language: code,
		components,
		webhookUrl: options?.webhookUrl,
	}),
	// Only the name is stored, so the values tell messages apart only within a run.
	content: ({ templateName: name, language: code, components }) => ({
		kind: 'composed',
		typed: '',
		forms: [{ conversation: `▶️${name}◀️` }],
		identity: [code, components],
	}),
	simplify: simplifySentMessage,
});
