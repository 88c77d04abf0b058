import { collectionInput, optionsField } from './collections';
import { choiceField } from './fieldKinds';
import { choice } from './inputs';

export const sort = choiceField('Sort', 'sort', {
	options: [
		{ name: 'Newest First', value: 'newestFirst' },
		{ name: 'Oldest First', value: 'oldestFirst', description: 'As in the chat' },
	],
	default: 'oldestFirst',
	description: 'Sort order. Limit always keeps the newest.',
});

/** *Options* of a list that the server gives newest first. */
export const sortOptions = optionsField(sort);

export const sortShape = { sort: choice('newestFirst', 'oldestFirst') };

export const sortInput = collectionInput(sortShape);

/** Whether to reverse the list. */
export const isOldestFirst = (options: { readonly sort?: string } | undefined) =>
	options?.sort === 'oldestFirst';
