import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { InputProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/table/operation';
import { choice, optionalText } from '../../../fields/inputs';
import { receivingInstance } from '../../../fields/instance';
import { messageId } from '../../../fields/messageKey';
import { chatField, optionalChat } from '../../../fields/recipient';
import { messageOf, startingMessage, type StartingMessage } from './startingMessage';

// Which message an operation is about.

const messageSource = {
	displayName: 'Message',
	name: 'messageSource',
	type: 'options',
	options: [
		{
			name: 'Another Message',
			value: 'other',
			description: 'A message that you specify by chat and ID',
		},
		{
			name: 'Message That Started the Workflow',
			value: 'trigger',
			description: 'The message of the Evolution API Trigger, even with other nodes in between',
		},
	],
	default: 'trigger',
	description: 'The message that this is about',
} as const satisfies Field;

const shownForOther = { show: { messageSource: ['other'] } } as const;

export const messageFields = [
	receivingInstance,
	messageSource,
	{ ...chatField, displayOptions: shownForOther },
	{ ...messageId, displayOptions: shownForOther },
] as const;

export const messageShape = {
	messageSource: choice('other', 'trigger'),
	recipient: optionalChat,
	messageId: optionalText,
};

type MessageInput = z.output<z.ZodObject<typeof messageShape>>;

/** @throws {InputProblem} if there is no such message, or chat or ID are missing */
export function readMessage(
	context: IExecuteFunctions,
	index: number,
	{ messageSource: source, recipient, messageId: id }: MessageInput,
): StartingMessage {
	if (source === 'trigger') {
		const message = startingMessage(context, index);
		if (message !== undefined) return message;
		throw new InputProblem(
			['messageSource'],
			'no message started this workflow',
			'Put this node after an Evolution API Trigger that listens to messages, or choose Another Message and specify it.',
		);
	}
	if (recipient === undefined) {
		throw new InputProblem(['recipient'], 'is empty', 'Choose the chat or enter its number.');
	}
	const message = messageOf({ chat: recipient, messageId: id });
	if (message !== undefined) return message;
	throw new InputProblem(['messageId'], 'is empty', 'Enter the ID of the message.');
}

/** The instance of the trigger's message. */
export const instanceOfMessage = (context: IExecuteFunctions, index: number) =>
	startingMessage(context, index)?.instance;
