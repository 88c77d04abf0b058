import { z } from 'zod';

import { reportProblem } from '../../core/inputProblem';
import type { Field } from '../../core/operation';
import { flag, integer, optionalText } from '../../fields/inputs';

export const chatwootField = {
	displayName: 'Chatwoot',
	name: 'chatwoot',
	type: 'collection',
	default: {},
	placeholder: 'Add setting',
	description: 'Connection to Chatwoot; needs account ID, token and URL',
	options: [
		{ displayName: 'Account ID', name: 'accountId', type: 'string', default: '' },
		{
			displayName: 'Days of Messages to Import',
			name: 'daysLimitImportMessages',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description: 'How many days to look back when importing messages',
		},
		{
			displayName: 'Import Contacts',
			name: 'importContacts',
			type: 'boolean',
			default: true,
			description: 'Whether to import contacts',
		},
		{
			displayName: 'Import Messages',
			name: 'importMessages',
			type: 'boolean',
			default: true,
			description: 'Whether to import messages',
		},
		{
			displayName: 'Inbox Name',
			name: 'nameInbox',
			type: 'string',
			default: '',
			description: 'Name of the inbox in Chatwoot; the name of the instance where left empty',
		},
		{
			displayName: 'Logo URL',
			name: 'logo',
			type: 'string',
			default: '',
			description: 'Picture of the bot contact in Chatwoot',
		},
		{
			displayName: 'Merge Brazilian Contacts',
			name: 'mergeBrazilContacts',
			type: 'boolean',
			default: false,
			description: 'Whether numbers with and without the ninth digit are one contact',
		},
		{
			displayName: 'Organization',
			name: 'organization',
			type: 'string',
			default: '',
			description: 'Name of the bot contact in Chatwoot',
		},
		{
			displayName: 'Reopen Conversation',
			name: 'reopenConversation',
			type: 'boolean',
			default: false,
			description: 'Whether a new message opens the old conversation again instead of a new one',
		},
		{
			displayName: 'Sign Messages',
			name: 'signMsg',
			type: 'boolean',
			default: false,
			description: 'Whether to add the name of the agent to messages',
		},
		{
			displayName: 'Start as Pending',
			name: 'conversationPending',
			type: 'boolean',
			default: false,
			description: 'Whether new conversations are pending instead of open',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Access token of an administrator of Chatwoot',
		},
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://chatwoot.example.com',
		},
	],
} as const satisfies Field;

/** With account, token and URL the server insists on three of the switches, too. */
export const chatwootInput = z
	.object({
		accountId: optionalText,
		token: optionalText,
		url: optionalText,
		signMsg: flag.default(false),
		reopenConversation: flag.default(false),
		conversationPending: flag.default(false),
		daysLimitImportMessages: integer(0, 3650).optional(),
		importContacts: flag.optional(),
		importMessages: flag.optional(),
		mergeBrazilContacts: flag.optional(),
		nameInbox: optionalText,
		logo: optionalText,
		organization: optionalText,
	})
	.optional()
	.transform((chatwoot, context) => {
		const needed = ['accountId', 'token', 'url'] as const;
		const given = needed.filter((key) => chatwoot?.[key] !== undefined);
		if (chatwoot === undefined || given.length === 0) return {};
		const missing = needed.find((key) => chatwoot[key] === undefined);
		if (missing !== undefined) {
			reportProblem(context, 'is empty', 'Chatwoot needs account ID, token and URL.', [missing]);
		}
		return Object.fromEntries(
			Object.entries(chatwoot).map(([key, value]) => [`chatwoot${upperFirst(key)}`, value]),
		);
	});

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
