import type { Field } from '../core/values/field';
import { numberField, textField } from './fieldKinds';
import { toggle } from './toggle';

// The connection of an instance to Chatwoot. Creating an instance and changing it offer nearly the same settings.

export const chatwootOptions = {
	accountId: textField('Account ID', 'accountId', {
		placeholder: 'e.g. 1',
		description: 'The number after "/accounts/" in the address of Chatwoot',
	}),
	daysLimitImportMessages: numberField('Days of Messages to Import', 'daysLimitImportMessages', {
		typeOptions: { minValue: 0 },
		default: 60,
		description: 'How many days to look back when importing messages',
	}),
	importContacts: toggle('Import Contacts', 'importContacts', 'Whether to import contacts', true),
	importMessages: toggle('Import Messages', 'importMessages', 'Whether to import messages', true),
	nameInbox: textField('Inbox Name', 'nameInbox', {
		placeholder: 'e.g. WhatsApp',
		description: 'Name of the inbox in Chatwoot. Leave empty to use the name of the instance.',
	}),
	logo: textField('Logo URL', 'logo', {
		placeholder: 'e.g. https://example.com/logo.png',
		description: 'Picture of the bot contact in Chatwoot',
	}),
	mergeBrazilContacts: toggle(
		'Merge Brazilian Contacts',
		'mergeBrazilContacts',
		'Whether to treat numbers with and without the ninth digit as one contact',
	),
	organization: textField('Organization', 'organization', {
		placeholder: 'e.g. Example Shop',
		description: 'Name of the bot contact in Chatwoot',
	}),
	reopenConversation: toggle(
		'Reopen Conversation',
		'reopenConversation',
		'Whether a new message reopens the old conversation instead of starting a new one',
	),
	signMsg: toggle('Sign Messages', 'signMsg', 'Whether to add the name of the agent to messages'),
	conversationPending: toggle(
		'Start as Pending',
		'conversationPending',
		'Whether new conversations are pending instead of open',
	),
	token: textField('Token', 'token', {
		typeOptions: { password: true },
		description: 'Access token of an administrator of Chatwoot',
	}),
	url: textField('URL', 'url', {
		placeholder: 'e.g. https://chatwoot.example.com',
		description: 'URL of Chatwoot, without anything after the host',
	}),
	autoCreate: toggle(
		'Create Inbox',
		'autoCreate',
		'Whether the server creates the inbox in Chatwoot if it does not exist',
		true,
	),
	ignoreJids: textField('Ignored Chats', 'ignoreJids', {
		placeholder: 'e.g. 5511988887777, @g.us',
		description:
			'Numbers or JIDs of chats that are not sent to Chatwoot, separated by commas or line breaks. Use "@g.us" for all groups and "@s.whatsapp.net" for all people.',
	}),
	signDelimiter: textField('Signature Delimiter', 'signDelimiter', {
		placeholder: 'e.g. \\n',
		description:
			'Separator between the name of the agent and the message. Use "\\n" for a new line.',
	}),
} as const satisfies Record<string, Field>;
