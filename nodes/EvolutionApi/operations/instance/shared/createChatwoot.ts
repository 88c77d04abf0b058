import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import { chatwootOptions } from '../../../fields/chatwoot';
import { collectionField } from '../../../fields/fieldKinds';
import { flag, integer, optionalText } from '../../../fields/inputs';

export const chatwootField = collectionField('Chatwoot', 'chatwoot', {
	placeholder: 'Add setting',
	description:
		'Connection to Chatwoot, which needs account ID, token and URL. The server then returns no QR code: get it with Instance → Connect.',
	options: [
		chatwootOptions.accountId,
		chatwootOptions.autoCreate,
		chatwootOptions.daysLimitImportMessages,
		chatwootOptions.importContacts,
		chatwootOptions.importMessages,
		chatwootOptions.nameInbox,
		chatwootOptions.logo,
		chatwootOptions.mergeBrazilContacts,
		chatwootOptions.organization,
		chatwootOptions.reopenConversation,
		chatwootOptions.signMsg,
		chatwootOptions.conversationPending,
		chatwootOptions.token,
		chatwootOptions.url,
	],
});

/** With account, token and URL, the server also insists on three of the switches. */
export const chatwootInput = z
	.object({
		accountId: optionalText,
		token: optionalText,
		url: optionalText,
		signMsg: flag.default(false),
		reopenConversation: flag.default(false),
		conversationPending: flag.default(false),
		daysLimitImportMessages: integer(0, 3650).optional(),
		autoCreate: flag.optional(),
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
