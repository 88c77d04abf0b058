import type { IncomingDelivery } from '../../../../../nodes/EvolutionApi/hub/subscribers';

export const KEY = 'key';

export const body = {
	event: 'messages.upsert',
	data: { message: { conversation: 'é 🙂' } },
	destination: 'http://owner',
};

export const deliveryWith = (headers: Record<string, string>): IncomingDelivery => ({
	kind: 'evolutionApi',
	raw: Buffer.from(JSON.stringify(body)),
	event: 'messages.upsert',
	chats: [],
	headers: { 'content-type': 'application/json', ...headers },
});
