import { chatAddresses, chatTypeOf, comparable } from '../addresses';
import type { Delivery } from '../delivery';
import { receivedContentOf } from '../simplify/content';
import { contextOf, mentionsOf, quotedOf } from '../simplify/context';
import { messageIn } from '../simplify/message';
import { textsOf } from '../values';
import type { Filters } from './filterInput';

/**
 * Whether a message in a group is for one of the people: it mentions them, or answers a message of theirs. These are the
 * messages that WhatsApp marks with an @ in the list of chats. Everything else passes.
 */
export function mentionFilter({
	mentions,
}: Filters): ((delivery: Delivery) => boolean) | undefined {
	if (mentions.length === 0) return undefined;
	const people = new Set(mentions);
	return (delivery) => {
		const data = messageIn(delivery);
		const [chat] = chatAddresses(data);
		if (data === undefined || chat === undefined || chatTypeOf(chat) !== 'group') return true;
		const context = contextOf(receivedContentOf(data), data);
		const addressed = textsOf([...mentionsOf(context), quotedOf(context)?.sender]);
		return addressed.some((address) => people.has(comparable(address)));
	};
}
