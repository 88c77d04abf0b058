import { asEntry, instanceOfNode, listsFor, picker } from './picker';

/** Channels that the account of the instance follows. */
export const searchChannels = picker(async (context) => {
	const { lists, ask } = await listsFor(context);
	return (await lists.channels(ask, await instanceOfNode(context))).map(asEntry);
});
