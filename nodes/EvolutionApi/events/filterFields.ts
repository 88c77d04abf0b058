import { z } from 'zod';

import { choice, flag } from '../core/input/checks';
import { refuseInput } from '../core/input/inputProblem';
import { comparable } from '../core/values/addresses';
import {
	entryInput,
	choiceField,
	choicesField,
	collectionField,
	entryField,
	textField,
	toggle,
} from '../fields/fieldKinds';
import { idList, lines, peopleList, textList } from '../fields/inputs';
import { checkRecipient, requireJid, requirePerson } from '../fields/recipient';
import { DELIVERY_STATUSES, MESSAGE_KINDS, NEVER_STARTS } from './messageKinds';

const CHAT_TYPES = [
	'bot',
	'broadcast',
	'channel',
	'group',
	'interop',
	'private',
	'status',
	'system',
] as const;

const isReadOnly = (jid: string) =>
	/^(\d+@newsletter|(status|\d+)@broadcast|[\w-]+@(bot|interop)|0@s\.whatsapp\.net)$/.test(jid);

const chats = peopleList.transform((entries, context) =>
	entries.map((entry) =>
		isReadOnly(entry) ? entry : comparable(requireJid(checkRecipient(entry), context, 'contains')),
	),
);

const personList = (entries: readonly string[], context: z.RefinementCtx) =>
	entries.map((entry) => comparable(requirePerson(entry, context)));

const people = peopleList.transform(personList);

/** Word for the account's own number in the filter *Mentions*. */
export const ACCOUNT = 'me';

const isAccount = (entry: string) => entry.toLowerCase() === ACCOUNT;

const peopleOrAccount = peopleList.transform((entries, context) => {
	const others = personList(
		entries.filter((entry) => !isAccount(entry)),
		context,
	);
	return entries.some(isAccount) ? [ACCOUNT, ...others] : others;
});

/** The values are checked, since an expression may return any value. */
const selection = <Value extends string>(options: readonly Value[]) =>
	textList.transform((entries, context) =>
		entries.map((entry): Value => {
			const option = options.find((value) => value === entry);
			if (option !== undefined) return option;
			return refuseInput(
				context,
				`contains "${entry.slice(0, 80)}", which is not in the list`,
				'Choose from the list.',
			);
		}),
	);

/** The value of *Message Types* that also includes messages which expect no answer. */
export const ALL_TYPES = 'all';

const STARTING_KINDS = MESSAGE_KINDS.filter(({ value }) => !NEVER_STARTS.includes(value));

const MESSAGE_TYPES = [ALL_TYPES, ...STARTING_KINDS.map(({ value }) => value)] as const;

const FILTER_DEFAULTS = { mode: 'restrictTo', match: 'contains' } as const;

const mode = choice('restrictTo', 'exclude').default(FILTER_DEFAULTS.mode);

const shape = z.object({
	chats: entryInput(z.object({ mode, chats: chats.default([]) })),
	chatTypes: selection(CHAT_TYPES).default([]),
	groupMembers: entryInput(z.object({ mode, members: people.default([]) })),
	includeMyOwnMessages: flag.default(false),
	labels: idList.default([]),
	mentions: peopleOrAccount.default([]),
	messageTypes: selection(MESSAGE_TYPES).default([]),
	status: selection(DELIVERY_STATUSES.map(({ value }) => value)).default([]),
	text: entryInput(
		z.object({
			match: choice('contains', 'equals', 'startsWith').default(FILTER_DEFAULTS.match),
			value: lines.default([]),
		}),
	),
});

export const triggerFilters = z.object({ filters: shape.default({}) });

export type Filters = z.output<typeof triggerFilters>['filters'];

const listMode = (who: string) =>
	choiceField('Mode', 'mode', {
		options: [
			{ name: 'Exclude', value: 'exclude', description: `All but these ${who}` },
			{ name: 'Restrict To', value: 'restrictTo', description: `Only these ${who}` },
		],
		default: FILTER_DEFAULTS.mode,
	});

const messageTypes = [
	...STARTING_KINDS,
	{
		name: 'All Types',
		value: ALL_TYPES,
		description: 'Including reactions, poll votes, calls and pins',
	},
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** A filter for labels only affects events that can have labels. */
export const filtersField = collectionField('Filters', 'filters', {
	placeholder: 'Add filter',
	description: 'Which events start the workflow. Events without chat or message are not filtered.',
	options: [
		choicesField('Chat Types', 'chatTypes', {
			options: [
				{
					name: 'Bots',
					value: 'bot',
					description: 'Inside WhatsApp, such as Meta AI',
				},
				{
					name: 'Broadcast Lists',
					value: 'broadcast',
					description: 'Messages that a person sends to a list. Reply writes to that person.',
				},
				{ name: 'Channels', value: 'channel' },
				{ name: 'Groups', value: 'group' },
				{
					name: 'Other Messengers',
					value: 'interop',
					description: 'People who use another app. No server can write to them.',
				},
				{ name: 'Private Chats', value: 'private' },
				{
					name: 'Status (Stories)',
					value: 'status',
					description: 'Reply writes to the person who posted it',
				},
				{
					name: 'WhatsApp Itself',
					value: 'system',
					description: 'Messages of the account of WhatsApp itself',
				},
			],
			default: ['private'],
			description:
				'Only events in chats of these types. Without this filter, messages in private chats and groups.',
		}),
		entryField('Chats', 'chats', {
			default: { values: { mode: FILTER_DEFAULTS.mode, chats: '' } },
			description: 'Only events in these chats, or in all others',
			values: [
				listMode('chats'),
				textField('Chats', 'chats', {
					placeholder: 'e.g. 5511988887777',
					description: 'Numbers or JIDs of chats, separated by commas or line breaks',
				}),
			],
		}),
		entryField('Group Members', 'groupMembers', {
			default: { values: { mode: FILTER_DEFAULTS.mode, members: '' } },
			description:
				'Only events caused by these group members, or by all other members. Private chats are not affected.',
			values: [
				listMode('people'),
				textField('Members', 'members', {
					placeholder: 'e.g. 5511977776666',
					description: 'Numbers, JIDs or LIDs of people, separated by commas or line breaks',
				}),
			],
		}),
		toggle(
			'Include My Own Messages',
			'includeMyOwnMessages',
			'Whether messages that the account itself writes, edits or deletes also start the workflow',
			true,
		),
		textField('Labels', 'labels', {
			displayOptions: { show: { '/events': ['LABELS_ASSOCIATION', 'LABELS_EDIT'] } },
			placeholder: 'e.g. 7, 12',
			description:
				'Only if one of these labels is added, removed or changed. Label → Get Many returns their IDs.',
		}),
		textField('Mentions', 'mentions', {
			placeholder: 'e.g. me, 5511999990000',
			description:
				'In groups, only messages that mention one of these people or reply to them: numbers, JIDs or LIDs, separated by commas or line breaks. "me" is the account itself.',
		}),
		choicesField('Message Types', 'messageTypes', {
			options: messageTypes,
			default: ['text'],
			description:
				'Only messages of these types ("kind" in the output). Without this filter, all types but reactions, poll votes, calls and pins.',
		}),
		choicesField('Status', 'status', {
			displayOptions: { show: { '/events': ['MESSAGES_UPDATE'] } },
			options: DELIVERY_STATUSES,
			default: ['read'],
			description:
				'Only these statuses ("statusText" in the output). Affects only the event Message Status Updated.',
		}),
		entryField('Text', 'text', {
			default: { values: { match: FILTER_DEFAULTS.match, value: '' } },
			description: 'Only messages with this text or caption. Case and accents are ignored.',
			values: [
				choiceField('Match', 'match', {
					options: [
						{ name: 'Contains', value: 'contains' },
						{ name: 'Equals', value: 'equals' },
						{ name: 'Starts With', value: 'startsWith' },
					],
					default: FILTER_DEFAULTS.match,
				}),
				textField('Value', 'value', {
					typeOptions: { rows: 2 },
					placeholder: 'e.g. I want to know more, please.',
					description:
						'One text per line, of which one must match. For a text with line breaks, use an expression that returns an array.',
				}),
			],
		}),
	],
});
