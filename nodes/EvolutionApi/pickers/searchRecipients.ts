import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { upTo } from '../core/server/upTo';
import { found, listOfInstance } from './picker';

// Whom one can write to. People and groups are in one list, since the editor shows a list only for the one
// mode of a locator that has the name "list".

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
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return found(await peopleOf(this), filter);
}

/** Groups that the instance is a member of. */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return found(await groupsOf(this), filter);
}

/** People, and groups marked as such. */
export async function searchRecipients(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await listWithGroups(this, filter, await peopleOf(this));
}

/**
 * The items and the groups, each once. Where groups cannot load (the Cloud API has none), the others
 * still do; the reason is shown when there would be nothing else to show.
 */
export async function listWithGroups(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	items: INodeListSearchItems[],
): Promise<INodeListSearchResult> {
	const others = found(items, filter);
	const asked = groupsOf(context);
	const groups = others.results.length > 0 ? await asked.catch(() => []) : await asked;
	const marked = groups.map(({ name, value }) => ({ name: `${name} (group)`, value }));
	const known = new Set(marked.map(({ value }) => value));
	return found([...marked, ...items.filter(({ value }) => !known.has(value))], filter);
}
