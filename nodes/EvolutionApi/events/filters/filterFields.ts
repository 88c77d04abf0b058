import { choicesField, collectionField, textField } from '../../fields/fieldKinds';
import { toggle } from '../../fields/toggle';
import { DELIVERY_STATUSES } from '../simplify/deliveryStatuses';
import { KINDS } from '../simplify/kinds';

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
		choicesField('Delivery Statuses', 'statuses', {
			options: DELIVERY_STATUSES,
			default: ['read'],
			description:
				'Of Delivery or Read Tick, only changes to these statuses, as "statusText" in the output. New messages pass.',
		}),
		textField('Except Chats', 'exceptChats', {
			placeholder: 'e.g. 5511988887777',
			description: 'Numbers or JIDs of chats to ignore, separated by commas or line breaks',
		}),
		textField('Except Members', 'exceptMembers', {
			placeholder: 'e.g. 5511977776666',
			description:
				'Numbers, JIDs or LIDs of people whose messages in groups to ignore, separated by commas or line breaks. Except Chats is for private chats.',
		}),
		toggle(
			'Include Own Messages',
			'ownMessages',
			'Whether messages that were written, edited or deleted by the account itself start the workflow, too',
			true,
		),
		toggle(
			'Include Reactions and Votes',
			'reactionsAndVotes',
			'Whether reactions, poll votes, calls and pins start the workflow, too. To choose among them, use Message Kinds.',
			true,
		),
		textField('Label IDs', 'labels', {
			placeholder: 'e.g. 7, 12',
			description:
				'Of events about labels, only those about these labels; Label → Get Many gives the IDs. The server does not say which labels the chat of a message has: for that, use Chat → Get after the trigger.',
		}),
		textField('Mentions', 'mentions', {
			placeholder: 'e.g. me, 5511999990000',
			description:
				'In groups, only messages that mention one of these people, or answer a message of one of them: numbers, JIDs or LIDs, separated by commas or line breaks. "me" is the account itself.',
		}),
		choicesField('Message Kinds', 'kinds', {
			options: KINDS,
			default: ['text'],
			description: 'Only messages of these kinds, as "kind" in the output',
		}),
		textField('Only Chats', 'onlyChats', {
			placeholder: 'e.g. 5511988887777',
			description:
				'Numbers or JIDs of the only chats to listen to, separated by commas or line breaks',
		}),
		textField('Only Members', 'onlyMembers', {
			placeholder: 'e.g. 5511977776666',
			description:
				'In groups, only what these people wrote or read, and their joining and leaving. Numbers, JIDs or LIDs, separated by commas or line breaks.',
		}),
		textField('Text Contains', 'textContains', {
			placeholder: 'e.g. invoice',
			description:
				'Only messages whose text or caption has this in it. Capitals and accents make no difference.',
		}),
		textField('Text Is One Of', 'textIsOneOf', {
			typeOptions: { rows: 2 },
			placeholder: 'e.g. menu, help',
			description:
				'Only messages whose whole text or caption is one of these, separated by commas or line breaks. Capitals and accents make no difference.',
		}),
		textField('Text Starts With', 'textStartsWith', {
			placeholder: 'e.g. /help',
			description:
				'Only messages whose text or caption begins with this. Capitals and accents make no difference.',
		}),
	],
});
