import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import { chatwootOptions } from '../../../fields/chatwoot';
import { alphabetically } from '../../../fields/collections';
import { collectionField } from '../../../fields/fieldKinds';
import { flag, integer, optionalText } from '../../../fields/inputs';

/** Those that only an instance that is there can have. */
const LATER: readonly string[] = ['ignoreJids', 'signDelimiter'];

const atFirst = Object.values(chatwootOptions).filter(({ name }) => !LATER.includes(name));

export const chatwootField = collectionField('Chatwoot', 'chatwoot', {
	placeholder: 'Add setting',
	description:
		'Connection to Chatwoot, which needs account ID, token and URL. The server then returns no QR code: get it with Instance → Connect.',
	options: alphabetically(atFirst),
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
			reportProblem(context, 'is empty', 'Fill it in: Chatwoot needs account ID, token and URL.', [
				missing,
			]);
		}
		return Object.fromEntries(
			Object.entries(chatwoot).map(([key, value]) => [`chatwoot${upperFirst(key)}`, value]),
		);
	});

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
