import { asEntry, instanceOfNode, listsFor, picker, withPlainName } from './picker';

/** Channels that the account of the instance follows. */
export const searchChannels = picker(async (context) => {
	const { lists, ask } = await listsFor(context);
	const channels = await lists.channels(ask, await instanceOfNode(context));
	return channels.map(withPlainName).map(asEntry);
});
