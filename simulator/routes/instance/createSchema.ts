import type { Schema } from 'jsonschema';
import { notEmpty, textSchema } from '../../core/schema';

const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, textSchema]));
const booleans = (...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, { type: 'boolean' } as const]));

/** Keys that aren't listed may have any value. */
export const settingsSchema: Schema = {
	type: 'object',
	properties: {
		number: { type: 'string', pattern: '^\\d+[\\.@\\w-]+' },
		...texts('instanceName', 'token', 'businessId', 'msgCall', 'wavoipToken', 'webhookUrl'),
		...texts('proxyHost', 'proxyPort', 'proxyProtocol', 'proxyUsername', 'proxyPassword'),
		...texts('chatwootAccountId', 'chatwootToken', 'chatwootUrl', 'chatwootNameInbox'),
		...booleans(
			'qrcode',
			'rejectCall',
			'groupsIgnore',
			'alwaysOnline',
			'readMessages',
			'readStatus',
		),
		...booleans('syncFullHistory', 'webhookByEvents', 'webhookBase64', 'chatwootSignMsg'),
		...booleans(
			'chatwootReopenConversation',
			'chatwootConversationPending',
			'chatwootImportContacts',
		),
		...booleans('chatwootMergeBrazilContacts', 'chatwootImportMessages'),
		chatwootDaysLimitImportMessages: { type: 'number' },
	},
	...notEmpty('instanceName'),
};
