import { randomBytes } from 'node:crypto';
import { uuid } from '../core/ids';
import type { Json } from '../core/data';
import { compact } from '../core/values';

const payment = ({ currency, name, keyType, key }: Json): Json => ({
	currency,
	total_amount: { value: 0, offset: 100 },
	reference_id: randomBytes(6).toString('hex').slice(0, 11).toUpperCase(),
	type: 'physical-goods',
	order: {
		status: 'pending',
		subtotal: { value: 0, offset: 100 },
		order_type: 'ORDER',
		items: [
			{
				name: '',
				amount: { value: 0, offset: 100 },
				quantity: 0,
				sale_amount: { value: 0, offset: 100 },
			},
		],
	},
	payment_settings: [
		{
			type: 'pix_static_code',
			pix_static_code: { merchant_name: name, key, key_type: String(keyType ?? '').toUpperCase() },
		},
	],
	share_payment_status: false,
});

const BUTTONS: Record<string, { name: string; parameters: (button: Json) => Json }> = {
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
	pix: { name: 'payment_info', parameters: payment },
};

function nativeButton(button: Json): Json {
	const { name, parameters } = BUTTONS[String(button.type)];
	return { name, buttonParamsJson: JSON.stringify(compact(parameters(button))) };
}

export const nativeFlow = (buttons: Json[]): Json => ({
	buttons: buttons.map(nativeButton),
	messageParamsJson: JSON.stringify({ from: 'api', templateId: uuid() }),
});
