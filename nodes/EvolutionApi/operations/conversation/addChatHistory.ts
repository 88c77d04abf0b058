import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { InputProblem } from '../../core/input/inputProblem';
import { STORE_ROUTE } from '../../core/server/evolutionApi/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { isRecord, recordsIn } from '../../core/values/answer';
import { asJid } from '../../core/values/jid';
import { textsOf } from '../../core/values/loose';
import { eventToItems } from '../../events';
import { optionsField } from '../../fields/collections';
import { numberField } from '../../fields/fieldKinds';
import { integer } from '../../fields/inputs';
import { chatTurn } from '../message/shared/chatTurn';
import { asDelivery } from '../message/shared/storedMessage';
import { itemOf, withTranscripts } from './shared/agentItem';
import { filesOfGathered } from './shared/gatheredFiles';
import {
	instanceOfMessage,
	messageOptions,
	messageShape,
	readMessage,
	SPECIFIC_MESSAGE,
	SPECIFIC_PATH,
} from './shared/messageFields';
import { findRecord, readBefore } from './shared/storedChat';

/**
 * `POST /chat/findMessages/{instance}`: what a model needs to answer a message. The item of the message goes through, so that
 * an agent right behind finds `chatInput`, `sessionId` and the files.
 */
export const addChatHistory = defineOperation({
	name: 'Add Chat History',
	value: 'addChatHistory',
	action: 'Add the WhatsApp chat history for an AI agent',
	description:
		'Add the earlier messages of the chat to a message, and put transcripts of voice notes in their place',
	request: { method: 'POST', path: STORE_ROUTE, retry: 'always' },
	fields: [
		numberField('Context Window Length', 'contextWindowLength', {
			typeOptions: { minValue: 0, maxValue: 500 },
			default: 20,
			required: true,
			description:
				'Number of earlier messages to add as "history" and "historyText", from the store of the server',
		}),
		optionsField(...messageOptions),
	],
	input: z.object({
		contextWindowLength: integer(0, 500),
		options: z.object(messageShape).default({}),
	}),
	example: {
		contextWindowLength: 20,
		options: { specificMessage: SPECIFIC_MESSAGE },
	},
	instanceWhenEmpty: instanceOfMessage,
	keepsFiles: true,
	output: ({ json }) => (isRecord(json) ? json : []),
	files: filesOfGathered,
	async run({ contextWindowLength: count, ...input }, call) {
		const message = readMessage(input, call);
		const given = input.options.specificMessage === undefined ? itemOf(call, message) : undefined;
		const item = given && withTranscripts(call, message, given);
		// Another item of the run has put it out, with all transcripts.
		if (given !== undefined && item === undefined) return [];
		const isAsked = item === undefined || count > 0;
		if (isAsked) refuseWithoutStore(call, item === undefined);
		const own = isAsked ? await findRecord(call, message.messageId) : undefined;
		const json = item?.json ?? messageIn(own ?? {}, call);
		const gathered = recordsIn(json.messages).map(({ messageId }) => messageId);
		const history = await readHistory(call, own, {
			// Older servers do not keep the number beside a LID.
			chat: [message.chat, asJid(message.address), ...textsOf([json.lid])],
			without: [message.messageId, ...gathered],
			count,
		});
		const historyText = history.map(({ role, content }) => `${role}: ${content}`).join('\n');
		return { ...item, json: { ...json, history, historyText } };
	},
});

/** @param ofOther the message is not that of the trigger @throws {InputProblem} with a server that keeps no messages */
function refuseWithoutStore({ connection }: Call, ofOther: boolean): void {
	const { store, name } = connection.server;
	if (store !== undefined) return;
	const [path, problem, hint] = ofOther
		? [SPECIFIC_PATH, 'does not work', 'Remove it, to use the message that started the workflow.']
		: [['contextWindowLength'], 'must be 0', 'Enter 0, and connect a memory to the agent.'];
	throw new InputProblem(path, `${problem} with ${name}, which keeps no messages`, hint);
}

/** Who said what. @param own the message in the store; undefined: nothing is wanted */
async function readHistory(
	call: Call,
	own: IDataObject | undefined,
	before: Parameters<typeof readBefore>[2],
): Promise<Array<{ role: string; content: string }>> {
	if (own === undefined || before.count === 0) return [];
	const records = await readBefore(call, own, before);
	return records.map((record) => {
		const { role, content } = chatTurn(record, call.instance);
		return { role, content };
	});
}

/** As the trigger would give it. */
function messageIn(record: IDataObject, { instance }: Call): IDataObject {
	const [item = {}] = eventToItems(asDelivery(record, instance), { simplify: true });
	return item;
}
