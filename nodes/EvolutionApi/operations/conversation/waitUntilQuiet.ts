import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { dialectOf } from '../../core/server/dialectOf';
import { STORE_ROUTE } from '../../core/server/evolutionApi/messageStore';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { isRecord } from '../../core/values/answer';
import { pause } from '../../core/values/pause';
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
	messageFields,
	messageShape,
	readMessage,
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
export const waitUntilQuiet = defineOperation({
	name: 'Wait Until Quiet',
	value: 'waitUntilQuiet',
	action: 'Wait until a WhatsApp chat is quiet',
	description:
		'Wait until a person stops writing, then continue once with all messages since our last answer',
	request: { method: 'POST', path: STORE_ROUTE, retry: 'always' },
	fields: [
		...messageFields,
		numberField('Silence (Seconds)', 'quietSeconds', {
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 8,
			required: true,
			description: 'How long it must be quiet. Executions of earlier messages end.',
		}),
		numberField('Longest Wait (Seconds)', 'longestSeconds', {
			typeOptions: { minValue: 1, maxValue: 900 },
			default: 60,
			required: true,
			description: 'After this time the workflow continues even if the person is still writing',
		}),
		choiceField('Which Messages', 'messageKinds', {
			options: [
				{ name: 'All', value: 'all', description: 'All but reactions, edits and deletions' },
				{
					name: 'Only Media',
					value: 'media',
					description: 'Pictures, videos, audio and documents',
				},
				{ name: 'Only Text', value: 'text', description: 'All without a file' },
			],
			default: 'all',
			description:
				'Which messages to wait for and return. Messages that the filters of the trigger leave out never count.',
		}),
		optionsField(
			toggle(
				'Download Media',
				'downloadMedia',
				'Whether to put the files of these messages into fields file1, file2 and so on. The key "files" says which is which.',
			),
			toggle(
				'Even If Answered',
				'evenIfAnswered',
				'Whether to continue even if somebody has answered on a device of the account in the meantime. Otherwise the execution ends.',
				true,
			),
			choiceField('In Groups', 'groupScope', {
				options: [
					{ name: 'Each Person', value: 'person', description: 'Others may continue to write' },
					{ name: 'Whole Group', value: 'group', description: 'Everybody must be quiet' },
				],
				default: 'group',
				description: 'Whose messages belong together',
			}),
			numberField('Look Back (Hours)', 'lookBackHours', {
				typeOptions: { minValue: 1, maxValue: 720 },
				default: 24,
				description: 'How old the messages since our last answer may be at most',
			}),
		),
	],
	input: z
		.object({
			...messageShape,
			quietSeconds: integer(1, 300),
			longestSeconds: integer(1, 900),
			messageKinds: choice('all', 'media', 'text'),
			options: z
				.object({
					downloadMedia: flag.default(false),
					evenIfAnswered: flag.default(false),
					groupScope: choice('group', 'person').default('group'),
					lookBackHours: integer(1, 720).default(24),
				})
				.default({}),
		})
		.superRefine(({ quietSeconds, longestSeconds }, context) => {
			if (longestSeconds >= quietSeconds) return;
			const problem = `${longestSeconds} is less than Silence`;
			reportProblem(context, problem, 'Enter a longer time.', ['longestSeconds']);
		}),
	example: {
		messageSource: 'other',
		recipient: '5511988887777',
		messageId: '3EB0A1B2C3D4E5F60718',
		quietSeconds: 1,
		longestSeconds: 60,
		messageKinds: 'all',
	},
	instanceWhenEmpty: instanceOfMessage,
	keepsFiles: true,
	output: ({ json }) => (isRecord(json) ? json : []),
	files: filesOfGathered,
	async run({ quietSeconds: quiet, longestSeconds: longest, ...input }, call) {
		const { context } = call;
		const message = readMessage(input, call);
		const cancelled = context.getExecutionCancelSignal();
		const started = Date.now();
		const { evenIfAnswered, lookBackHours } = input.options;
		const chatOf = dialectOf(call.connection).hasStore ? storedChat : deliveredChat;
		const chat = await chatOf(call, message, lookBackHours);
		if (chat.own === undefined) return [];
		const counts = await countsOf(call, input, chat.own);
		for (;;) {
			const burst = burstOf(await chat.read(), message.messageId, { quiet, longest, counts });
			if (burst === undefined || burst.isOvertaken || cancelled?.aborted === true) return [];
			if (burst.isAnswered && !evenIfAnswered) return [];
			const left = Math.min(quiet, burst.left) - (Date.now() - started) / 1000;
			if (left <= 0) {
				const given = (await chat.give(burst.messages)).map(({ delivery }) => delivery);
				return given.length === 0 ? [] : await gathered(call, input.options, given);
			}
			await pause(Math.min(left, CHECK_EVERY) * 1000, cancelled);
		}
	},
});

interface Counted {
	readonly messageSource: 'other' | 'trigger';
	readonly messageKinds: Parameters<typeof isOfKind>[1];
	readonly options: { readonly groupScope: 'group' | 'person' };
}

/** @param own the message that the execution is about @returns whether a message is one to wait for */
async function countsOf(
	call: Call,
	{ messageSource, messageKinds, options: { groupScope } }: Counted,
	own: Delivery,
): Promise<(written: WrittenMessage) => boolean> {
	const starts =
		messageSource === 'trigger' ? await startsWorkflow(call, String(own.chat[0])) : () => true;
	return ({ delivery }) =>
		delivery.message !== undefined &&
		isOfKind(delivery.message, messageKinds) &&
		(groupScope === 'group' || delivery.message.participant === own.message?.participant) &&
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
