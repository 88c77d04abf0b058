import { z } from 'zod';

import { mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { flag, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { author, authorInput, fromMe, messageId } from '../../fields/messageKey';
import { bulkSendingOfTime } from '../../fields/bulkSending';
import { chatField, chatInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './shared/sentMessage';

/** One emoji, which may consist of several code points; an empty text removes the reaction. */
const emoji = z.string().transform((value, context) => {
	const reaction = value.trim();
	const characters = [...new Intl.Segmenter().segment(reaction)];
	const isEmoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u.test(reaction);
	if (reaction !== '' && (characters.length !== 1 || !isEmoji)) {
		reportProblem(
			context,
			mustBe('one emoji', reaction),
			'Enter one emoji, or leave it empty to remove the reaction.',
		);
	}
	return reaction;
});

/** `POST /message/sendReaction/{instance}`: reacts to a message, or removes the reaction. */
export const sendReaction = defineOperation({
	name: 'Send Reaction',
	value: 'sendReaction',
	action: 'React to a WhatsApp message with an emoji',
	description: 'React to a message with an emoji, or remove the reaction',
	request: { method: 'POST', path: '/message/sendReaction/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		chatField,
		messageId,
		{ ...fromMe, default: false },
		{
			...author,
			description: `${author.description}. In a group, nobody sees the reaction without it.`,
		},
		textField('Emoji', 'emoji', {
			placeholder: 'One emoji, or nothing',
			description: 'The emoji to react with. Leave empty to remove the reaction.',
		}),
		bulkSendingOfTime,
		simplify,
	],
	input: z
		.object({
			recipient: chatInput,
			messageId: text,
			fromMe: flag,
			participant: authorInput,
			emoji,
		})
		.superRefine(({ recipient, fromMe: isOwn, participant }, context) => {
			if (isOwn || participant !== undefined || !recipient.endsWith('@g.us')) return;
			const hint =
				'Enter the number or JID of the author: "participant" in the output of the trigger and of Message → Get Many.';
			reportProblem(context, 'is empty', hint, ['participant']);
		}),
	example: {
		recipient: '5511988887777@s.whatsapp.net',
		messageId: '3EB0A1B2C3D4E5F60718',
		fromMe: false,
		emoji: '👍',
	},
	body: ({ recipient: remoteJid, messageId: id, fromMe: isOwn, participant, emoji: reaction }) => ({
		key: { remoteJid, id, fromMe: isOwn, participant: isOwn ? undefined : participant },
		reaction,
	}),
	simplify: simplifySentMessage,
});
