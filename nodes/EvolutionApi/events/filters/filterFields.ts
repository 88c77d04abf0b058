import {
	choiceField,
	choicesField,
	collectionField,
	fieldGroup,
	groupsField,
	textField,
	toggle,
} from '../../fields/fieldKinds';
import { DELIVERY_STATUSES } from '../simplify/deliveryStatuses';
import { KINDS } from '../simplify/kinds';
import { ALL_TYPES } from './filterInput';

/** Whether a list names what passes, or what does not. */
const mode = (who: string) =>
	choiceField('Mode', 'mode', {
		options: [
			{ name: 'Exclude', value: 'exclude', description: `All but these ${who}` },
			{ name: 'Restrict To', value: 'restrictTo', description: `Only these ${who}` },
		],
		default: 'restrictTo',
	});

const messageTypes = [
	...KINDS,
	{
		name: 'All Types',
		value: ALL_TYPES,
		description: 'Including reactions, poll votes, calls and pins',
	},
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Which deliveries start the workflow. A filter does not apply to events that lack what it looks at. */
export const filtersField = collectionField('Filters', 'filters', {
	placeholder: 'Add filter',
	description: 'Which events start the workflow. Events without a chat or a message pass.',
	options: [
		choicesField('Chat Types', 'chatTypes', {
			options: [
				{ name: 'Broadcast Lists', value: 'broadcast' },
				{ name: 'Channels', value: 'channel' },
				{ name: 'Groups', value: 'group' },
				{ name: 'Private Chats', value: 'private' },
				{ name: 'Status (Stories)', value: 'status' },
			],
			default: ['private'],
			description: 'Only events in chats of these types',
		}),
		groupsField('Chats', 'chats', {
			default: { values: { mode: 'restrictTo', chats: '' } },
			description: 'Only events in these chats, or in all others',
			options: [
				fieldGroup('Values', 'values', [
					mode('chats'),
					textField('Chats', 'chats', {
						placeholder: 'e.g. 5511988887777',
						description: 'Numbers or JIDs of chats, separated by commas or line breaks',
					}),
				]),
			],
		}),
		groupsField('Group Members', 'groupMembers', {
			default: { values: { mode: 'restrictTo', members: '' } },
			description:
				'In groups, only what these people write, read, join and leave, or what all others do. Private chats pass.',
			options: [
				fieldGroup('Values', 'values', [
					mode('people'),
					textField('Members', 'members', {
						placeholder: 'e.g. 5511977776666',
						description: 'Numbers, JIDs or LIDs of people, separated by commas or line breaks',
					}),
				]),
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
			description: 'Only label events about these label IDs, which Label → Get Many returns',
		}),
		textField('Mentions', 'mentions', {
			placeholder: 'e.g. me, 5511999990000',
			description:
				'In groups, only messages that mention one of these people or reply to one of their messages: numbers, JIDs or LIDs, separated by commas or line breaks. "me" is the account itself.',
		}),
		choicesField('Message Types', 'messageTypes', {
			options: messageTypes,
			default: ['text'],
			description:
				'Only messages of these types, as "kind" in the output. Without this filter, all types but reactions, poll votes, calls and pins.',
		}),
		choicesField('Status', 'status', {
			displayOptions: { show: { '/events': ['MESSAGES_UPDATE'] } },
			options: DELIVERY_STATUSES,
			default: ['read'],
			description:
				'Of Message Status Updated, only changes to these statuses, as "statusText" in the output',
		}),
		groupsField('Text', 'text', {
			default: { values: { match: 'contains', value: '' } },
			description: 'Only messages with this text or caption. Case and accents are ignored.',
			options: [
				fieldGroup('Values', 'values', [
					choiceField('Match', 'match', {
						options: [
							{ name: 'Contains', value: 'contains' },
							{ name: 'Equals', value: 'equals' },
							{ name: 'Starts With', value: 'startsWith' },
						],
						default: 'contains',
					}),
					textField('Value', 'value', {
						typeOptions: { rows: 2 },
						placeholder: 'e.g. menu, help',
						description:
							'One text, or several separated by commas or line breaks, of which one must match',
					}),
				]),
			],
		}),
	],
});
