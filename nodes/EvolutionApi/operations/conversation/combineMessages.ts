import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { pause } from '../../core/concurrency/retry';
import { reportProblem } from '../../core/input/inputProblem';
import { isNamedBefore } from '../../server/ask/unknownMessage';
import { defineOperation, type Call } from '../../table/operation';
import { asJid } from '../../core/values/addresses';
import { asRecords, firstText } from '../../core/values/answer';
import { eventToItems } from '../../events/eventItems';
import { findMedia } from '../../events/receivedMedia';
import type { Delivery } from '../../server/delivery';
import { optionsField, choiceField, numberField, toggle } from '../../fields/fieldKinds';
import { choice, flag, integer } from '../../core/input/checks';
import { ItemWithFiles, keepFiles } from '../../run/perform';
import { findFirstContact, storeMedia } from '../../trigger/items/itemsWithMedia';
import {
	locateMessage,
	triggerMessageOptions,
	messageShape,
	readTriggerMessage,
	SPECIFIC_MESSAGE,
	triggersBefore,
	type TriggerMessage,
} from './triggerMessage';
import { findBurst, isOfMessageType, type ChatMessage } from './debounce';
import {
	answersWithoutStart,
	notStored,
	openDeliveredChat,
	openStoredChat,
	readsChat,
	startsWorkflow,
} from './writtenChat';

/** `maxMessageAge` is in hours. */
const DEFAULTS = { groupBy: 'chat', maxMessageAge: 24, messageTypes: 'all' } as const;

const READ_OF_CHAT = 100;

const CHECK_INTERVAL_MS = 5000;

/** Maximum number of times to check again while it's undecided whether the next message answers a pending question. */
const UNDECIDED_LOOKS = 5;
const UNDECIDED_LOOK_MS = 1000;

/**
 * `POST /chat/findMessages/{instance}`: combines a person's consecutive messages. It relies on the server's message store, so it
 * works across workers and restarts of n8n. Evolution Go has no store, so there it relies on the trigger's deliveries ({@link
 * openDeliveredChat}). The execution sleeps here. n8n's waiting executions suit longer waits: for a few seconds, storing and
 * waking them would be slower and cost more.
 */
export const combineMessages = defineOperation({
	name: 'Combine Messages (Debounce)',
	value: 'combineMessages',
	action: 'Combine WhatsApp messages sent in a row',
	description: 'Wait until the sender stops writing, then continue once with all their messages',
	request: readsChat,
	fields: [
		numberField('Debounce Time (Seconds)', 'debounceTime', {
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 8,
			required: true,
			description:
				'Seconds without a new message before continuing. Executions of earlier messages stop here.',
		}),
		numberField('Max Wait (Seconds)', 'maxWait', {
			typeOptions: { minValue: 1, maxValue: 900 },
			default: 60,
			required: true,
			description: 'Maximum time to wait, even if new messages keep arriving',
		}),
		optionsField(
			toggle(
				'Continue if a Human Replied',
				'continueIfHumanReplied',
				'Whether to continue if a human has replied from the phone or WhatsApp Web in the meantime. When off, the execution stops here.',
				true,
			),
			toggle(
				'Download Media',
				'downloadMedia',
				'Whether to download the files of the messages into the binary fields file1, file2 and so on. "files" in the output describes each file.',
			),
			choiceField('Group By', 'groupBy', {
				options: [
					{
						name: 'Chat',
						value: 'chat',
						description: 'Combine the messages of all members of a group',
					},
					{
						name: 'Sender',
						value: 'sender',
						description: 'Combine the messages of each member of a group separately',
					},
				],
				default: DEFAULTS.groupBy,
				description: 'Which messages of a group to combine',
			}),
			numberField('Max Message Age (Hours)', 'maxMessageAge', {
				typeOptions: { minValue: 1, maxValue: 720 },
				default: DEFAULTS.maxMessageAge,
				description:
					'Maximum age of the messages to combine, which are never older than the last answer. Defaults to 24.',
			}),
			choiceField('Message Types', 'messageTypes', {
				options: [
					{
						name: 'All',
						value: 'all',
						description: 'All messages except reactions, edits and deletions',
					},
					{
						name: 'Media',
						value: 'media',
						description: 'Images, videos, audio and documents',
					},
					{ name: 'Text', value: 'text', description: 'Messages without a file' },
				],
				default: DEFAULTS.messageTypes,
				description:
					'Types of messages to combine. Messages excluded by the filters of the trigger are always ignored.',
			}),
			...triggerMessageOptions,
		),
	],
	input: z
		.object({
			debounceTime: integer(1, 300),
			maxWait: integer(1, 900),
			options: z
				.object({
					continueIfHumanReplied: flag.default(false),
					downloadMedia: flag.default(false),
					groupBy: choice('chat', 'sender').default(DEFAULTS.groupBy),
					maxMessageAge: integer(1, 720).default(DEFAULTS.maxMessageAge),
					messageTypes: choice('all', 'media', 'text').default(DEFAULTS.messageTypes),
					...messageShape,
				})
				.default({}),
		})
		.superRefine(({ debounceTime, maxWait }, context) => {
			if (maxWait >= debounceTime) return;
			const problem = `is ${maxWait}, but Debounce Time is ${debounceTime}`;
			reportProblem(context, problem, 'Enter a longer time.', ['maxWait']);
		}),
	example: {
		debounceTime: 1,
		maxWait: 60,
		options: { specificMessage: SPECIFIC_MESSAGE },
	},
	locate: locateMessage,
	async run({ debounceTime, maxWait, ...input }, call) {
		const { context } = call;
		const message = readTriggerMessage(input, call);
		const cancelSignal = context.getExecutionCancelSignal();
		const startedAt = Date.now();
		const { continueIfHumanReplied, maxMessageAge } = input.options;
		const openChat =
			call.connection.server.store === undefined ? openDeliveredChat : openStoredChat;
		const chat = await openChat(call, message, maxMessageAge);
		if (chat.own === undefined) return [];
		const counts = await makeCounter(call, input, chat.own);
		let looks = 0;
		for (;;) {
			const burst = findBurst(await chat.read(), message.messageId, {
				debounceTime,
				maxWait,
				counts,
			});
			if (burst === undefined || cancelSignal?.aborted === true) return [];
			if (burst.isAnswered && !continueIfHumanReplied) return [];
			if (burst.overtakenBy !== undefined) {
				if (!chat.isUndecided(burst.overtakenBy) || looks++ === UNDECIDED_LOOKS) return [];
				await pause(UNDECIDED_LOOK_MS, cancelSignal);
				continue;
			}
			const span = Math.min(debounceTime, burst.remainingSeconds);
			const remainingMs = findEnd(startedAt, span, chat.own) - Date.now();
			if (!(remainingMs > 0)) {
				const deliveries = (await chat.give(burst.messages)).map(({ delivery }) => delivery);
				return deliveries.length === 0 ? [] : await combineTexts(call, input.options, deliveries);
			}
			await pause(Math.min(remainingMs, CHECK_INTERVAL_MS), cancelSignal);
		}
	},
});

/**
 * Returns when a burst ends, Unix ms. The wait is up to a second longer than `span`, because message times are rounded down to
 * whole seconds. The wait is never longer than that, even if the server's clock is ahead.
 * @param startedAt when the execution began to wait, Unix ms
 * @param span length of the wait, in seconds
 */
function findEnd(startedAt: number, span: number, { message }: Delivery): number {
	const end = startedAt + span * 1000;
	const secondOver = ((message?.seconds ?? NaN) + span + 1) * 1000;
	return secondOver > end ? Math.min(end + 1000, secondOver) : end;
}

interface CountRules {
	readonly options: {
		readonly groupBy: 'chat' | 'sender';
		readonly messageTypes: Parameters<typeof isOfMessageType>[1];
		readonly specificMessage?: unknown;
	};
}

/** @param own the message that the execution is about */
async function makeCounter(
	call: Call,
	{ options: { groupBy, messageTypes, specificMessage } }: CountRules,
	own: Delivery,
): Promise<(message: Pick<ChatMessage, 'delivery'>) => boolean> {
	const starts =
		specificMessage === undefined ? await startsWorkflow(call, String(own.chat[0])) : () => true;
	return ({ delivery }) =>
		delivery.message !== undefined &&
		isOfMessageType(delivery.message, messageTypes) &&
		(groupBy === 'chat' || delivery.message.participant === own.message?.participant) &&
		starts(delivery);
}

/**
 * Tells whether the author has written again. Another execution then handles the newer message.
 * @throws {InputProblem} if the server does not store the message
 */
export async function hasNewerMessage(call: Call, message: TriggerMessage): Promise<boolean> {
	const { store } = call.connection.server;
	const messages =
		store === undefined
			? await (await openDeliveredChat(call, message, DEFAULTS.maxMessageAge)).read()
			: [...(await store.newestOfChat(call, asJid(message.chat), READ_OF_CHAT))].reverse();
	const place = messages.findIndex(({ delivery }) => delivery.message?.id === message.messageId);
	const own = messages[place]?.delivery;
	if (own === undefined) throw notStored(message.messageId);
	const options = { groupBy: 'sender', messageTypes: 'all' } as const;
	const counts = await makeCounter(call, { options }, own);
	const answers = answersWithoutStart(call);
	return messages.slice(place + 1).some((line) => {
		const { id, fromMe } = line.delivery.message ?? {};
		const isAnswer = answers?.isOne(line.delivery) === true || isNamedBefore(call, String(id));
		return fromMe === false && !isAnswer && counts(line);
	});
}

async function combineTexts(
	call: Call,
	options: Parameters<typeof addFiles>[1],
	deliveries: readonly Delivery[],
): Promise<ItemWithFiles> {
	const messages = deliveries.flatMap((delivery) => eventToItems(delivery, { simplify: true }));
	const json = {
		...messages.at(-1),
		...joinTexts(messages),
		messageCount: messages.length,
		messages,
		...(await readFirstContact(call, deliveries)),
	};
	return await addFiles(call, options, { json, deliveries });
}

/**
 * Returns *First Contact* for combined messages: the first message's value. The trigger's item only has the last message's value.
 * @param deliveries oldest first
 */
async function readFirstContact(
	{ context, index, connection, instance }: Call,
	deliveries: readonly Delivery[],
): Promise<{ firstContact?: boolean | null }> {
	const [first] = deliveries;
	const items = triggersBefore(context, index).flatMap((trigger) => trigger.items);
	const isWanted = items.some((item) => 'firstContact' in item);
	if (first === undefined || !isWanted) return {};
	const server = async () => ({ connection, instance });
	return await findFirstContact(context, { firstContact: true }, first, server);
}

export const isSpoken = (kind: unknown): boolean => kind === 'audio' || kind === 'voice';

interface GatheredMessages {
	readonly json: IDataObject;
	/** Deliveries of the item's `messages`, in the same order. */
	readonly deliveries: readonly Delivery[];
}

/**
 * Adds the files if *Download Media* is on. `files` describes each file: field, message, kind and transcript. `toTranscribe`
 * lists the voice notes and audio files without a transcript. A file that can't be loaded has `mediaError`.
 */
async function addFiles(
	call: Call,
	{ downloadMedia }: { readonly downloadMedia: boolean },
	{ json, deliveries }: GatheredMessages,
): Promise<ItemWithFiles> {
	if (!downloadMedia) return keepFiles(call, json);
	const mediaFiles = deliveries.flatMap((delivery) => findMedia(delivery) ?? []);
	const server = async () => call;
	const downloads = await Promise.all(
		mediaFiles.map(async (media) => await storeMedia(call.context, media, server)),
	);
	const binary: IBinaryKeyData = {};
	const files = downloads.map((file, index): IDataObject => {
		const { kind, messageId, fileName, mimeType } = mediaFiles[index] ?? {};
		const field = 'data' in file ? `file${index + 1}` : null;
		if (field !== null && 'data' in file) binary[field] = file.data;
		const transcript = isSpoken(kind) ? findText(json, messageId) : null;
		return {
			field,
			messageId,
			kind,
			fileName,
			mimeType,
			transcript,
			...('problem' in file ? { mediaError: file.problem } : {}),
		};
	});
	const output = { ...json, files, toTranscribe: filterUntranscribed(files) };
	return files.length > 0 ? new ItemWithFiles(output, binary) : keepFiles(call, output);
}

export const filterUntranscribed = (files: readonly IDataObject[]): IDataObject[] =>
	files.filter(
		({ kind, field, transcript }) => isSpoken(kind) && field !== null && transcript === null,
	);

export function joinTexts(messages: readonly IDataObject[]): { text: string; chatInput: string } {
	const texts = messages.map(({ text }) => text).filter((text) => typeof text === 'string');
	return {
		text: texts.join('\n'),
		chatInput: messages.map(({ chatInput }) => String(chatInput)).join('\n'),
	};
}

function findText({ messages }: IDataObject, messageId: string | undefined): string | null {
	return firstText(asRecords(messages).find((message) => message.messageId === messageId)?.text);
}
