import type { Schema } from 'jsonschema';
import { badRequest } from '../../core/answers';
import { textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall } from '../../core/types';
import { asNumber, asString } from '../../core/values';
import { isOnWhatsApp, toJid } from '../../whatsapp/numbers';

export const catalogSchema: Schema = {
	type: 'object',
	properties: { number: textSchema, limit: { type: 'number' } },
};

export function ownerOf({ state, instance, body }: InstanceCall): string {
	const number = asString(body.number);
	const jid = number ? toJid(number) : (instance.ownerJid ?? '');
	if (!isOnWhatsApp(state.config, jid)) throw badRequest({ jid, exists: false, number });
	return jid;
}

/** The server's answer if WhatsApp doesn't respond: 200, and no catalog. */
export const noCatalog = (wuid: string): Json => ({ wuid, name: null, isBusiness: false });

export const catalogLimit = ({ body }: InstanceCall) => Math.max(0, asNumber(body.limit)) || 10;

export const PRODUCTS: Json[] = ['Coffee', 'Tea', 'Cake'].map((name, index) => ({
	id: String(4711 + index),
	name,
	retailerId: `sku${index + 1}`,
	url: '',
	description: `A ${name.toLowerCase()}`,
	price: (index + 1) * 10_000,
	currency: 'BRL',
	isHidden: false,
	imageUrls: {
		requested: `https://shop.example/${index + 1}.jpg`,
		original: `https://shop.example/${index + 1}.jpg`,
	},
	reviewStatus: { whatsapp: 'APPROVED' },
	availability: 'in stock',
}));
