import { randomInt } from 'node:crypto';
import type { Json } from '../../../core/data';
import { without } from '../../../core/values';
import type { Answer } from '../../../core/types';
import { failed } from '../../core/answers';
import { goJson } from '../../core/goJson';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import type { BodyOf } from '../../core/struct';
import { useClient } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';
import { mediaContent } from '../../../whatsapp/mediaContent';
import { addressed, NEEDS_NUMBER } from '../../sending/common';
import { download } from '../../sending/download';
import {
	eraOf,
	headedText,
	messageParameters,
	sendBare,
	sendWrapped,
} from '../../sending/interactive';

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
		imageUrl: 'string',
		videoUrl: 'string',
	},
} as const;

type Button = BodyOf<typeof buttonStruct>;
type Body = BodyOf<typeof struct>;

function checkCombination(buttons: Button[]): void {
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

const reference = () =>
	Array.from({ length: 11 }, () => randomInt(36).toString(36).toUpperCase()).join('');

const NOTHING = { value: 0, offset: 100 };

const paymentOf = ({ currency, name, key, keyType }: Button): Json => ({
	currency,
	total_amount: NOTHING,
	reference_id: reference(),
	type: 'physical-goods',
	order: {
		status: 'pending',
		subtotal: NOTHING,
		order_type: 'ORDER',
		items: [{ name: '', amount: NOTHING, quantity: 0, sale_amount: NOTHING }],
	},
	payment_settings: [
		{
			type: 'pix_static_code',
			pix_static_code: { merchant_name: name, key, key_type: KEY_TYPES[keyType] ?? keyType },
		},
	],
	share_payment_status: false,
});

/** WhatsApp's name and parameters for each type of button. Servers before 0.7.2 send the parameters in this order. */
const PARAMETERS: Record<string, { name: string; parameters: (button: Button) => Json }> = {
	reply: {
		name: 'quick_reply',
		parameters: ({ displayText, id }) => ({ display_text: displayText, id }),
	},
	copy: {
		name: 'cta_copy',
		parameters: ({ displayText, copyCode }) => ({ display_text: displayText, copy_code: copyCode }),
	},
	url: {
		name: 'cta_url',
		parameters: ({ displayText, url }) => ({ display_text: displayText, url, merchant_url: url }),
	},
	call: {
		name: 'cta_call',
		parameters: ({ displayText, phoneNumber }) => ({
			display_text: displayText,
			phone_number: phoneNumber,
		}),
	},
	pix: { name: 'payment_info', parameters: paymentOf },
};

/** Returns JSON as servers before 0.7.2 build it: they join texts, so a quotation mark in a text breaks the JSON. */
const joined = (value: unknown): string => {
	if (Array.isArray(value)) return `[${value.map(joined).join(',')}]`;
	if (typeof value === 'string') return `"${value}"`;
	if (typeof value !== 'object' || value === null) return String(value);
	return `{${Object.entries(value)
		.map(([key, entry]) => `"${key}":${joined(entry)}`)
		.join(',')}}`;
};

/** From 0.7.2 on, a copy button also has an ID. */
function withCopyId(button: Button, parameters: Json): Json {
	if (button.type !== 'copy') return parameters;
	const id = button.id || `copy_${Date.now()}000000`;
	return { ...parameters, copy_code: button.copyCode || button.id, id };
}

const nativeButtons = (call: GoCall, { buttons }: Body): Json[] =>
	buttons.map((button) => {
		if (!Object.hasOwn(PARAMETERS, button.type)) return {};
		const { name, parameters } = PARAMETERS[button.type];
		const values = parameters(button);
		const isJson = eraOf(call) === 'wrapped';
		return {
			name,
			buttonParamsJson: isJson ? goJson(withCopyId(button, values)) : joined(values),
		};
	});

const isPix = ({ buttons }: Body) => buttons.some(({ type }) => type === 'pix');
const isReplies = ({ buttons }: Body) =>
	buttons.length > 0 && buttons.every(({ type }) => type === 'reply');

const textsOf = ({ title, description, footer }: Body): Json => ({
	body: { text: headedText(title, description) },
	footer: { text: footer },
});

/** Sends buttons as 0.6.1, 0.7.0 and 0.7.1 do: without an event, and without a quote. */
async function sendOld(call: GoCall, body: Body): Promise<Answer> {
	const nativeFlowMessage = {
		buttons: nativeButtons(call, body),
		messageParamsJson: messageParameters(),
	};
	const texts = isPix(body) ? {} : textsOf(body);
	const kept = { interactiveMessage: { ...texts, nativeFlowMessage } };
	const message = (): Json => {
		if (isPix(body)) return toGo(kept);
		if (eraOf(call) === 'viewOnce') return { viewOnceMessage: { message: toGo(kept) } };
		const interactiveMessage = {
			...texts,
			header: { title: body.title, hasMediaAttachment: false },
			contextInfo: {},
			nativeFlowMessage: { ...nativeFlowMessage, messageVersion: 1 },
		};
		return toGo({ interactiveMessage });
	};
	const sent = { type: 'ButtonMessage', message: message() };
	return await sendBare(call, body, { messageType: 'interactiveMessage', kept, sent });
}

const EMPTY = 1;
const HEADER_TYPES = { image: 4, video: 5 };

/** A file that can't be downloaded is silently left out. */
async function headerOf({ imageUrl, videoUrl }: Body): Promise<Json> {
	const type = imageUrl ? 'image' : 'video';
	const address = imageUrl || videoUrl;
	const file = address ? await download(address, type).catch(() => undefined) : undefined;
	if (!file) return { headerType: EMPTY };
	const mimetype = imageUrl ? 'image/jpeg' : 'video/mp4';
	const { messageType, part } = mediaContent(type, { ...file, mimetype }, {});
	const sent = without(part, 'mediaKeyTimestamp', 'height', 'width', 'jpegThumbnail');
	return { headerType: HEADER_TYPES[type], [messageType]: sent };
}

const repliesOf = async (body: Body): Promise<Json> => ({
	contentText: body.description,
	footerText: body.footer,
	...(await headerOf(body)),
	buttons: body.buttons.map(({ id, displayText }) => ({
		buttonId: id,
		buttonText: { displayText },
		type: 1,
	})),
});

const PAYMENT_PARAMETERS = '{"native_flow_name":"order_details","version":1}';

async function sendNew(call: GoCall, body: Body): Promise<Answer> {
	if (isReplies(body)) {
		const part = await repliesOf(body);
		const kind = { type: 'ButtonsMessage', messageType: 'buttonsMessage' };
		return await sendWrapped(call, body, { ...kind, part });
	}
	const pays = isPix(body);
	const nativeFlowMessage = {
		buttons: nativeButtons(call, body),
		messageParamsJson: pays ? PAYMENT_PARAMETERS : messageParameters(),
		messageVersion: 1,
	};
	const texts = pays ? { body: { text: body.title } } : textsOf(body);
	return await sendWrapped(call, body, {
		type: 'InteractiveMessage',
		messageType: 'interactiveMessage',
		part: { ...texts, nativeFlowMessage },
	});
}

/** The server accepts buttons, but real phones don't show them. The simulator's phones do. */
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
		checkCombination(body.buttons);
		return await (eraOf(call) === 'wrapped' ? sendNew : sendOld)(call, body);
	},
};
