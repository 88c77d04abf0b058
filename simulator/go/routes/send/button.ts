import { randomInt } from 'node:crypto';
import type { Json } from '../../../core/data';
import { failed } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import type { BodyOf } from '../../core/struct';
import { useClient } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';
import { addressed, NEEDS_NUMBER } from '../../sending/common';
import { headedText, sendInteractive } from '../../sending/interactive';

const buttonStruct = {
	name: 'Button',
	fields: {
		type: 'string',
		displayText: 'string',
		id: 'string',
		copyCode: 'string',
		url: 'string',
		phoneNumber: 'string',
		currency: 'string',
		name: 'string',
		keyType: 'string',
		key: 'string',
	},
} as const;

const struct = {
	name: 'ButtonStruct',
	fields: {
		...addressed,
		title: 'string',
		description: 'string',
		footer: 'string',
		buttons: [buttonStruct],
	},
} as const;

type Button = BodyOf<typeof buttonStruct>;
type Body = BodyOf<typeof struct>;

/** Which buttons go together. */
function check(buttons: Button[]): void {
	const has = (...types: string[]) => buttons.some(({ type }) => types.includes(type));
	const hasOthers = buttons.some(({ type }) => type !== 'reply' && type !== 'pix');
	if (has('reply')) {
		if (buttons.filter(({ type }) => type === 'reply').length > 3) {
			throw failed("máximo de 3 botões do tipo 'reply' permitidos");
		}
		if (hasOthers) {
			throw failed("botões do tipo 'reply' não podem ser misturados com outros tipos");
		}
	}
	if (has('pix') && buttons.length > 1) {
		throw failed("botão do tipo 'pix' não pode ser combinado com outros botões");
	}
}

const KEY_TYPES: Record<string, string> = {
	phone: 'PHONE',
	email: 'EMAIL',
	cpf: 'CPF',
	cnpj: 'CNPJ',
	random: 'EVP',
};

const nothing = '{"value":0,"offset":100}';

const reference = () =>
	Array.from({ length: 11 }, () => randomInt(36).toString(36).toUpperCase()).join('');

const payment = ({ currency, name, key, keyType }: Button) =>
	`{"currency":"${currency}","total_amount":${nothing},"reference_id":"${reference()}","type":"physical-goods","order":{"status":"pending","subtotal":${nothing},"order_type":"ORDER","items":[{"name":"","amount":${nothing},"quantity":0,"sale_amount":${nothing}}]},"payment_settings":[{"type":"pix_static_code","pix_static_code":{"merchant_name":"${name}","key":"${key}","key_type":"${KEY_TYPES[keyType] ?? keyType}"}}],"share_payment_status":false}`;

/** The server joins texts, so a quotation mark in one breaks them. */
const PARAMETERS: Record<string, { name: string; json: (button: Button) => string }> = {
	reply: {
		name: 'quick_reply',
		json: ({ displayText, id }) => `{"display_text":"${displayText}","id":"${id}"}`,
	},
	copy: {
		name: 'cta_copy',
		json: ({ displayText, copyCode }) =>
			`{"display_text":"${displayText}","copy_code":"${copyCode}"}`,
	},
	url: {
		name: 'cta_url',
		json: ({ displayText, url }) =>
			`{"display_text":"${displayText}","url":"${url}","merchant_url":"${url}"}`,
	},
	call: {
		name: 'cta_call',
		json: ({ displayText, phoneNumber }) =>
			`{"display_text":"${displayText}","phone_number":"${phoneNumber}"}`,
	},
	pix: { name: 'payment_info', json: payment },
};

function nativeButton(button: Button): Json {
	if (!Object.hasOwn(PARAMETERS, button.type)) return {};
	const { name, json } = PARAMETERS[button.type];
	return { name, buttonParamsJson: json(button) };
}

const isPix = ({ buttons }: Body) => buttons.some(({ type }) => type === 'pix');

/** What the phone draws, and the server sends in one envelope or another. */
function interactiveOf(body: Body): Json {
	const nativeFlowMessage = {
		buttons: body.buttons.map(nativeButton),
		messageParamsJson: `{"from":"api","templateId":${Date.now()}}`,
	};
	if (isPix(body)) return { nativeFlowMessage };
	const { title, description, footer } = body;
	return {
		body: { text: headedText(title, description) },
		footer: { text: footer },
		nativeFlowMessage,
	};
}

/** Buttons that only answer are of an older kind in later versions. */
function nowOf(body: Body, interactive: Json) {
	if (body.buttons.some(({ type }) => type !== 'reply')) {
		const type = 'InteractiveMessage';
		return { type, messageType: 'interactiveMessage', part: interactive };
	}
	const part = {
		contentText: headedText(body.title, body.description),
		footerText: body.footer,
		buttons: body.buttons.map(({ id, displayText }) => ({
			buttonId: id,
			buttonText: { displayText },
			type: 1,
		})),
		headerType: 1,
	};
	return { type: 'ButtonsMessage', messageType: 'buttonsMessage', part };
}

/** It is accepted, and real phones do not show it; the phone page does. */
export const sendButton: InstanceGoRoute = {
	method: 'POST',
	path: '/send/button',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [
			NEEDS_NUMBER,
			['title', 'title is required'],
			['description', 'description is required'],
			['footer', 'footer is required'],
		]);
		await useClient(call);
		check(body.buttons);
		const interactiveMessage = interactiveOf(body);
		const bare = toGo({ interactiveMessage });
		return await sendInteractive(call, body, {
			messageType: 'interactiveMessage',
			kept: { interactiveMessage },
			old: {
				type: 'ButtonMessage',
				message: isPix(body) ? bare : { viewOnceMessage: { message: bare } },
			},
			now: nowOf(body, interactiveMessage),
		});
	},
};
