import { z } from 'zod';

import { withNamedMembers } from '../../server/ask/mentions';
import { refuseUnknownMessage } from '../../server/ask/unknownMessage';
import { isContentRefused, RequestFailure } from '../../errors/failure';
import { InputProblem, mustBe, PREDICATES, reportProblem } from '../../core/input/inputProblem';
import type { Target } from '../../server/adapter';
import type { MessageContent } from '../../server/messageContent';
import { makeKey } from '../../server/words/keys';
import { defineOperation, type Call } from '../../table/operation';
import { getChatType } from '../../core/values/addresses';
import { asRecord } from '../../core/values/answer';
import { bulkSending, bulkSendingWithoutRecipients } from '../../fields/bulkSending';
import { collectionInput, optionsField, textField, toggle } from '../../fields/fieldKinds';
import { flag } from '../../core/input/checks';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	longTextOptions,
	longTextShape,
	messageTexts,
	optionsOfMessage,
	linkPreviewInput,
	linkPreviewOption,
	messageText,
} from '../../fields/messageText';
import { pictureAsText, type TextPart } from '../../fields/markdown/pictures';
import {
	author,
	authorInput,
	fromMe,
	messageId,
	messageIdInput,
	requireAuthor,
} from '../../fields/messageKey';
import {
	messageOptionsBody,
	namingMembers,
	optionFields,
	optionShapes,
	type MessageOptions,
} from '../../fields/messageOptions';
import {
	addresseeInput,
	chatField,
	chatInput,
	needsForChannel,
	recipient,
} from '../../fields/recipient';
import { simplifySent, simplifySentMessage } from '../../server/ask/messages';
import { sendInOrder } from '../../run/sendInOrder';

export const sendText = defineOperation({
	name: 'Send Text',
	value: 'sendText',
	action: 'Send a WhatsApp text message',
	description: 'Send a text message to a person or a group',
	request: { method: 'POST', path: '/message/sendText/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		messageText,
		optionsField(
			...optionFields.text,
			...optionFields.forwarding,
			...optionFields.mentionsOfText,
			...optionFields.messageId,
			linkPreviewOption,
			longTextOptions.splitLongText,
			longTextOptions.textFormat,
		),
		bulkSending,
	],
	input: z
		.object({
			recipient: addresseeInput,
			text,
			options: collectionInput({
				...optionShapes.textOrCaption,
				...optionShapes.forwarding,
				...longTextShape,
				linkPreview: linkPreviewInput,
			}),
		})
		.transform((input, context) => ({
			...input,
			...messageTexts(input.text, input.options, context),
		})),
	example: { recipient: '5511988887777', text: 'Hello!', options: { linkPreview: false } },
	needs: needsForChannel,
	complete: withNamedMembers,
	body: ({ recipient: number, text: content, options }) => ({
		number,
		text: content,
		linkPreview: options?.linkPreview,
		...messageOptionsBody(options, content),
	}),
	isOneRequest: ({ parts }) => parts === undefined,
	async run({ recipient: number, text: content, parts = [{ text: content }], options }, call) {
		const messages = parts.map((part, index) => {
			const isFirst = index === (call.partsSent ?? 0);
			const input = {
				recipient: number,
				...part,
				options: optionsOfMessage(options, parts, index),
			};
			return {
				mark: ['sendText', input],
				pause: isFirst ? 0 : (call.typingTime?.(part.text) ?? 0),
				activity: 'composing' as const,
				send: async () => asRecord(await sendPart(call, input)),
			};
		});
		return { messages: await sendInOrder(call, number, messages) };
	},
	content({ text: content, parts = [{ text: content }], options }) {
		const describe = (part: TextPart) => ({ ...describeText(part), ...namingMembers(options) });
		const [first = { text: content }, ...rest] = parts;
		const following = rest.map(describe);
		return { ...describe(first), ...(rest.length > 0 ? { rest: following } : {}) };
	},
	output: simplifySent,
});

interface MeantMessage {
	readonly recipient: string;
	readonly messageId: string;
	readonly fromMe?: boolean;
}

interface PartInput extends TextPart {
	readonly recipient: string;
	readonly options?: MessageOptions;
}

/** If the server refuses a picture, sends its address instead, which people can still open. */
async function sendPart(call: Call, input: PartInput): Promise<unknown> {
	const { recipient: number, text: caption, picture, options } = input;
	if (picture === undefined) return await call.ask({ input });
	const body = {
		number,
		mediatype: 'image',
		media: picture,
		caption: caption === '' ? undefined : caption,
		...messageOptionsBody(options, caption),
	};
	const path = '/message/sendMedia/{instance}';
	return await call.ask({ input, path, body }).catch(async (error: unknown) => {
		if (!(error instanceof RequestFailure) || !isContentRefused(error.failure)) throw error;
		const address = pictureAsText({ text: caption, picture });
		return await call.ask({ input: { recipient: number, text: address, options } });
	});
}

function describeText({ text, picture }: TextPart): MessageContent {
	if (picture === undefined) return { kind: 'text', typedText: text };
	return {
		kind: 'media',
		key: 'imageMessage',
		typedText: text,
		identity: picture,
		or: { kind: 'text', typedText: pictureAsText({ text, picture }) },
	};
}

/** One emoji, which may consist of several code points. */
const emojiInput = text.transform((value, context) => {
	const reaction = value.trim();
	// Only the first two characters are read, since the value may be a whole document by mistake.
	const [, second] = new Intl.Segmenter().segment(reaction);
	const isEmoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u.test(reaction);
	if (reaction !== '' && (second !== undefined || !isEmoji)) {
		reportProblem(context, mustBe('one emoji', reaction));
	}
	return reaction;
});

async function refuseUnknown<Input extends MeantMessage>(
	input: Input,
	target: Target,
): Promise<Input> {
	await refuseUnknownMessage(target, input);
	return input;
}

export const sendReaction = defineOperation({
	name: 'Send Reaction',
	value: 'sendReaction',
	action: 'React to a WhatsApp message with an emoji',
	description: 'React to a message with an emoji, or remove the reaction',
	request: { method: 'POST', path: '/message/sendReaction/{instance}', idempotent: false },
	fields: [
		instanceField,
		chatField,
		messageId,
		{ ...fromMe, default: false },
		{
			...author,
			description: `${author.description}. In a group, no one sees the reaction without it.`,
		},
		toggle(
			'Remove Reaction',
			'removeReaction',
			'Whether to take back the reaction of this instance',
		),
		textField('Emoji', 'emoji', {
			displayOptions: { show: { removeReaction: [false] } },
			required: true,
			placeholder: 'e.g. 👍',
			description: 'The emoji to react with',
		}),
		bulkSendingWithoutRecipients,
	],
	input: z
		.object({
			recipient: chatInput,
			messageId: messageIdInput,
			fromMe: flag,
			participant: authorInput,
			removeReaction: flag.default(false),
			emoji: z.unknown(),
		})
		.transform(({ emoji, removeReaction, ...input }, context) => {
			const reading = removeReaction ? undefined : emojiInput.safeParse(emoji ?? '', PREDICATES);
			for (const issue of reading?.error?.issues ?? []) {
				context.addIssue({ ...issue, path: ['emoji'] });
			}
			return { ...input, emoji: reading?.data ?? '' };
		})
		.superRefine(requireAuthor),
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		fromMe: false,
		emoji: '👍',
	},
	complete: refuseUnknown,
	body: ({ recipient: chat, messageId: id, fromMe: isOwn, participant, emoji: reaction }) => ({
		key: makeKey({ id, chat, fromMe: isOwn, participant: isOwn ? undefined : participant }),
		reaction,
	}),
	output: (answer) => simplifySentMessage(answer),
});

/** How long a message can be edited. WhatsApp ignores later edits, but the server reports success. */
const EDITABLE_SECONDS = 15 * 60;

/** @throws {InputProblem} if the stored message is too old */
async function refuseOld<Input extends MeantMessage>(input: Input, target: Target): Promise<Input> {
	const find = target.connection.server.store?.find(target, input.messageId);
	const copies = (await find?.catch(() => [])) ?? [];
	const age = Date.now() / 1000 - Math.max(...copies.map(({ message: copy }) => copy.seconds));
	if (!Number.isFinite(age) || age <= EDITABLE_SECONDS) return input;
	throw new InputProblem(
		['messageId'],
		'is a message that was sent more than 15 minutes ago, and WhatsApp ignores later edits',
		'Send a new message, or delete the old one first.',
	);
}

export const edit = defineOperation({
	name: 'Edit',
	value: 'edit',
	action: 'Edit a WhatsApp text message',
	description: 'Change the text of a message that this instance sent less than 15 minutes ago',
	request: { method: 'POST', path: '/chat/updateMessage/{instance}', idempotent: false },
	fields: [
		instanceField,
		chatField,
		messageId,
		textField('New Text', 'newText', {
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. Your order arrives tomorrow.',
			description: 'New text of the message',
		}),
		optionsField(longTextOptions.textFormat),
	],
	input: z
		.object({
			recipient: chatInput,
			messageId: messageIdInput,
			newText: text,
			options: collectionInput({ textFormat: longTextShape.textFormat }),
		})
		.transform((input, context) => ({
			...input,
			newText: messageTexts(input.newText, input.options, context, 'newText').text,
		})),
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		newText: 'Hello again!',
	},
	complete: refuseOld,
	body: ({ recipient: number, messageId: id, newText }) => ({
		number,
		text: newText,
		key: makeKey({ id, chat: number, fromMe: true }),
	}),
	// The server returns the message that carries the edit, but later nodes need the message that was edited.
	output: (answer, { recipient: chat, messageId: id }) =>
		simplifySentMessage({ ...answer, key: makeKey({ id, chat, fromMe: true }) }),
});

/** Refuses to delete the other person's message in a private chat: the server reports success, but their phone keeps it. */
function refuseOthersInPrivate(
	{ recipient, fromMe: isOwn }: { readonly recipient: string; readonly fromMe: boolean },
	context: z.RefinementCtx,
): void {
	if (isOwn || getChatType(recipient) !== 'private') return;
	reportProblem(
		context,
		'must be on: in a private chat no one can delete what somebody else has written',
		'Switch it on if this instance sent the message.',
		['fromMe'],
	);
}

export const deleteForEveryone = defineOperation({
	name: 'Delete for Everyone',
	value: 'delete',
	action: 'Delete a WhatsApp message for everyone',
	description: 'Delete a message for everyone in the chat',
	request: {
		method: 'DELETE',
		path: '/chat/deleteMessageForEveryone/{instance}',
		idempotent: false,
	},
	fields: [
		instanceField,
		chatField,
		messageId,
		fromMe,
		{
			...author,
			description: `${author.description}. Only admins of a group can delete messages of others.`,
		},
	],
	input: z
		.object({
			recipient: chatInput,
			messageId: messageIdInput,
			fromMe: flag,
			participant: authorInput,
		})
		.superRefine(requireAuthor)
		.superRefine(refuseOthersInPrivate),
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		fromMe: true,
	},
	complete: refuseUnknown,
	body: ({ recipient: chat, messageId: id, fromMe: isOwn, participant }) =>
		makeKey({ id, chat, fromMe: isOwn, participant }),
	output: (_answer, { messageId, recipient: chat }) => ({ deleted: true, messageId, chat }),
});
