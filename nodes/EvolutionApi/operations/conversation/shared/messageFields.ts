import { z } from 'zod';

import { InputProblem } from '../../../core/input/inputProblem';
import type { ItemOfRun } from '../../../core/table/operation';
import { groupInput } from '../../../fields/collections';
import { fieldGroup, groupsField } from '../../../fields/fieldKinds';
import { locatorInput, optionalText } from '../../../fields/inputs';
import { receivingInstance } from '../../../fields/instance';
import { messageId } from '../../../fields/messageKey';
import { chatField, optionalChat } from '../../../fields/recipient';
import { messageOf, type StartingMessage } from './messageOf';
import { startingMessage, startingMessages } from './startingMessage';

// Which message an operation is about.

/** Options of an operation that is about the message that started the workflow, unless they name another one. */
export const messageOptions = [
	receivingInstance,
	groupsField('Specific Message', 'specificMessage', {
		default: { values: {} },
		placeholder: 'Add Specific Message',
		description: 'Message to act on. Defaults to the one that started the workflow.',
		options: [fieldGroup('Specific Message', 'values', [chatField, messageId])],
	}),
] as const;

/** For `input`: {@link messageOptions}. */
export const messageShape = {
	specificMessage: groupInput({
		recipient: locatorInput(optionalChat),
		messageId: optionalText,
	}),
};

/** For `example`. */
export const SPECIFIC_MESSAGE = {
	values: { recipient: '5511988887777', messageId: '3EB0A1B2C3D4E5F60718' },
};

interface MessageInput {
	readonly options: z.output<z.ZodObject<typeof messageShape>>;
}

export const SPECIFIC_PATH = ['options', 'specificMessage', 'values'];

/** @throws {InputProblem} if there is no such message, it is not certain which one it is, or chat or ID are missing */
export function readMessage(
	{ options: { specificMessage } }: MessageInput,
	{ context, index }: ItemOfRun,
): StartingMessage {
	if (specificMessage === undefined) return startingMessage(context, index, 'message');
	const { recipient, messageId: id } = specificMessage.values;
	if (recipient === undefined) {
		throw new InputProblem(
			[...SPECIFIC_PATH, 'recipient'],
			'is empty',
			'Choose the chat or enter its number.',
		);
	}
	const message = messageOf({ chat: recipient, messageId: id });
	if (message !== undefined) return message;
	throw new InputProblem(
		[...SPECIFIC_PATH, 'messageId'],
		'is empty',
		'Enter the ID of the message.',
	);
}

/** The instance of the message. @throws {InputProblem} like {@link readMessage} */
export const instanceOfMessage = (input: MessageInput, place: ItemOfRun) =>
	input.options.specificMessage === undefined
		? readMessage(input, place).instance
		: receivingInstanceOf(place);

/** The instance that received what started the workflow; undefined if that is not one. */
export function receivingInstanceOf({ context, index }: ItemOfRun): string | undefined {
	const [instance, ...others] = new Set(
		startingMessages(context, index).map((message) => message.instance),
	);
	return others.length === 0 ? instance : undefined;
}
