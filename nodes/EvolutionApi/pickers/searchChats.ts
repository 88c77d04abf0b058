import { instanceOfNode, listsFor, picker } from './picker';
import { withGroups, withNumber } from './searchRecipients';

/** Chats with people and groups. */
export const searchChats = picker(async (context, filter) => {
	const { lists, ask } = await listsFor(context);
	const chats = await lists.chats(ask, await instanceOfNode(context));
	return await withGroups(context, filter, chats.map(withNumber));
});
