import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isTool, outputForCall } from '../../../core/input/calledFor';
import { InputProblem } from '../../../core/input/inputProblem';
import { triggersBefore, waitsBefore } from './earlierNodes';
import { hasChatConflict, messageOf, type StartingMessage } from './messageOf';

// The message that started the workflow. A node takes it from the trigger, else from its own item, e.g. in a sub-workflow.
// The tool of an agent takes it from the trigger alone: what it gets as its item may be what the model made up.

/** By what an operation is about: what to do where there is no starting message. */
const INSTEAD = {
	chat: 'choose Specific Chat',
	message: 'add Options → Specific Message',
} as const;

/** @throws {InputProblem} if there is no such message, or if it is not certain which one it is */
export function startingMessage(
	context: IExecuteFunctions,
	index: number,
	about: keyof typeof INSTEAD,
): StartingMessage {
	const [message, ...others] = startingMessages(context, index);
	if (message !== undefined && others.length === 0) return message;
	const [problem, hint] =
		message === undefined ? noMessage(context, index) : severalMessages(others.length + 1);
	throw new InputProblem([], problem, `${hint}, or ${INSTEAD[about]}.`);
}

/** Several only for the tool of an agent, if it is not certain which one the call is about. */
export function startingMessages(context: IExecuteFunctions, index: number): StartingMessage[] {
	const triggers = triggersBefore(context, index);
	const started = messagesIn(triggers.flatMap(({ items }) => items));
	if (!isTool(context)) {
		const own = context.getInputData()[index]?.json;
		return [...started, ...messagesIn([own, own?.body])].slice(0, 1);
	}
	if (started.length < 2) return started;
	const meant = messagesIn(triggers.map(({ name }) => outputForCall(context, name)));
	return meant.length === 1 ? meant : started;
}

/** Each message once. */
function messagesIn(items: readonly unknown[]): StartingMessage[] {
	const messages = items.map(messageOf).filter((message) => message !== undefined);
	const byKey = new Map(
		messages.map((message) => [
			JSON.stringify([message.instance, message.chat, message.messageId]),
			message,
		]),
	);
	return [...byKey.values()];
}

const OF_UNKNOWN_CHAT: [problem: string, hint: string] = [
	'It is not certain who wrote the message',
	'Nothing was sent. The server named another customer than the ID of the message does, or nobody: Evolution API mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time (see "chatConflict" of the item). Wait for the next message',
];

const RUN_IT = 'press Execute step in it, then write to the number from another phone';

function noMessage(context: IExecuteFunctions, index: number): [problem: string, hint: string] {
	const problem = 'No message started this workflow';
	const triggers = triggersBefore(context, index);
	const own = isTool(context) ? undefined : context.getInputData()[index]?.json;
	const items = [...triggers.flatMap((trigger) => trigger.items), own, own?.body];
	if (items.some(hasChatConflict)) return OF_UNKNOWN_CHAT;
	if (triggers.length > 0 && triggers.every(({ params }) => params === undefined)) {
		return [
			`${problem}: the Evolution API Trigger has not run`,
			`Run the trigger first (${RUN_IT})`,
		];
	}
	if (triggers.length > 0) {
		return [problem, 'Put this node after an Evolution API Trigger that listens to messages'];
	}
	const place = isTool(context) ? 'the agent of this tool' : 'this node';
	return [
		problem,
		`Put ${place} after an Evolution API Trigger that listens to messages, and run that first (${RUN_IT})`,
	];
}

const severalMessages = (count: number): [problem: string, hint: string] => [
	`It is not known which of the ${count} messages this call is about`,
	'Put Loop Over Items with a batch size of 1 before the agent, so that it gets one message at a time, through one node',
];

/**
 * All messages that *Combine Messages* gathered together with this one, including it; none if there are none. They come
 * from the output of that node or from the item itself, e.g. in a sub-workflow.
 */
export function gatheredWith(
	context: IExecuteFunctions,
	index: number,
	{ messageId }: StartingMessage,
): StartingMessage[] {
	const own = isTool(context) ? [] : [context.getInputData()[index]?.json];
	const items = [...waitsBefore(context, index).flatMap((wait) => wait.items), ...own];
	const bursts = items.map((item?: IDataObject) =>
		messagesIn(Array.isArray(item?.messages) ? item.messages : []),
	);
	return bursts.find((burst) => burst.some((one) => one.messageId === messageId)) ?? [];
}
