import { collectionInput, optionsField } from './collections';
import { choiceField } from './fieldKinds';
import { choice } from './inputs';

export const order = choiceField('Order', 'order', {
	options: [
		{ name: 'Newest First', value: 'newestFirst' },
		{ name: 'Oldest First', value: 'oldestFirst', description: 'As in the chat' },
	],
	default: 'oldestFirst',
	description: 'Which one comes out first. In either order, Limit takes the newest ones.',
});

/** *Options* of a list that the server gives newest first. */
export const orderOptions = optionsField(order);

export const orderShape = { order: choice('newestFirst', 'oldestFirst') };

export const orderInput = collectionInput(orderShape);

/** Whether the list is to be turned round. */
export const isOldestFirst = (options: { readonly order?: string } | undefined) =>
	options?.order === 'oldestFirst';
