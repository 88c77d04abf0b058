import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { flag, numberList, optionalText, textList, wordList } from '../../fields/inputs';
import { checkRecipient, jidIn } from '../../fields/recipient';
import { comparable } from '../addresses';
import { KINDS } from '../simplify/kinds';

const CHAT_TYPES = ['broadcast', 'channel', 'group', 'private', 'status'] as const;

/** One that a filter may name, although nobody can write to it: a channel, or the statuses. */
const isReadOnly = (jid: string) => /^(\d+@newsletter|(status|\d+)@broadcast)$/.test(jid);

/** Numbers or JIDs, each in the one spelling that is compared. */
const chats = numberList.transform((entries, context) =>
	entries.map((entry) =>
		isReadOnly(entry) ? entry : comparable(jidIn(checkRecipient(entry), context)),
	),
);

/** From a list of a dropdown, which an expression may replace by anything. */
const selection = <Value extends string>(known: readonly Value[]) =>
	textList.transform((entries, context) =>
		entries.map((entry): Value => {
			const found = known.find((value) => value === entry);
			if (found !== undefined) return found;
			reportProblem(context, `"${entry.slice(0, 80)}" cannot be chosen`, 'Choose from the list.');
			return z.NEVER;
		}),
	);

/** A workflow that was saved with a pattern must not start for everything now. */
const noPattern = optionalText.superRefine((value, context) => {
	if (value === undefined) return;
	const hint =
		"Add the trigger anew with another text filter, or without one: n8n's Filter node behind it knows regular expressions.";
	reportProblem(context, 'is no longer offered', hint);
});

const shape = z.object({
	chatTypes: selection(CHAT_TYPES).default([]),
	exceptChats: chats.default([]),
	kinds: selection(KINDS.map(({ value }) => value)).default([]),
	onlyChats: chats.default([]),
	ownMessages: flag.default(false),
	textContains: optionalText,
	textIsOneOf: wordList.default([]),
	textMatches: noPattern,
	textStartsWith: optionalText,
});

/** The parameter `filters`, as {@link compileFilters} needs it. */
export const filtersInput = z.object({ filters: shape.default({}) });

export type Filters = z.output<typeof filtersInput>['filters'];
