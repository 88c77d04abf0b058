import { recordOf, recordsIn, textOrNull } from '../../values/answer';
import type { Ask, Choosable, ServerAdapter } from '../adapter';
import { dataIn } from './goRequest';

const listAt = async (ask: Ask, path: string, instance: string) =>
	recordsIn(dataIn(await ask({ method: 'GET', path, retry: 'always', instance })));

/** From the phone's address book, as far as it was told. */
async function peopleOf(ask: Ask, instance: string): Promise<Choosable[]> {
	const contacts = await listAt(ask, '/user/contacts', instance);
	return contacts.flatMap(({ Jid, FullName, FirstName, PushName, BusinessName }) => {
		const id = textOrNull(Jid);
		if (id === null || !/@(s\.whatsapp\.net|lid)$/.test(id)) return [];
		const names = [FullName, PushName, BusinessName, FirstName].flatMap(
			(name) => textOrNull(name) ?? [],
		);
		return [{ id, name: names[0] }];
	});
}

const NONE = async () => [];

export const goLists: ServerAdapter['lists'] = {
	/** The server keeps no chats: those with people are the contacts. */
	chats: peopleOf,
	contacts: peopleOf,

	async groups(ask, instance) {
		const groups = await listAt(ask, '/group/list', instance);
		return groups.map(({ JID, Name }) => ({
			id: String(JID),
			name: textOrNull(Name) ?? undefined,
		}));
	},

	async channels(ask, instance) {
		const channels = await listAt(ask, '/newsletter/list', instance);
		return channels.map(({ id, thread_metadata: about }) => ({
			id: String(id),
			name: textOrNull(recordOf(recordOf(about).name).text) ?? undefined,
		}));
	},

	async labels(ask, instance) {
		const labels = await listAt(ask, '/label/list', instance);
		return labels.map(({ label_id: id, label_name: name }) => ({
			id: String(id),
			name: textOrNull(name) ?? undefined,
		}));
	},

	templates: NONE,
	bots: NONE,
	openAiCredentials: NONE,
	openAiModels: NONE,
};
