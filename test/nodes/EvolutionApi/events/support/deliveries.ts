import type { Delivery } from '../../../../../nodes/EvolutionApi/server/delivery';
import { parseDelivery, eventToItems } from '../../../../../nodes/EvolutionApi/events/eventItems';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';

export type Body = Record<string, unknown>;

export const PERSON = '5511988887777@s.whatsapp.net';
export const GROUP = '120363020202020202@g.us';
export const ME = '5511900098258@s.whatsapp.net';

export const body = (event: string, data: unknown): Body => ({
	event,
	instance: 'shop',
	data,
	destination: 'https://n8n.example/webhook/secret-path',
	date_time: '2026-11-20T07:04:49.191Z',
	sender: ME,
	server_url: 'http://evolution:8080',
	apikey: 'key-of-the-instance',
});

/** `more` replaces or adds keys next to `message`. */
export const messageBody = (message: unknown, more: Body = {}): Body =>
	body('messages.upsert', {
		key: { remoteJid: PERSON, fromMe: false, id: 'M1' },
		pushName: 'Ann',
		status: 'DELIVERY_ACK',
		message,
		messageType: Object.keys((message ?? {}) as object)[0] ?? 'unknown',
		messageTimestamp: 1795158287,
		instanceId: '7b36b75d',
		source: 'android',
		...more,
	});

export const SENDER = evolutionApi;

export function delivery(from: unknown): Delivery {
	const parsed = parseDelivery(from, SENDER);
	if (parsed === undefined) throw new Error('This is no delivery');
	return parsed;
}

export const itemsOf = (from: unknown) => eventToItems(delivery(from), { simplify: true });

export function itemOf(from: unknown) {
	const items = itemsOf(from);
	expect(items).toHaveLength(1);
	return items[0];
}
