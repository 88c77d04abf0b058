import { jsonParse, type IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { RequestFailure } from '../../errors/failure';
import { isTool } from '../../core/input/nodeOutputs';
import { InputProblem } from '../../core/input/inputProblem';
import { noteOwnQuote, refuseForeignMessage } from '../../server/foreignQuote';
import { makeKey } from '../../server/words/keys';
import { defineOperation, type Call, type ItemOfRun } from '../../table/operation';
import type { Field } from '../../core/values/field';
import { asJid, isLid } from '../../core/values/addresses';
import { firstText } from '../../core/values/answer';
import { withoutThought } from '../../core/values/text';
import { optionsField, choiceField, toggle } from '../../fields/fieldKinds';
import { deliveryReceipt, messageOptions, optionShapes } from '../../fields/messageOptions';
import { choice, flag } from '../../core/input/checks';
import { longTextOptions, answerText, linkPreviewOption } from '../../fields/messageText';
import {
	binaryPropertyName,
	mediaBase64,
	mediaSource,
	mediaUrl,
	mediaOptions,
	mediaType,
} from '../../fields/media';
import { sendMedia } from './media';
import { simplifySentToPerson } from '../../server/ask/messages';
import { sendText } from './text';
import { preparePart, type Part } from './part';
import {
	findGathered,
	locateMessage,
	triggerMessageOptions,
	messageShape,
	readTriggerMessage,
	SPECIFIC_MESSAGE,
	SPECIFIC_PATH,
	type TriggerMessage,
} from '../conversation/triggerMessage';
import { hasNewerMessage } from '../conversation/combineMessages';

const CONTENT = {
	media: { operation: sendMedia, options: ['caption', 'fileName', 'mimeType'] },
	text: { operation: sendText, options: ['linkPreview', 'splitLongText', 'textFormat'] },
} as const;

const shownForMedia = { replyType: ['media'] } as const;

const shownForSource = (source: 'base64' | 'binary' | 'url') =>
	({ show: { ...shownForMedia, mediaSource: [source] } }) as const;

const shownForType = (replyType: keyof typeof CONTENT, option: Field): Field => ({
	...option,
	displayOptions: { show: { '/replyType': [replyType] } },
});

/** Input that isn't checked here: the operation that sends the reply checks it. */
const anyInput = z.unknown();

const replyInput = z.object({
	replyType: choice('media', 'text'),
	text: anyInput,
	mediaType: anyInput,
	mediaSource: anyInput,
	mediaUrl: anyInput,
	mediaBase64: anyInput,
	binaryPropertyName: anyInput,
	options: z
		.object({
			markAsRead: flag.optional(),
			onlyIfNothingNewer: flag.optional(),
			quote: flag.optional(),
			replyPrivately: flag.optional(),
			...optionShapes.typing,
			...messageShape,
		})
		.passthrough()
		.default({}),
});

/** Input that may contain another recipient, if a sending policy has found an address that works better. */
type ReplyInput = z.output<typeof replyInput> & { readonly recipient?: string };

/** `POST /message/sendText/{instance}` or `sendMedia` */
export const reply = defineOperation({
	name: 'Reply',
	value: 'reply',
	action: 'Reply to a WhatsApp message',
	description: 'Reply in the chat of the message that started the workflow',
	request: { method: 'POST', path: '/message/sendText/{instance}', idempotent: false },
	fields: [
		choiceField('Reply With', 'replyType', {
			options: [
				{ name: 'Media', value: 'media', description: 'A picture, video, document or audio file' },
				{ name: 'Text', value: 'text' },
			],
			default: 'text',
		}),
		{ ...answerText, displayOptions: { show: { replyType: ['text'] } } },
		{ ...mediaType, displayOptions: { show: shownForMedia } },
		{ ...mediaSource, displayOptions: { show: shownForMedia } },
		{ ...mediaUrl, displayOptions: shownForSource('url') },
		{ ...mediaBase64, displayOptions: shownForSource('base64') },
		{ ...binaryPropertyName, displayOptions: shownForSource('binary') },
		optionsField(
			shownForType('media', mediaOptions.caption),
			deliveryReceipt,
			shownForType('media', mediaOptions.fileName),
			shownForType('text', linkPreviewOption),
			toggle(
				'Mark as Read',
				'markAsRead',
				'Whether to mark the message as read (blue ticks) before answering, together with all messages that Combine Messages gathered',
				true,
			),
			messageOptions.mentionsOfText,
			mediaOptions.mimeType,
			toggle(
				'Only If Nothing Newer Came',
				'onlyIfNothingNewer',
				'Whether to send no reply if the customer wrote again in the meantime. The execution of the newest message then answers all of them.',
				true,
			),
			toggle(
				'Quote Message',
				'quote',
				'Whether the answer shows the message that it replies to',
				true,
			),
			toggle(
				'Reply Privately',
				'replyPrivately',
				'Whether to answer a message from a group in the private chat with its author',
				true,
			),
			shownForType('text', longTextOptions.splitLongText),
			shownForType('text', longTextOptions.textFormat),
			messageOptions.typingIndicator,
			...triggerMessageOptions,
		),
	],
	input: replyInput,
	isAnswer: true,
	example: {
		replyType: 'text',
		text: 'Thank you! We will be with you shortly.',
		options: { quote: true, specificMessage: SPECIFIC_MESSAGE },
	},
	locate: (input, place) => ({
		...locateMessage(input, place),
		recipient: chooseAddress(input, readTriggerMessage(input, place)),
	}),
	async run(input, call) {
		const message = readTriggerMessage(input, call);
		const { quotesNameAuthor } = call.connection.server;
		const send = await preparePart(
			call,
			makePart(fillInText(input, call), message, quotesNameAuthor),
		);
		if (input.options.onlyIfNothingNewer === true && (await hasNewerMessage(call, message)))
			return { isOutdated: true };
		if (input.options.quote === true) await checkQuote(input, call, message);
		if (input.options.markAsRead === true && !message.fromMe) await markMessage(call, message);
		return { ...(await send()), personId: message.personId };
	},
	output: (answer) => (answer.isOutdated === true ? [] : simplifySentToPerson(answer)),
});

/** @throws {InputProblem} if the user entered a message of another chat */
async function checkQuote(
	{ options }: ReplyInput,
	call: Call,
	message: TriggerMessage,
): Promise<void> {
	const to = chooseAddress({ options }, message);
	if (options.specificMessage === undefined) noteOwnQuote(call, message.messageId, to);
	else await refuseForeignMessage(call, message.messageId, to, [...SPECIFIC_PATH, 'messageId']);
}

function fillInText(input: ReplyInput, place: ItemOfRun): ReplyInput {
	if (input.replyType !== 'text') return input;
	const answer = readAgentAnswer(place);
	if (answer === undefined) {
		const { text } = input;
		return { ...input, text: typeof text === 'string' ? withoutThought(text) : text };
	}
	const text = withoutThought(answer);
	refuseNoAnswer(text);
	return { ...input, text, options: { textFormat: 'markdown', ...input.options } };
}

/** Outputs of n8n's agent when it stops early, and when its output parser fails. */
const NO_ANSWERS: ReadonlyArray<readonly [isMet: (output: string) => boolean, problem: string]> = [
	[
		(output) => /^Agent stopped due to (?:max iterations|iteration limit)/i.test(output),
		'is not an answer: n8n reports that the agent stopped early',
	],
	[isJson, 'is JSON instead of a text for the customer'],
];

/** @throws {InputProblem} if the output of an agent isn't meant for a person */
function refuseNoAnswer(output: string): void {
	const problem = NO_ANSWERS.find(([isMet]) => isMet(output))?.[1];
	if (problem === undefined) return;
	const hint =
		'Nothing was sent. Filter out this output with an If node before this node, or choose the right field of the output in Text.';
	throw new InputProblem(['text'], problem, hint);
}

function isJson(text: string): boolean {
	const inner = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, '');
	if (!/^(?:\{[^]*\}|\[[^]*\])$/.test(inner)) return false;
	return typeof jsonParse<unknown>(inner, { fallbackValue: '' }) === 'object';
}

/** @throws {InputProblem} if the answer should be sent to the message's author, who is unknown */
function makePart(
	{ replyType, options, ...input }: ReplyInput,
	message: TriggerMessage,
	namesAuthor = false,
): Part {
	const { operation, options: own } = CONTENT[replyType];
	const names = ['mentions', 'typingIndicator', ...own];
	const entries = Object.entries(options).filter(([name]) => names.includes(name));
	const source = namesAuthor ? { message: wholeQuote(message) } : { messageId: message.messageId };
	const quote = options.quote === true ? { replyTo: { values: source } } : {};
	return [
		operation,
		{
			...input,
			recipient: input.recipient ?? chooseAddress({ options }, message),
			options: { ...Object.fromEntries(entries), ...quote },
		},
	];
}

/** Quotes the message by its full key, for a server that doesn't look messages up. */
const wholeQuote = ({ messageId: id, chat, fromMe, senderAddress }: TriggerMessage) => ({
	key: makeKey({ id, chat, fromMe, participant: senderAddress }),
	message: {},
});

/** @throws {InputProblem} if the answer should go to the message's author, who is unknown */
function chooseAddress(
	{ options }: Pick<ReplyInput, 'options'>,
	{ isGroup, address, senderAddress }: TriggerMessage,
): string {
	if (options.replyPrivately !== true || !isGroup) return address;
	if (senderAddress !== undefined) return senderAddress;
	throw new InputProblem(
		['options', 'replyPrivately'],
		'does not work, since it is not known who wrote the message',
		'Enter the number of that person as the chat of Specific Message.',
	);
}

/** `POST /chat/markMessageAsRead/{instance}`: marks the message and all messages that were combined with it. */
async function markMessage({ context, index, ask }: Call, message: TriggerMessage): Promise<void> {
	const parts = findGathered(context, index, message);
	const readMessages = (parts.length > 0 ? parts : [message]).map(
		({ chat, address, messageId: id }) =>
			// Before 2.4, the server doesn't mark a message as read if its key contains the chat's LID.
			makeKey({ id, chat: isLid(chat) ? asJid(address) : chat, fromMe: false }),
	);
	const path = '/chat/markMessageAsRead/{instance}';
	const body = { readMessages };
	await ask({ method: 'POST', path, body, idempotent: true }).catch((error: unknown) => {
		if (!(error instanceof RequestFailure)) throw error;
		// The answer itself is not sent yet, so Retry On Fail may repeat everything.
		throw new RequestFailure({ ...error.failure, nothingDone: true });
	});
}

/**
 * Returns the output of an AI Agent before this node, if *Text* is empty. Returns undefined if *Text* has an expression, and in an
 * agent's tool, because there the model writes the text.
 */
function readAgentAnswer({ context, index }: ItemOfRun): string | undefined {
	const ownText = context.getNodeParameter('text', index, '', { rawExpressions: true });
	if (isTool(context) || ownText !== '') return undefined;
	const json = context.getInputData()[index]?.json ?? {};
	if (isFromMessagedAgent(json)) return readMessagedAgent(json);
	const answer = firstText(json.output) ?? undefined;
	if (answer === undefined) refuseOtherOutput(json);
	return answer;
}

/** Whether the item comes from n8n's *Message an Agent*. The keys are those of its versions 1 to 3.1 (n8n 2.41). */
const isFromMessagedAgent = ({ finishReason, toolCalls }: IDataObject): boolean =>
	typeof finishReason === 'string' && toolCalls !== undefined;

/** Some models don't give a reason that n8n knows, which is then `other`. */
const COMPLETE = ['stop', 'other'];

/** @throws {InputProblem} if the agent returned no text, or stopped before its answer was complete */
function readMessagedAgent({ text, response, finishReason }: IDataObject): string {
	const answer = firstText(text) ?? firstText(response);
	if (answer !== null && COMPLETE.includes(String(finishReason))) return answer;
	const what = answer === null ? 'no text' : 'an incomplete text';
	throw new InputProblem(
		['text'],
		`is empty, and the agent returned ${what}. Its finishReason is "${String(finishReason)}"`,
		"Nothing was sent. If it's a limit, such as length or max-iterations, raise it in the agent. Or check finishReason with an If node before this node, and send another text.",
	);
}

/** @throws {InputProblem} if the item comes from an output parser or chain of n8n and so has no text in `output` */
function refuseOtherOutput({ output, text, messageId }: IDataObject): void {
	if (
		Array.isArray(output) &&
		output.length > 0 &&
		output.every((entry) => typeof entry === 'string')
	) {
		throw new InputProblem(
			['text'],
			'is empty, and "output" of the item is a list of texts',
			'Send all of them with Message → Send Sequence, or one message with {{ $json.output.join("\\n") }} in Text.',
		);
	}
	if (typeof output === 'object' && output !== null) {
		const what = Array.isArray(output) ? 'a list' : 'an object';
		const [key] = Object.keys(output);
		const example = key === undefined ? '' : `, e.g. {{ $json.output${memberName(key)} }}`;
		throw new InputProblem(
			['text'],
			`is empty, and "output" of the item is ${what}, not a text`,
			`It comes from an output parser. Choose one of its fields in Text${example}.`,
		);
	}
	// An item with a "messageId" comes from the trigger: its "text" is the customer's message, not the agent's answer.
	if (firstText(text) === null || output !== undefined || messageId !== undefined) return;
	throw new InputProblem(
		['text'],
		'is empty, and the item has no "output" of an AI Agent, only a "text"',
		'If "text" is the answer, enter {{ $json.text }} in Text.',
	);
}

const memberName = (key: string) =>
	/^[A-Za-z_]\w*$/.test(key)
		? `.${key}`
		: `[${JSON.stringify(/^\d+$/.test(key) ? Number(key) : key)}]`;
