import { notFound, ok, unauthorized } from '../../core/answers';
import type { Json } from '../../core/data';
import type { PlainRoute } from '../../core/types';
import type { Instance } from '../../state/instance';
import { ownPicture } from '../../whatsapp/pictures';

function stateInRow({ state, paired, qr, rowSaysConnecting }: Instance): Instance['state'] {
	// While a paired phone reconnects, the database row stays `open`. Without a paired phone, it stays `close` until there is a QR code.
	if (state === 'connecting' && paired) return 'open';
	if (state === 'connecting' && qr === null) return 'close';
	return state === 'close' && rowSaysConnecting ? 'connecting' : state;
}

function view(instance: Instance): Json {
	const { createdAt, updatedAt, disconnection } = instance;
	return {
		id: instance.id,
		name: instance.name,
		connectionStatus: stateInRow(instance),
		ownerJid: instance.ownerJid,
		profileName: instance.profileName,
		profilePicUrl: ownPicture(instance),
		integration: instance.integration,
		number: instance.number,
		businessId: instance.businessId,
		token: instance.token,
		clientName: 'evolution',
		disconnectionReasonCode: disconnection?.code ?? null,
		disconnectionObject: disconnection?.object ?? null,
		disconnectionAt: disconnection?.at ?? null,
		createdAt,
		updatedAt,
		Chatwoot: instance.extras.chatwoot ?? null,
		Proxy: instance.extras.proxy ?? null,
		Rabbitmq: instance.extras.rabbitmq ?? null,
		Nats: instance.extras.nats ?? null,
		Sqs: instance.extras.sqs ?? null,
		Websocket: instance.extras.websocket ?? null,
		Setting: {
			id: instance.settingsId,
			...instance.settings,
			createdAt,
			updatedAt,
			instanceId: instance.id,
		},
		_count: {
			Message: instance.messages.rowCount,
			Contact: instance.contacts.size,
			Chat: instance.messages.listChats().length,
		},
	};
}

/** An instance's key only lists that instance. If nothing is found, the answer is a 404. */
export const fetchInstances: PlainRoute = {
	method: 'GET',
	path: '/instance/fetchInstances',
	guard: 'list',
	handler({ state, request, query }) {
		const { instanceName, instanceId, number } = query;
		const all = [...state.instances.values()];
		if (request.apikey !== state.key) {
			const own = all.filter(
				({ token, name, id }) =>
					token === request.apikey &&
					(!instanceName || name === instanceName) &&
					(!instanceId || id === instanceId),
			);
			if (own.length === 0) throw unauthorized();
			return ok(own.map((instance) => view(instance)));
		}
		const found = all.filter((instance) =>
			instanceId || number
				? (!instanceId || instance.id === instanceId) && (!number || instance.number === number)
				: !instanceName || instance.name === instanceName,
		);
		const filter = number || instanceId || instanceName;
		if (found.length === 0 && filter) throw notFound(`Instance "${filter}" not found`);
		return ok(found.map((instance) => view(instance)));
	},
};
