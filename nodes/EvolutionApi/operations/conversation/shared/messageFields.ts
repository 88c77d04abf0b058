import { z } from 'zod';

import { InputProblem } from '../../../core/input/inputProblem';
import type { ItemOfRun } from '../../../core/table/operation';
import { choiceField } from '../../../fields/fieldKinds';
import { choice, optionalText } from '../../../fields/inputs';
import { receivingInstance } from '../../../fields/instance';
import { messageId } from '../../../fields/messageKey';
import { chatField, optionalChat } from '../../../fields/recipient';
import { messageOf, type StartingMessage } from './messageOf';
import { startingMessage, startingMessages } from './startingMessage';

// Which message an operation is about.

const messageSource = choiceField('Message', 'messageSource', {
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
});

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

/** @throws {InputProblem} if there is no such message, it is not certain which one it is, or chat or ID are missing */
export function readMessage(
	{ messageSource: source, recipient, messageId: id }: MessageInput,
	{ context, index }: ItemOfRun,
): StartingMessage {
	if (source === 'trigger') return startingMessage(context, index, 'messageSource');
	if (recipient === undefined) {
		throw new InputProblem(['recipient'], 'is empty', 'Choose the chat or enter its number.');
	}
	const message = messageOf({ chat: recipient, messageId: id });
	if (message !== undefined) return message;
	throw new InputProblem(['messageId'], 'is empty', 'Enter the ID of the message.');
}

/** The instance of the message. @throws {InputProblem} like {@link readMessage} */
export const instanceOfMessage = (input: MessageInput, place: ItemOfRun) =>
	input.messageSource === 'trigger'
		? readMessage(input, place).instance
		: receivingInstanceOf(place);

/** The instance that received what started the workflow; undefined if that is not one. */
export function receivingInstanceOf({ context, index }: ItemOfRun): string | undefined {
	const [instance, ...others] = new Set(
		startingMessages(context, index).map((message) => message.instance),
	);
	return others.length === 0 ? instance : undefined;
}
