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
			name: 'From Trigger',
			value: 'trigger',
			description: 'Use the message that started the workflow, even with other nodes in between',
		},
		{
			name: 'Specific Message',
			value: 'specific',
			description: 'Enter the chat and the ID of a message',
		},
	],
	default: 'trigger',
	description: 'Message to act on',
});

const shownForSpecific = { show: { messageSource: ['specific'] } } as const;

export const messageFields = [
	receivingInstance,
	messageSource,
	{ ...chatField, displayOptions: shownForSpecific },
	{ ...messageId, displayOptions: shownForSpecific },
] as const;

export const messageShape = {
	messageSource: choice('specific', 'trigger'),
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
