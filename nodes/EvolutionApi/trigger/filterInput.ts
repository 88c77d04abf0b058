import { z } from 'zod';

import { InputProblem, reportProblem } from '../core/inputProblem';
import { flag, numberList, optionalText, textList } from '../fields/inputs';
import { checkRecipient } from '../fields/recipient';
import { comparable } from './addresses';
import { compilePattern } from './pattern';
import { KINDS } from './simplify/kinds';

const CHAT_TYPES = ['broadcast', 'channel', 'group', 'private', 'status'] as const;

/** One that a filter may name, although nobody can write to it: a channel, or the statuses. */
const isReadOnly = (jid: string) => /^(\d+@newsletter|(status|\d+)@broadcast)$/.test(jid);

/** Numbers or JIDs, each in the one spelling that is compared. */
const chats = numberList.transform((entries, context) =>
	entries.map((entry) => {
		if (isReadOnly(entry)) return entry;
		const checked = checkRecipient(entry);
		if ('jid' in checked) return comparable(checked.jid);
		reportProblem(context, checked.problem, checked.hint);
		return z.NEVER;
	}),
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

const shape = z
	.object({
		caseSensitive: flag.default(false),
		chatTypes: selection(CHAT_TYPES).default([]),
		exceptChats: chats.default([]),
		kinds: selection(KINDS.map(({ value }) => value)).default([]),
		onlyChats: chats.default([]),
		ownMessages: flag.default(false),
		textContains: optionalText,
		textMatches: optionalText,
		textStartsWith: optionalText,
	})
	.transform(({ textMatches, ...rest }, context) => {
		if (textMatches === undefined) return { ...rest, textMatches };
		try {
			return { ...rest, textMatches: compilePattern(textMatches, !rest.caseSensitive) };
		} catch (error) {
			const { problem, hint } =
				error instanceof InputProblem ? error : { problem: 'cannot be used', hint: undefined };
			reportProblem(context, problem, hint, ['textMatches']);
			return z.NEVER;
		}
	});

/** The parameter `filters`, as {@link compileFilters} needs it. */
export const filtersInput = z.object({ filters: shape.default({}) });

export type Filters = z.output<typeof filtersInput>['filters'];
