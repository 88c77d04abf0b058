import type { IncomingDelivery } from '../../../../../nodes/EvolutionApi/hub/subscribers';

export const KEY = 'key';

export const body = {
	event: 'messages.upsert',
	data: { message: { conversation: 'é 🙂' } },
	destination: 'http://owner',
};

/** Returns a delivery of a message that another subscriber wants, too. */
export const deliveryWith = (headers: Record<string, string>): IncomingDelivery => ({
	kind: 'evolutionApi',
	raw: Buffer.from(JSON.stringify(body)),
	event: 'messages.upsert',
	chats: [],
	headers: { 'content-type': 'application/json', ...headers },
});
