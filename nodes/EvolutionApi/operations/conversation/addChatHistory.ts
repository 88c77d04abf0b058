import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { isTool } from '../../core/input/nodeOutputs';
import { getInputItem } from '../../core/input/inputFile';
import { InputProblem } from '../../core/input/inputProblem';
import { makeInstanceId } from '../../server/account';
import { defineOperation, type Call, type ItemOfRun } from '../../table/operation';
import { asRecord, asRecords, firstText, asTexts } from '../../core/values/answer';
import { asJid } from '../../core/values/addresses';
import { eventToItems } from '../../events/eventItems';
import { makeChatInput } from '../../events/modelKeys';
import { optionsField, numberField } from '../../fields/fieldKinds';
import { integer } from '../../core/input/checks';
import { ItemWithFiles, keepFiles } from '../../run/perform';
import { inOneLine } from '../../core/values/text';
import { asDelivery } from '../../server/words/messages';
import { chatTurns } from '../message/stored';
import { filterUntranscribed, isSpoken, joinTexts } from './combineMessages';
import {
	locateMessage,
	findTriggerMessages,
	triggerMessageOptions,
	messageShape,
	readTriggerMessage,
	readMessageItem,
	SPECIFIC_MESSAGE,
	SPECIFIC_PATH,
	triggersBefore,
	waitsBefore,
	type TriggerMessage,
} from './triggerMessage';
import { findRecord, readBefore, readsChat } from './writtenChat';

/**
 * `POST /chat/findMessages/{instance}`: adds the chat's earlier messages to a message, for a model. The message's item is kept,
 * so an agent right after this node still finds `chatInput`, `sessionId` and the files.
 */
export const addChatHistory = defineOperation({
	name: 'Add Chat History',
	value: 'addChatHistory',
	action: 'Add the WhatsApp chat history for an AI agent',
	description:
		'Add earlier messages of the chat to a message, and replace voice notes with their transcripts',
	request: readsChat,
	fields: [
		numberField('Context Window Length', 'contextWindowLength', {
			typeOptions: { minValue: 0, maxValue: 500 },
			default: 20,
			required: true,
			description:
				'Number of earlier messages to add as "history" and "historyText", from the store of the server',
		}),
		optionsField(...triggerMessageOptions),
	],
	input: z.object({
		contextWindowLength: integer(0, 500),
		options: z.object(messageShape).default({}),
	}),
	example: {
		contextWindowLength: 20,
		options: { specificMessage: SPECIFIC_MESSAGE },
	},
	locate: locateMessage,
	async run({ contextWindowLength: count, ...input }, call) {
		const message = readTriggerMessage(input, call);
		const entry = input.options.specificMessage === undefined ? findItem(call, message) : undefined;
		const item = entry && addTranscripts(call, message, entry);
		if (entry !== undefined && item === undefined) return [];
		const isAsked = item === undefined || count > 0;
		if (isAsked) refuseWithoutStore(call, item === undefined);
		const own = isAsked ? await findRecord(call, message.messageId) : undefined;
		const json = item?.json ?? simplifyRecord(own ?? {}, call);
		const combinedIds = asRecords(json.messages).map(({ messageId }) => messageId);
		const history = await readHistory(call, own, {
			// Older servers store only one address of the chat with each message: the phone number or the LID.
			chat: [message.chat, asJid(message.address), ...asTexts([json.lid])],
			without: [message.messageId, ...combinedIds],
			count,
		});
		// Line breaks in a message could imitate a line of another person.
		const lines = history.map(({ role, content }) => `${role}: ${inOneLine(content)}`);
		const historyText = lines.join('\n');
		const output = { ...json, history, historyText };
		return item?.binary === undefined
			? keepFiles(call, output)
			: new ItemWithFiles(output, item.binary);
	},
});

/** @throws {InputProblem} if the server keeps no messages */
function refuseWithoutStore({ connection }: Call, ofOther: boolean): void {
	const { store, name } = connection.server;
	if (store !== undefined) return;
	const [path, problem, hint] = ofOther
		? [SPECIFIC_PATH, 'does not work', 'Remove it, to use the message that started the workflow.']
		: [['contextWindowLength'], 'must be 0', 'Enter 0, and connect a memory to the agent.'];
	throw new InputProblem(path, `${problem} with ${name}, which keeps no messages`, hint);
}

/** Reads the chat's messages before `own`, a record from the server's message store. */
async function readHistory(
	call: Call,
	own: IDataObject | undefined,
	before: Parameters<typeof readBefore>[2],
): Promise<Array<{ role: string; content: string }>> {
	if (own === undefined || before.count === 0) return [];
	const records = await readBefore(call, own, before);
	const turns = chatTurns(records, call.instance, makeInstanceId(call.connection, call.instance));
	return turns.map(({ role, content }) => ({ role, content }));
}

function simplifyRecord(record: IDataObject, { instance }: Call): IDataObject {
	const [item = {}] = eventToItems(asDelivery(record, instance), { simplify: true });
	return item;
}

interface AgentItem {
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

function findItem(place: ItemOfRun, { messageId }: TriggerMessage): AgentItem | undefined {
	const { context, index } = place;
	const listItems = (nodes: ReturnType<typeof waitsBefore>) =>
		nodes.flatMap(({ items, files }) => items.map((json) => ({ json, binary: files })));
	const own = isTool(context) ? [] : [getInputItem(context, index)];
	const all = [
		...listItems(waitsBefore(context, index)),
		...own,
		...listItems(triggersBefore(context, index)),
	];
	return all.find(
		({ json }) =>
			readMessageItem(json)?.messageId === messageId && firstText(json.chatInput) !== null,
	);
}

/**
 * Adds transcripts to the voice notes in `item`. Each transcript is a separate input item of this node.
 * @returns undefined for all but the first of these input items, so that the node outputs `item` only once
 * @throws {InputProblem} if the number of transcripts differs from the number of voice notes
 */
function addTranscripts(
	{ context, index }: ItemOfRun,
	message: TriggerMessage,
	item: AgentItem,
): AgentItem | undefined {
	const notes = findUntranscribed(item.json);
	const run = context.getInputData();
	const isOwn = readMessageItem(run[index]?.json)?.messageId === message.messageId;
	if (isTool(context) || notes.length === 0 || isOwn) return item;
	const together = [...run.keys()].filter((other) => {
		const [trigger] = findTriggerMessages(context, other);
		return trigger?.messageId === message.messageId && trigger.instance === message.instance;
	});
	if (together[0] !== index) return undefined;
	const texts = together.map((other) => readTranscript(getInputItem(context, other).json));
	if (texts.length === notes.length) return insertTranscripts(item, notes, texts);
	throw new InputProblem(
		[],
		`${notes.length} transcripts are needed, one per voice note, but there are ${texts.length}`,
		'Transcribe each entry of "toTranscribe" once, in the same order. Split Out makes an item of each entry.',
	);
}

function findUntranscribed(json: IDataObject): IDataObject[] {
	if (Array.isArray(json.toTranscribe)) return asRecords(json.toTranscribe);
	const isSilent = isSpoken(json.kind) && firstText(json.text) === null;
	return isSilent ? [json] : [];
}

/** Reads the transcript that OpenAI, Google Gemini or another node returned; null for silence or a failed transcription. */
function readTranscript(json: IDataObject): string | null {
	const isText = (value: unknown) => typeof value === 'string';
	const parts = asRecords(asRecord(json.content).parts).map(({ text }) => text);
	const joinedParts = parts.some(isText) ? parts.filter(isText).join('') : undefined;
	const text = [json.text, json.transcript, joinedParts].find(isText);
	if (text !== undefined) return firstText(text.trim());
	if (json.error !== undefined) return null;
	throw new InputProblem(
		[],
		'A voice note has no transcript',
		'Add the transcript as "text", e.g. with Edit Fields before this node.',
	);
}

function insertTranscripts(
	{ json, binary }: AgentItem,
	notes: readonly IDataObject[],
	texts: ReadonlyArray<string | null>,
): AgentItem {
	const byId = new Map(notes.map(({ messageId }, place) => [messageId, texts[place] ?? null]));
	const messages = listMessages(json).map((message) => {
		const text = byId.get(message.messageId) ?? null;
		return text === null
			? message
			: { ...message, text, chatInput: makeChatInput({ ...message, text }) };
	});
	if (!Array.isArray(json.files)) return { json: { ...json, ...joinTexts(messages) }, binary };
	const files = asRecords(json.files).map(
		(file): IDataObject => ({
			...file,
			transcript: byId.get(file.messageId) ?? file.transcript,
		}),
	);
	const toTranscribe = filterUntranscribed(files);
	return { json: { ...json, ...joinTexts(messages), messages, files, toTranscribe }, binary };
}

const listMessages = (json: IDataObject): IDataObject[] =>
	Array.isArray(json.messages) ? asRecords(json.messages) : [json];
