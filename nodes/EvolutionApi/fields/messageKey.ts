import type { z } from 'zod';

import { mustBe, refuseInput, reportProblem } from '../core/input/inputProblem';
import { isRecord, asRecord } from '../core/values/answer';
import { asJid } from '../core/values/addresses';
import { textField, toggle } from './fieldKinds';
import { idList, optionalText, text, jsonObject } from './inputs';
import { checkRecipient, requireJid } from './recipient';

export const messageId = textField('Message ID', 'messageId', {
	required: true,
	placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
	description: 'ID of the message, as "messageId" in the output of the send operations',
});

/** Matches a message's whole key as one text, as other programs write it: direction, chat, ID and, in a group, the author. */
const WHOLE_KEY = /^(?:true|false)_[^_\s]+@[a-z.]+_([^_\s]+)(?:_[^_\s]+)?$/;

const NO_ID = /[\s@{}"'<>]|^https?:|^(?:undefined|null|true|false)$|^[^a-z\d]*$/i;

/** The Cloud API has the longest IDs. */
const LONGEST_ID = 200;

const ID_HINT =
	'Enter "messageId" of the output of the trigger or of the node that sent it, e.g. 3EB0A1B2C3D4E5F60718.';

/** WhatsApp confirms actions on messages that do not exist, so the node itself refuses a wrong ID. */
const readMessageId = (value: string, context: z.RefinementCtx): string => {
	const ownInput = value
		.replace(/\p{Cf}/gu, '')
		.trim()
		.replace(/^(["'`])(.*)\1$/s, '$2')
		.trim();
	const id = WHOLE_KEY.exec(ownInput)?.[1] ?? ownInput;
	const isNone = id.length > LONGEST_ID || NO_ID.test(id);
	return isNone ? refuseInput(context, mustBe('the ID of a message', value), ID_HINT) : id;
};

export const messageIdList = idList.transform((entries, context) =>
	entries.map((entry) => readMessageId(entry, context)),
);

export const messageIdInput = text.transform(readMessageId);

export const optionalMessageId = optionalText.transform((value, context) =>
	value === undefined ? undefined : readMessageId(value, context),
);

export const fromMe = toggle(
	'Sent by This Instance',
	'fromMe',
	'Whether this instance sent the message',
	true,
);

/** Shown for other people's messages, because in a group, a message's key also contains its author. */
export const author = textField('Author', 'participant', {
	mayBeEmpty: true,
	displayOptions: { show: { fromMe: [false] } },
	placeholder: 'Only in groups, e.g. 5511977776666',
	description: 'Number or JID of the group member who wrote the message',
});

export const authorInput = optionalText.transform((value, context) =>
	value === undefined ? undefined : asJid(requireJid(checkRecipient(value), context)),
);

const AUTHOR_HINT =
	'Enter the number or JID of the author: "participant" in the output of the trigger and of Message → Get Many.';

/** If the key of another member's message in a group has no `participant`, WhatsApp confirms an action, but does nothing. */
export function requireAuthor(
	key: { readonly recipient: string; readonly fromMe?: boolean; readonly participant?: string },
	context: z.RefinementCtx,
): void {
	const { recipient, fromMe: isOwn, participant } = key;
	if (isOwn === true || participant !== undefined || !recipient.endsWith('@g.us')) return;
	reportProblem(context, 'is empty', AUTHOR_HINT, ['participant']);
}

const HINT =
	'Enter an item of the Evolution API Trigger or of Message → Get Many, with Simplify switched off in that node.';

interface WholeMessage {
	readonly key: Record<string, unknown>;
	readonly message: Record<string, unknown>;
	readonly messageType: string;
}

/** A message in the form of the server's store or webhook; `undefined` if the field is empty. */
export const wholeMessage = jsonObject
	.transform((input, context): WholeMessage | undefined => {
		if (Object.keys(input).length === 0) return undefined;
		const { key, messageType, ...record } = isRecord(input.data) ? input.data : input;
		// Evolution Go writes this key with a capital letter.
		const message = record.message ?? record.Message;
		if (!isRecord(message)) {
			return refuseInput(context, 'does not contain "message"', HINT);
		}
		const type = typeof messageType === 'string' ? messageType : typeOf(message);
		if (type === undefined) {
			return refuseInput(context, 'does not say what kind of message it is', HINT);
		}
		return { key: asRecord(key), message, messageType: type };
	})
	.optional();

const typeOf = (message: Record<string, unknown>) =>
	Object.keys(message).find((key) => key.endsWith('Message'));
