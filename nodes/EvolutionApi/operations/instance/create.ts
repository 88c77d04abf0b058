import { z } from 'zod';

import { cannotBe, mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import type { Field } from '../../core/values/field';
import {
	collectionInput,
	optionsField,
	choiceField,
	switchField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import { neededForEvents } from '../../fields/events';
import { choice, flag } from '../../core/input/checks';
import { optionalText, text } from '../../fields/inputs';
import { settingsField, settingsInput } from '../../fields/instanceSettings';
import { requireNumber } from '../../fields/recipient';
import { outputBinaryPropertyName, simplify } from '../../fields/reads';
import { readQrCode, simplifyCreated } from './connection';
import { firstText } from '../../core/values/answer';
import {
	chatwootField,
	chatwootInput,
	proxyField,
	proxyInput,
	transportsField,
	transportsInput,
	webhookField,
	webhookInput,
} from './createOptions';

// Fields for an instance of Meta's Cloud API, which has no phone. None of them is `required`: if the integration is an
// expression, n8n shows these fields for every integration and would insist on them.

const ofCloud = { show: { integration: ['WHATSAPP-BUSINESS'] } } as const;

const notCloud = { show: { '/integration': ['EVOLUTION', 'WHATSAPP-BAILEYS'] } } as const;

const ofPhone = { show: { '/integration': ['WHATSAPP-BAILEYS'] } } as const;

const cloudFields = [
	textField('Access Token', 'accessToken', {
		typeOptions: { password: true },
		displayOptions: ofCloud,
		description: 'Permanent access token of Meta. It becomes the key of the instance.',
	}),
	textField('Phone Number ID', 'phoneNumberId', {
		displayOptions: ofCloud,
		placeholder: 'e.g. 106540352242922',
		description: 'ID of the phone number at Meta, not the number itself',
	}),
	textField('Business Account ID', 'businessId', {
		displayOptions: ofCloud,
		placeholder: 'e.g. 102290129340398',
		description: 'ID of the WhatsApp Business account. Only templates need it.',
	}),
] as const satisfies readonly Field[];

const cloudInput = {
	accessToken: optionalText,
	phoneNumberId: optionalText,
	businessId: optionalText,
};

type Cloud = z.output<z.ZodObject<typeof cloudInput>>;

function checkCloud({ accessToken, phoneNumberId }: Cloud, context: z.RefinementCtx): void {
	for (const [field, value] of Object.entries({ accessToken, phoneNumberId })) {
		if (value === undefined)
			reportProblem(context, 'is empty', 'Fill it in: the Cloud API needs it.', [field]);
	}
	if (phoneNumberId === undefined || /^\d{2,}$/.test(phoneNumberId)) return;
	const hint = 'Enter the digits that Meta shows as the ID of the number.';
	reportProblem(context, mustBe('digits', phoneNumberId), hint, ['phoneNumberId']);
}

const cloudBody = ({ accessToken, phoneNumberId, businessId }: Cloud) => ({
	token: accessToken,
	number: phoneNumberId,
	businessId,
});

/** `POST /instance/create`. Without a name, the server would call it "undefined". */
export const createInstance = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp instance',
	description: 'Create an instance for a WhatsApp account, with its settings and its QR code',
	request: { method: 'POST', path: '/instance/create', idempotent: false },
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
		})
		.transform((input, context) => {
			const { integration, options } = input;
			// Only a WhatsApp number is checked. An Evolution Channel, which isn't WhatsApp, may have any number.
			if (integration !== 'WHATSAPP-BAILEYS' || options?.number === undefined) return input;
			const number = requireNumber(options.number, context, ['options', 'number']);
			return { ...input, options: { ...options, number } };
		}),
	// The server accepts any event name for a new instance, but never sends an event that it doesn't know.
	needs: ({ webhook, transports }) => {
		const blocks = Object.values<{ readonly events: string[] } | undefined>({
			webhook,
			...transports,
		});
		return neededForEvents(blocks.flatMap((block) => block?.events ?? []));
	},
	opens: ({ webhook, chatwoot }) => [webhook?.url, firstText(chatwoot.chatwootUrl) ?? undefined],
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
	file: (answer, { instanceName }) => readQrCode(answer.qrcode, instanceName).image,
	simplify: simplifyCreated,
	secrets: {
		keys: ['hash', 'token', 'accessTokenWaBusiness', 'webhookHeaders'],
		isShown: ({ options }) => options?.includeApiKey === true,
	},
});
