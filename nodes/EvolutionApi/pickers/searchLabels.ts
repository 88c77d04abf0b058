import { asEntry, instanceOfNode, listsFor, picker } from './picker';

/** Labels of the WhatsApp Business app. */
export const searchLabels = picker(async (context) => {
	const { lists, ask } = await listsFor(context);
	return (await lists.labels(ask, await instanceOfNode(context))).map(asEntry);
});
