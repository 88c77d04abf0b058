import { refuseInput } from '../core/input/inputProblem';
import { isRecord, asRecord } from '../core/values/answer';
import { asJid } from '../core/values/addresses';
import { textField, toggle } from './fieldKinds';
import { optionalText, jsonObject } from './inputs';
import { checkRecipient, requireJid } from './recipient';

// What identifies an existing message, beside its chat (`chatField` in recipient.ts).

export const messageId = textField('Message ID', 'messageId', {
	required: true,
	placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
	description: 'ID of the message, as "messageId" in the output of the send operations',
});

export const fromMe = toggle(
	'Sent by This Instance',
	'fromMe',
	'Whether this instance sent the message',
	true,
);

/** Shown for messages of others: in a group, the key of a message also names who wrote it. */
export const author = textField('Author', 'participant', {
	displayOptions: { show: { fromMe: [false] } },
	placeholder: 'Only in groups, e.g. 5511977776666',
	description: 'Number or JID of the group member who wrote the message',
});

/** Input for {@link author}. */
export const authorInput = optionalText.transform((value, context) =>
	value === undefined ? undefined : asJid(requireJid(checkRecipient(value), context)),
);

const HINT =
	'Enter an item of the Evolution API Trigger or of Message → Get Many, with Simplify switched off in that node.';

/** What the server needs to know about a message that it does not look up. */
interface WholeMessage {
	readonly key: Record<string, unknown>;
	readonly message: Record<string, unknown>;
	readonly messageType: string;
}

/** A message as the server stores it or as its webhook delivers it; `undefined` if nothing is given. */
export const wholeMessage = jsonObject
	.transform((given, context): WholeMessage | undefined => {
		if (Object.keys(given).length === 0) return undefined;
		const { key, messageType, ...record } = isRecord(given.data) ? given.data : given;
		// Evolution Go writes it with a capital letter.
		const message = record.message ?? record.Message;
		if (!isRecord(message)) {
			return refuseInput(context, 'does not contain "message"', HINT);
		}
		const type = typeof messageType === 'string' ? messageType : findMessageType(message);
		if (type === undefined) {
			return refuseInput(context, 'does not say what kind of message it is', HINT);
		}
		return { key: asRecord(key), message, messageType: type };
	})
	.optional();

const findMessageType = (message: Record<string, unknown>) =>
	Object.keys(message).find((key) => key.endsWith('Message'));
