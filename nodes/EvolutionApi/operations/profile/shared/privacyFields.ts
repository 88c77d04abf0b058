import type { Field } from '../../../core/table/operation';
import { collectionInput } from '../../../fields/collections';
import { choice } from '../../../fields/inputs';

const audience = [
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Contacts Except Some', value: 'contact_blacklist' },
	{ name: 'Everyone', value: 'all' },
	{ name: 'Nobody', value: 'none' },
] as const;

/** Who can see what, with the server's keys. */
export const privacyFields = {
	displayName: 'Privacy Settings',
	name: 'privacy',
	type: 'collection',
	default: {},
	placeholder: 'Add setting',
	options: [
		{
			displayName: 'Add to Groups',
			name: 'groupadd',
			type: 'options',
			options: audience,
			default: 'all',
			description: 'Who may add the account to groups',
		},
		{
			displayName: 'Last Seen',
			name: 'last',
			type: 'options',
			options: audience,
			default: 'all',
			description: 'Who sees when the account was last online',
		},
		{
			displayName: 'Online',
			name: 'online',
			type: 'options',
			options: [
				{ name: 'Everyone', value: 'all' },
				{ name: 'Same as Last Seen', value: 'match_last_seen' },
			],
			default: 'all',
			description: 'Who sees that the account is online',
		},
		{
			displayName: 'Profile Picture',
			name: 'profile',
			type: 'options',
			options: audience,
			default: 'all',
			description: 'Who sees the profile picture',
		},
		{
			displayName: 'Read Receipts',
			name: 'readreceipts',
			type: 'options',
			options: [
				{ name: 'Everyone', value: 'all' },
				{ name: 'Nobody', value: 'none' },
			],
			default: 'all',
			description: 'Who sees that messages were read',
		},
		{
			displayName: 'Status Text',
			name: 'status',
			type: 'options',
			options: audience,
			default: 'all',
			description: 'Who sees the text below the name of the account',
		},
	],
} as const satisfies Field;

const audienceInput = choice('all', 'contacts', 'contact_blacklist', 'none').optional();

export const privacyInput = collectionInput({
	groupadd: audienceInput,
	last: audienceInput,
	online: choice('all', 'match_last_seen'),
	profile: audienceInput,
	readreceipts: choice('all', 'none'),
	status: audienceInput,
});

/** The settings of a new WhatsApp account. */
export const PRIVACY_DEFAULTS = {
	readreceipts: 'all',
	profile: 'all',
	status: 'all',
	online: 'all',
	last: 'all',
	groupadd: 'all',
};
