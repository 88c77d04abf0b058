import { z } from 'zod';

import { cannotBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { neededForEvents } from '../../fields/events';
import { choiceField, switchField, textField } from '../../fields/fieldKinds';
import { choice, flag, optionalText, text } from '../../fields/inputs';
import { settingsField, settingsInput } from '../../fields/instanceSettings';
import { outputBinaryPropertyName } from '../../fields/outputFile';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';
import {
	proxyField,
	proxyInput,
	transportsField,
	transportsInput,
	webhookField,
	webhookInput,
} from './shared/createBlocks';
import { chatwootField, chatwootInput } from './shared/createChatwoot';
import {
	checkCloud,
	cloudBody,
	cloudFields,
	cloudInput,
	notCloud,
	ofPhone,
} from './shared/createCloud';
import { qrCodeOf, simplifyCreated } from './shared/instanceState';

/** `POST /instance/create`: a new instance. Without a name the server would call it "undefined". */
export const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp instance',
	description: 'Create an instance for a WhatsApp account, with its settings and its QR code',
	request: { method: 'POST', path: '/instance/create', retry: 'neverAfterSent' },
	fields: [
		textField('Instance Name', 'instanceName', {
			required: true,
			placeholder: 'e.g. support',
			description: 'Name of the new instance. It cannot be changed later.',
		}),
		choiceField('Integration', 'integration', {
			options: [
				{
					name: 'Evolution Channel',
					value: 'EVOLUTION',
					description: 'Messages of your own channel, not of WhatsApp',
				},
				{
					name: 'WhatsApp (Baileys)',
					value: 'WHATSAPP-BAILEYS',
					description: 'A phone, connected by QR code',
				},
				{
					name: 'WhatsApp Business (Cloud API)',
					value: 'WHATSAPP-BUSINESS',
					description: 'An account of the Cloud API of Meta',
				},
			],
			default: 'WHATSAPP-BAILEYS',
		}),
		...cloudFields,
		{
			...outputBinaryPropertyName,
			displayOptions: { show: { integration: ['WHATSAPP-BAILEYS'] } },
			hint: 'The name of the output field to put the QR code in, as a picture',
		},
		optionsField(
			textField('API Key', 'token', {
				typeOptions: { password: true },
				displayOptions: notCloud,
				description: 'Key of the instance. Leave empty to let the server generate one.',
			}),
			switchField('Get QR Code', 'qrcode', {
				displayOptions: ofPhone,
				default: true,
				description:
					'Whether to connect and return the QR code, which takes about 5 seconds. With Chatwoot there is no QR code: use Instance → Connect afterwards.',
			}),
			toggle(
				'Include API Key',
				'includeApiKey',
				'Whether the output includes the key of the new instance, as "hash"',
			),
			textField('Phone Number', 'number', {
				placeholder: 'e.g. 5511988887777',
				displayOptions: notCloud,
				description: 'Number of the phone, for a pairing code',
			}),
		),
		settingsField,
		webhookField,
		transportsField,
		proxyField,
		chatwootField,
		simplify,
	],
	input: z
		.object({
			instanceName: text.transform((name) => name.trim()),
			integration: choice('EVOLUTION', 'WHATSAPP-BAILEYS', 'WHATSAPP-BUSINESS'),
			...cloudInput,
			options: collectionInput({
				token: optionalText,
				qrcode: flag,
				includeApiKey: flag,
				number: optionalText,
			}),
			settings: settingsInput,
			webhook: webhookInput,
			transports: transportsInput,
			proxy: proxyInput,
			chatwoot: chatwootInput,
		})
		.superRefine((input, context) => {
			const { instanceName, integration } = input;
			if (instanceName === '.' || instanceName === '..') {
				reportProblem(context, cannotBe(instanceName), 'Use another name.', ['instanceName']);
			}
			if (integration === 'WHATSAPP-BUSINESS') checkCloud(input, context);
		}),
	// The server takes any name here, and then never sends the event.
	needs: ({ webhook, transports }) => {
		const blocks = Object.values<{ readonly events: string[] } | undefined>({
			webhook,
			...transports,
		});
		return neededForEvents(blocks.flatMap((block) => block?.events ?? []));
	},
	example: { instanceName: 'support', integration: 'WHATSAPP-BAILEYS' },
	body: ({ instanceName, integration, options, ...input }) => ({
		instanceName,
		integration,
		...(integration === 'WHATSAPP-BUSINESS'
			? cloudBody(input)
			: { token: options?.token, number: options?.number }),
		qrcode: integration === 'WHATSAPP-BAILEYS' ? (options?.qrcode ?? true) : undefined,
		...input.settings,
		webhook: input.webhook,
		...input.transports,
		...input.proxy,
		...input.chatwoot,
	}),
	file: (answer, { instanceName }) => qrCodeOf(answer.qrcode, instanceName).image,
	simplify: simplifyCreated,
	secrets: {
		keys: ['hash', 'token', 'accessTokenWaBusiness', 'webhookHeaders'],
		shown: ({ options }) => options?.includeApiKey === true,
	},
});
