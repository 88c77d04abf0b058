import type { ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';

import type { Choosable } from '../core/server/adapter';
import { upTo } from '../core/values/upTo';
import { asEntry, instanceOfNode, listsFor, matching, picker, withPlainName } from './picker';

// People and groups are in one list, since the editor shows a list only for the one mode of a locator that
// has the name "list".

/** The number is last, so that no name can look like it. */
export const withNumber = (person: Choosable): INodeListSearchItems => {
	const { id, name } = withPlainName(person);
	const number = upTo('@', id);
	return { name: name === undefined ? number : `${name} (${number})`, value: id };
};

async function peopleOf(context: ILoadOptionsFunctions): Promise<INodeListSearchItems[]> {
	const { lists, ask } = await listsFor(context);
	return (await lists.contacts(ask, await instanceOfNode(context))).map(withNumber);
}

async function groupsOf(context: ILoadOptionsFunctions): Promise<INodeListSearchItems[]> {
	const { lists, ask } = await listsFor(context);
	return (await lists.groups(ask, await instanceOfNode(context))).map(withPlainName).map(asEntry);
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
