import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { STORE_ROUTE } from '../../core/server/evolutionApi/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { isRecord } from '../../core/values/answer';
import { pause } from '../../core/concurrency/retry';
import { eventToItems, type Delivery } from '../../events';
import { optionsField } from '../../fields/collections';
import { choiceField, numberField } from '../../fields/fieldKinds';
import { choice, flag, integer } from '../../fields/inputs';
import { toggle } from '../../fields/toggle';
import { burstOf } from './shared/burst';
import { isOfKind, startsWorkflow } from './shared/counted';
import { deliveredChat } from './shared/deliveredChat';
import { firstContactOfBurst } from './shared/firstContactOfBurst';
import { filesOfGathered, joinedTexts, withFiles } from './shared/gatheredFiles';
import {
	instanceOfMessage,
	messageOptions,
	messageShape,
	readMessage,
	SPECIFIC_MESSAGE,
} from './shared/messageFields';
import { storedChat } from './shared/storedChat';
import type { WrittenMessage } from './shared/writtenChat';

/** How often a waiting execution checks whether a later message has overtaken it, in seconds. */
const CHECK_EVERY = 5;

/**
 * `POST /chat/findMessages/{instance}`: gathers what somebody writes in several messages. It relies on the server's
 * message store alone, so it works across workers and restarts of n8n. A server that has none is Evolution Go: there it
 * relies on what the trigger was delivered (`shared/deliveredChat.ts`).
 *
 * The execution sleeps here instead of using n8n's waiting executions. Those are made for waits of minutes; for a few
 * seconds after each message, storing and waking them would be slower and cost more than sleeping.
 */
export const combineMessages = defineOperation({
	name: 'Combine Messages (Debounce)',
	value: 'combineMessages',
	action: 'Combine WhatsApp messages sent in a row',
	description: 'Wait until the sender stops writing, then continue once with all their messages',
	request: { method: 'POST', path: STORE_ROUTE, retry: 'always' },
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
				default: 'chat',
				description: 'Which messages of a group to combine',
			}),
			numberField('Max Message Age (Hours)', 'maxMessageAge', {
				typeOptions: { minValue: 1, maxValue: 720 },
				default: 24,
				description:
					'Maximum age of the messages to combine, which start after the last answer. Defaults to 24.',
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
				default: 'all',
				description:
					'Types of messages to combine. Messages excluded by the filters of the trigger are always ignored.',
			}),
			...messageOptions,
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
					groupBy: choice('chat', 'sender').default('chat'),
					maxMessageAge: integer(1, 720).default(24),
					messageTypes: choice('all', 'media', 'text').default('all'),
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
	instanceWhenEmpty: instanceOfMessage,
	keepsFiles: true,
	output: ({ json }) => (isRecord(json) ? json : []),
	files: filesOfGathered,
	async run({ debounceTime, maxWait, ...input }, call) {
		const { context } = call;
		const message = readMessage(input, call);
		const cancelled = context.getExecutionCancelSignal();
		const started = Date.now();
		const { continueIfHumanReplied, maxMessageAge } = input.options;
		const chatOf = call.connection.server.store === undefined ? deliveredChat : storedChat;
		const chat = await chatOf(call, message, maxMessageAge);
		if (chat.own === undefined) return [];
		const counts = await countsOf(call, input, chat.own);
		for (;;) {
			const burst = burstOf(await chat.read(), message.messageId, {
				debounceTime,
				maxWait,
				counts,
			});
			if (burst === undefined || burst.isOvertaken || cancelled?.aborted === true) return [];
			if (burst.isAnswered && !continueIfHumanReplied) return [];
			const left = Math.min(debounceTime, burst.left) - (Date.now() - started) / 1000;
			if (left <= 0) {
				const given = (await chat.give(burst.messages)).map(({ delivery }) => delivery);
				return given.length === 0 ? [] : await gathered(call, input.options, given);
			}
			await pause(Math.min(left, CHECK_EVERY) * 1000, cancelled);
		}
	},
});

interface Counted {
	readonly options: {
		readonly groupBy: 'chat' | 'sender';
		readonly messageTypes: Parameters<typeof isOfKind>[1];
		readonly specificMessage?: unknown;
	};
}

/** @param own the message that the execution is about @returns whether a message is one to wait for */
async function countsOf(
	call: Call,
	{ options: { groupBy, messageTypes, specificMessage } }: Counted,
	own: Delivery,
): Promise<(written: WrittenMessage) => boolean> {
	const starts =
		specificMessage === undefined ? await startsWorkflow(call, String(own.chat[0])) : () => true;
	return ({ delivery }) =>
		delivery.message !== undefined &&
		isOfKind(delivery.message, messageTypes) &&
		(groupBy === 'chat' || delivery.message.participant === own.message?.participant) &&
		starts(delivery);
}

/** The trigger's item of the last message, with the text of all of them. */
async function gathered(
	call: Call,
	options: Parameters<typeof withFiles>[1],
	deliveries: readonly Delivery[],
): Promise<IDataObject> {
	const messages = deliveries.flatMap((delivery) => eventToItems(delivery, { simplify: true }));
	const json = {
		...messages.at(-1),
		...joinedTexts(messages),
		messageCount: messages.length,
		messages,
		...(await firstContactOfBurst(call, deliveries)),
	};
	return await withFiles(call, options, { json, deliveries });
}
