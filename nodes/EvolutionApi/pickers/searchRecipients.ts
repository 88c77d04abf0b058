import type { ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';

import { upTo } from '../core/values/upTo';
import { listOfInstance, matching, picker } from './picker';

// People and groups are in one list, since the editor shows a list only for the one mode of a locator that
// has the name "list".

/** `POST /chat/findContacts/{instance}`, from the database of the server. */
async function peopleOf(context: ILoadOptionsFunctions): Promise<INodeListSearchItems[]> {
	const body = { where: {} };
	const contacts = await listOfInstance(context, '/chat/findContacts/{instance}', { body });
	return contacts
		.filter(({ remoteJid }) => /@(s\.whatsapp\.net|lid)$/.test(String(remoteJid)))
		.map(({ remoteJid, pushName }) => {
			const number = upTo('@', String(remoteJid));
			const name = pushName ? `${String(pushName)} (${number})` : number;
			return { name, value: String(remoteJid) };
		});
}

/** `GET /group/fetchAllGroups/{instance}`, from WhatsApp: only a connected instance has them. */
async function groupsOf(context: ILoadOptionsFunctions): Promise<INodeListSearchItems[]> {
	const query = { getParticipants: false };
	const groups = await listOfInstance(context, '/group/fetchAllGroups/{instance}', { query });
	return groups.map(({ id, subject }) => ({
		name: String(subject ?? id),
		value: String(id),
	}));
}

/** People that the instance knows. */
export const searchContacts = picker(peopleOf);

/** Groups that the instance is a member of. */
export const searchGroups = picker(groupsOf);

/** People, and groups marked as such. */
export const searchRecipients = picker(
	async (context, filter) => await withGroups(context, filter, await peopleOf(context)),
);

/**
 * The items and the groups, each once. If the groups cannot be loaded (the Cloud API has none), the items
 * are still shown; the reason is shown only if there are no items.
 */
export async function withGroups(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	items: INodeListSearchItems[],
): Promise<INodeListSearchItems[]> {
	const request = groupsOf(context);
	const isAnyShown = matching(items, filter).length > 0;
	const groups = isAnyShown ? await request.catch(() => []) : await request;
	const marked = groups.map(({ name, value }) => ({ name: `${name} (group)`, value }));
	const known = new Set(marked.map(({ value }) => value));
	return [...marked, ...items.filter(({ value }) => !known.has(value))];
}
