import { z } from 'zod';

import { refuseInput } from '../../core/input/inputProblem';
import { comparable } from '../../core/values/addresses';
import { entryInput } from '../../fields/fieldKinds';
import { choice, flag } from '../../core/input/checks';
import { numberList, textList, wordList } from '../../fields/inputs';
import { checkRecipient, jidIn, reportGroup } from '../../fields/recipient';
import { DELIVERY_STATUSES } from '../simplify/deliveryStatuses';
import { KINDS } from '../simplify/kinds';

const CHAT_TYPES = ['broadcast', 'channel', 'group', 'private', 'status'] as const;

/** A channel, or the statuses: a filter may name them, although nobody can write to them. */
const isReadOnly = (jid: string) => /^(\d+@newsletter|(status|\d+)@broadcast)$/.test(jid);

/** Numbers or JIDs, each in the spelling that is compared. */
const chats = numberList.transform((entries, context) =>
	entries.map((entry) =>
		isReadOnly(entry) ? entry : comparable(jidIn(checkRecipient(entry), context, 'contains')),
	),
);

const personList = (entries: readonly string[], context: z.RefinementCtx) =>
	entries.map((entry) => {
		const jid = jidIn(checkRecipient(entry), context, 'contains');
		if (jid.endsWith('@g.us')) reportGroup(entry, context);
		return comparable(jid);
	});

/** People by number, JID or LID, each in the spelling that is compared. */
const people = numberList.transform(personList);

/** What the account itself is called in *Mentions*. */
export const ACCOUNT = 'me';

const isAccount = (entry: string) => entry.toLowerCase() === ACCOUNT;

/** {@link people}, and {@link ACCOUNT}. */
const peopleOrAccount = numberList.transform((entries, context) => {
	const others = personList(
		entries.filter((entry) => !isAccount(entry)),
		context,
	);
	return entries.some(isAccount) ? [ACCOUNT, ...others] : others;
});

/** Values of a dropdown; an expression may put anything in their place. */
const selection = <Value extends string>(known: readonly Value[]) =>
	textList.transform((entries, context) =>
		entries.map((entry): Value => {
			const found = known.find((value) => value === entry);
			if (found !== undefined) return found;
			return refuseInput(
				context,
				`contains "${entry.slice(0, 80)}", which is not in the list`,
				'Choose from the list.',
			);
		}),
	);

/** In *Message Types*: also those that there is nothing to answer to. */
export const ALL_TYPES = 'all';

const MESSAGE_TYPES = [ALL_TYPES, ...KINDS.map(({ value }) => value)] as const;

const mode = choice('restrictTo', 'exclude').default('restrictTo');

const shape = z.object({
	chats: entryInput(z.object({ mode, chats: chats.default([]) })),
	chatTypes: selection(CHAT_TYPES).default([]),
	groupMembers: entryInput(z.object({ mode, members: people.default([]) })),
	includeMyOwnMessages: flag.default(false),
	labels: numberList.default([]),
	mentions: peopleOrAccount.default([]),
	messageTypes: selection(MESSAGE_TYPES).default([]),
	status: selection(DELIVERY_STATUSES.map(({ value }) => value)).default([]),
	text: entryInput(
		z.object({
			match: choice('contains', 'equals', 'startsWith').default('contains'),
			value: wordList.default([]),
		}),
	),
});

/** The parameter `filters`, as {@link compileFilters} needs it. */
export const filtersInput = z.object({ filters: shape.default({}) });

export type Filters = z.output<typeof filtersInput>['filters'];
