import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { isTool } from '../../../core/input/calledFor';
import { inputItem } from '../../../core/input/inputItem';
import { InputProblem } from '../../../core/input/inputProblem';
import type { ItemOfRun } from '../../../core/table/operation';
import { recordOf, recordsIn } from '../../../core/values/answer';
import { firstText } from '../../../core/values/loose';
import { chatInputOf } from '../../../events/simplify/modelKeys';
import { triggersBefore, waitsBefore } from './earlierNodes';
import { isSpoken, joinedTexts, leftToTranscribe } from './gatheredFiles';
import { messageOf, type StartingMessage } from './messageOf';
import { startingMessages } from './startingMessage';

// What an agent gets of a message, from the nodes before: with the messages that were gathered, their files and transcripts.

export interface AgentItem {
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/** As *Combine Messages* gave it, else as it came in. Undefined if nobody gave it with `chatInput`. */
export function itemOf(place: ItemOfRun, { messageId }: StartingMessage): AgentItem | undefined {
	const { context, index } = place;
	const given = (nodes: ReturnType<typeof waitsBefore>) =>
		nodes.flatMap(({ items, files }) => items.map((json) => ({ json, binary: files })));
	const own = isTool(context) ? [] : [inputItem(context, index)];
	const all = [
		...given(waitsBefore(context, index)),
		...own,
		...given(triggersBefore(context, index)),
	];
	return all.find(
		({ json }) => messageOf(json)?.messageId === messageId && firstText(json.chatInput) !== null,
	);
}

/**
 * The same with transcripts, if the items of the run are these.
 * @returns undefined if an earlier item of the run has given it already
 * @throws {InputProblem} if they are not one for each voice note
 */
export function withTranscripts(
	{ context, index }: ItemOfRun,
	message: StartingMessage,
	item: AgentItem,
): AgentItem | undefined {
	const wanted = toTranscribeIn(item.json);
	const run = context.getInputData();
	const isOwn = messageOf(run[index]?.json)?.messageId === message.messageId;
	if (isTool(context) || wanted.length === 0 || isOwn) return item;
	const together = [...run.keys()].filter((other) => {
		const [started] = startingMessages(context, other);
		return started?.messageId === message.messageId && started.instance === message.instance;
	});
	if (together[0] !== index) return undefined;
	const texts = together.map((other) => transcriptIn(inputItem(context, other).json));
	if (texts.length === wanted.length) return filledIn(item, wanted, texts);
	throw new InputProblem(
		[],
		`${wanted.length} transcripts are needed, one per voice note, but there are ${texts.length}`,
		'Transcribe each entry of "toTranscribe" once, in its order: Split Out makes an item of each.',
	);
}

/** Those that were gathered; without *Combine Messages*, the message itself. */
function toTranscribeIn(json: IDataObject): IDataObject[] {
	if (Array.isArray(json.toTranscribe)) return recordsIn(json.toTranscribe);
	const isSilent = isSpoken(json.kind) && firstText(json.text) === null;
	return isSilent ? [json] : [];
}

/** What OpenAI and others give, or Google Gemini; null where nothing was said, and from a node that failed and went on. */
function transcriptIn(json: IDataObject): string | null {
	const isText = (value: unknown) => typeof value === 'string';
	const parts = recordsIn(recordOf(json.content).parts).map(({ text }) => text);
	const whole = parts.some(isText) ? parts.filter(isText).join('') : undefined;
	const text = [json.text, json.transcript, whole].find(isText);
	if (text !== undefined) return firstText(text.trim());
	if (json.error !== undefined) return null;
	throw new InputProblem(
		[],
		'A voice note has no transcript',
		'Add the transcript as "text", e.g. with Edit Fields before this node.',
	);
}

function filledIn(
	{ json, binary }: AgentItem,
	wanted: readonly IDataObject[],
	texts: ReadonlyArray<string | null>,
): AgentItem {
	const said = new Map(wanted.map(({ messageId }, place) => [messageId, texts[place] ?? null]));
	const messages = messagesIn(json).map((message) => {
		const text = said.get(message.messageId) ?? null;
		return text === null
			? message
			: { ...message, text, chatInput: chatInputOf({ ...message, text }) };
	});
	if (!Array.isArray(json.files)) return { json: { ...json, ...joinedTexts(messages) }, binary };
	const files = recordsIn(json.files).map(
		(file): IDataObject => ({
			...file,
			transcript: said.get(file.messageId) ?? file.transcript,
		}),
	);
	const toTranscribe = leftToTranscribe(files);
	return { json: { ...json, ...joinedTexts(messages), messages, files, toTranscribe }, binary };
}

const messagesIn = (json: IDataObject): IDataObject[] =>
	Array.isArray(json.messages) ? recordsIn(json.messages) : [json];
