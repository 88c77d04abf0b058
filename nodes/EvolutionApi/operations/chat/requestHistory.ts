import { z } from 'zod';

import { mustBe, refuseInput } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { textOrNull } from '../../core/values/answer';
import { collectionInput, optionsField } from '../../fields/collections';
import { numberField, timeField } from '../../fields/fieldKinds';
import { flag, integer, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { fromMe, messageId } from '../../fields/messageKey';
import { chatField, chatInput } from '../../fields/recipient';

/** As many as WhatsApp's own clients ask for. */
const CUSTOMARY = 50;
const MOST = 500;

/** Of WhatsApp's first year; nobody has older messages. */
const FIRST = Date.UTC(2009, 0);
/** Clocks may differ by a day. */
const AHEAD_MS = 86_400_000;

/** When a message was written, as ISO text. */
const writtenAt = z.union([z.string(), z.date(), z.number()]).transform((value, context) => {
	const time = value === '' ? NaN : new Date(value).getTime();
	if (time >= FIRST && time <= Date.now() + AHEAD_MS) return new Date(time).toISOString();
	const hint = 'Enter one such as 2026-05-31T09:00:00Z.';
	return refuseInput(context, mustBe('the time of a message', value), hint);
});

/** `POST /chat/history-sync`: the messages come later, as an event. */
export const requestHistory = defineOperation({
	name: 'Request History',
	value: 'requestHistory',
	action: 'Request older messages of a WhatsApp chat',
	description:
		'Request the messages before a given one from the phone, which arrive as HistorySync events',
	request: {
		method: 'POST',
		path: '/chat/history-sync',
		retry: 'neverAfterSent',
		onlyOn: 'evolutionGo',
	},
	fields: [
		instanceField,
		chatField,
		{
			...messageId,
			displayName: 'Oldest Message ID',
			description: 'ID of the oldest known message of the chat',
		},
		timeField('Oldest Message Time', 'messageTime', {
			required: true,
			description: 'Time of that message',
		}),
		{
			...fromMe,
			default: false,
			description: 'Whether this instance sent that message',
		},
		optionsField(
			numberField('Count', 'messageCount', {
				typeOptions: { minValue: 1, maxValue: MOST },
				default: CUSTOMARY,
				description: `Number of messages to ask for. Defaults to ${CUSTOMARY}.`,
			}),
		),
	],
	input: {
		recipient: chatInput,
		messageId: text,
		messageTime: writtenAt,
		fromMe: flag,
		options: collectionInput({ messageCount: integer(1, MOST) }),
	},
	example: {
		recipient: '5511988887777',
		messageId: '3EB0A1B2C3D4E5F60718',
		messageTime: '2026-05-31T09:00:00Z',
		fromMe: false,
	},
	body: ({ recipient: chat, messageId: id, messageTime, fromMe: isOwn, options }) => ({
		messageInfo: {
			Chat: chat,
			IsFromMe: isOwn,
			IsGroup: chat.endsWith('@g.us'),
			ID: id,
			Timestamp: messageTime,
		},
		count: options?.messageCount ?? CUSTOMARY,
	}),
	output: ({ ID: requestId }, { recipient: chat }) => ({
		requested: true,
		chat,
		requestId: textOrNull(requestId),
	}),
});
