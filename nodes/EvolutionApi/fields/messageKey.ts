import { textField } from './fieldKinds';
import { optionalText } from './inputs';
import { asJid, checkRecipient, jidIn } from './recipient';
import { toggle } from './toggle';

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
	value === undefined ? undefined : asJid(jidIn(checkRecipient(value), context)),
);
