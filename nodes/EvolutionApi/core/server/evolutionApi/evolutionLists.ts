import type { IDataObject } from 'n8n-workflow';

import { fillRoute, queryString } from '../../http/route';
import { recordOf, recordsIn } from '../../values/answer';
import type { Ask, Choosable, ServerAdapter } from '../adapter';
import { isHiddenCustomer } from './chatAddresses';
import { chatOf } from './messageStore';

interface ListRequest {
	readonly instance: string;
	readonly query?: Parameters<typeof queryString>[0];
	/** With a body the request is a `POST`. */
	readonly body?: object;
}

/** @param route with `{instance}` */
const listAt = async (
	ask: Ask,
	route: string,
	{ instance, query, body }: ListRequest,
): Promise<IDataObject[]> =>
	recordsIn(
		await ask({
			method: body === undefined ? 'GET' : 'POST',
			path: fillRoute(route, { instance }) + queryString(query),
			body,
			instance,
			retry: 'always',
		}),
	);

const ALL = { where: {} };

const choosable = (id: unknown, name: unknown): Choosable => ({
	id: String(id),
	name: name ? String(name) : undefined,
});

/** From the database of the server. */
const contactsOf = async (ask: Ask, instance: string) =>
	await listAt(ask, '/chat/findContacts/{instance}', { instance, body: ALL });

/** The name of the last message's sender, if that is the other side. */
function nameOfSender({ lastMessage }: IDataObject): unknown {
	const { key, pushName } = recordOf(lastMessage);
	return recordOf(key).fromMe === true ? undefined : pushName;
}

export const evolutionLists: ServerAdapter['lists'] = {
	/** The answer has no names: they come from the contacts. */
	async chats(ask, instance) {
		const chats = await listAt(ask, '/chat/findChats/{instance}', { instance, body: ALL });
		const contacts = await contactsOf(ask, instance);
		const names = new Map(contacts.map(({ remoteJid, pushName }) => [remoteJid, pushName]));
		const byJid = new Map<string, IDataObject>();
		// The server may have two chats with one person: what they wrote, and what we wrote. The newest is first.
		for (const chat of chats) if (!byJid.has(chatOf(chat))) byJid.set(chatOf(chat), chat);
		const known = [...byJid].filter(
			([jid]) => /@(s\.whatsapp\.net|lid|g\.us)$/.test(jid) && !isHiddenCustomer(jid),
		);
		return known.map(([jid, chat]) => {
			const sender = jid.endsWith('@g.us') ? undefined : nameOfSender(chat);
			return choosable(jid, names.get(jid) || sender);
		});
	},

	async contacts(ask, instance) {
		const contacts = await contactsOf(ask, instance);
		return contacts
			.filter(({ remoteJid }) => /@(s\.whatsapp\.net|lid)$/.test(String(remoteJid)))
			.map(({ remoteJid, pushName }) => choosable(remoteJid, pushName));
	},

	/** From WhatsApp: only a connected instance has them. */
	async groups(ask, instance) {
		const query = { getParticipants: false };
		const groups = await listAt(ask, '/group/fetchAllGroups/{instance}', { instance, query });
		return groups.map(({ id, subject }) => choosable(id, subject));
	},

	channels: async () => [],

	async labels(ask, instance) {
		const labels = await listAt(ask, '/label/findLabels/{instance}', { instance });
		return labels.map(({ id, name }) => choosable(id, name));
	},

	async templates(ask, instance) {
		const templates = await listAt(ask, '/template/find/{instance}', { instance });
		return templates.map(({ id, name, language, status, components }) => ({
			...choosable(id, name),
			language: String(language),
			status: typeof status === 'string' ? status : undefined,
			components: recordsIn(components),
		}));
	},

	async bots(ask, instance, platform) {
		const bots = await listAt(ask, fillRoute('/{platform}/find/', { platform }) + '{instance}', {
			instance,
		});
		return bots.map((bot) => {
			const { id, description, typebot, model, assistantId, apiUrl, agentUrl, webhookUrl } = bot;
			const names = [description, typebot, assistantId, model, apiUrl, agentUrl, webhookUrl, id];
			const trigger = bot.triggerValue || bot.triggerType;
			const name = String(names.find((candidate) => Boolean(candidate)));
			return choosable(id, trigger ? `${name} (${String(trigger)})` : name);
		});
	},

	async openAiCredentials(ask, instance) {
		const credentials = await listAt(ask, '/openai/creds/{instance}', { instance });
		return credentials.map(({ id, name }) => choosable(id, name));
	},

	async openAiModels(ask, instance, credential) {
		const query = { openaiCredsId: credential };
		const models = await listAt(ask, '/openai/getModels/{instance}', { instance, query });
		return models.map(({ id }) => choosable(id, id));
	},
};
