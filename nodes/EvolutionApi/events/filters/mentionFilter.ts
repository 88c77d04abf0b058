import { chatTypeOf, comparable } from '../../core/values/addresses';
import { textsOf } from '../../core/values/loose';
import type { Delivery } from '../delivery';
import { receivedContentOf } from '../simplify/content';
import { contextOf, mentionsOf, quotedOf } from '../simplify/context';
import { ACCOUNT, type Filters } from './filterInput';

/**
 * Whether a message in a group is for one of the people: it mentions them, or answers a message of theirs. These are the
 * messages that WhatsApp marks with an @ in the list of chats. Everything else passes. Which addresses the account
 * itself has, the delivery says.
 */
export function mentionFilter({
	mentions,
}: Filters): ((delivery: Delivery) => boolean) | undefined {
	if (mentions.length === 0) return undefined;
	const people = new Set(mentions);
	const isForAccount = people.has(ACCOUNT);
	return (delivery) => {
		const addressed = addressedIn(delivery);
		if (addressed === undefined) return true;
		const own = isForAccount ? accountOf(delivery).map(comparable) : [];
		return addressed.map(comparable).some((name) => people.has(name) || own.includes(name));
	};
}

const accountOf = ({ sender, account = [] }: Delivery) => textsOf([sender, ...account]);

/** JIDs of those whom a message in a group mentions or answers; undefined if it is not one. */
export function addressedIn({ message, chat: [chat] }: Delivery): string[] | undefined {
	if (message === undefined || chat === undefined || chatTypeOf(chat) !== 'group') return undefined;
	const context = contextOf(receivedContentOf(message), message);
	return textsOf([...mentionsOf(context), quotedOf(context)?.sender]);
}
