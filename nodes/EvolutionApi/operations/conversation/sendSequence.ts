import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { inputItem } from '../../core/input/inputItem';
import { InputProblem } from '../../core/input/inputProblem';
import { pause } from '../../core/pacing/pause';
import { sendPartOnce } from '../../core/run/sentOnce';
import { recordsIn } from '../../core/server/answer';
import { RequestFailure } from '../../core/server/request';
import { showTyping } from '../../core/server/typing';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { instanceField } from '../../fields/instance';
import { pacingUntyped } from '../../fields/pacing';
import { recipient, addresseeInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from '../message/shared/sentMessage';
import { partContentOf, prepare, type Send } from './shared/part';
import { activityOf, partOf, stepsField, stepsInput, type Step } from './shared/steps';

/** For the type only: {@link stepsInput} refuses a sequence without steps. */
const NOTHING = { kind: 'text', typed: '' } as const;

/** The routes of `/message`: several messages to one recipient, one after the other. */
export const sendSequence = defineOperation({
	name: 'Send Sequence',
	value: 'sendSequence',
	action: 'Send several messages in order',
	description:
		'Send several messages of any kind to a person or a group, in order. The first failure ends the sequence.',
	request: { method: 'POST', path: '/message/sendText/{instance}', retry: 'neverAfterSent' },
	fields: [instanceField, recipient, stepsField, pacingUntyped, simplify],
	input: z.object({ recipient: addresseeInput, steps: stepsInput }),
	example: {
		recipient: '5511988887777',
		steps: {
			step: [
				{ action: 'text', text: 'Here is how you find us:' },
				{
					action: 'location',
					latitude: -23.5614,
					longitude: -46.6559,
					placeName: 'Our shop',
					address: 'Av. Paulista 1000, São Paulo',
				},
			],
		},
	},
	async run({ recipient: number, steps }, call: Call) {
		const prepared = await Promise.all(
			steps.map(async (step, index) => {
				const send = await atStep(index, prepare(call, partOf(step, number)));
				return { step, index, number, send };
			}),
		);
		const sent: IDataObject[] = [];
		for (const one of prepared.slice(call.partsSent ?? 0)) {
			const answer = await sendStep(call, one).then(
				(json) => json,
				(error: unknown) => {
					throw explained(error, one.index, steps.length, sent);
				},
			);
			if (answer === undefined) break;
			sent.push(answer);
		}
		return { messages: sent };
	},
	async content({ recipient: number, steps }, item, place) {
		const [first = NOTHING, ...rest] = await Promise.all(
			steps.map(
				async (step, index) =>
					await atStep(index, partContentOf(partOf(step, number), item, place)),
			),
		);
		return { ...first, rest };
	},
	simplify: ({ messages }) => {
		const answers = recordsIn(messages);
		const sent = answers.map(simplifySentMessage);
		return { chat: sent[0]?.chat ?? null, messageCount: sent.length, messages: sent };
	},
});

/** Names the step in the path of an {@link InputProblem}. */
async function atStep<Result>(index: number, work: Promise<Result>): Promise<Result> {
	return await work.then(
		(result) => result,
		(error: unknown) => {
			if (!(error instanceof InputProblem)) throw error;
			const field = error.path.at(-1) ?? 'action';
			throw new InputProblem(['steps', 'step', index, field], error.problem, error.hint);
		},
	);
}

/**
 * A repeated run of the node neither sends again what was sent, nor waits for it.
 * @returns the server's answer, or undefined if the execution was cancelled
 */
async function sendStep(
	call: Call,
	{ step, index, number, send }: { step: Step; index: number; number: string; send: Send },
): Promise<IDataObject | undefined> {
	const { context, instance: name, index: item } = call;
	const signal = context.getExecutionCancelSignal();
	const [answer] = await sendPartOnce(
		context,
		inputItem(context, item),
		['sendSequence', name, index, step],
		async () => {
			await wait(call, number, step);
			return signal?.aborted === true ? [] : [{ json: await send() }];
		},
	);
	return answer?.json;
}

/** The pause before a message. It takes the same time if "typing…" cannot be shown. */
async function wait(call: Call, number: string, step: Step): Promise<void> {
	const { context } = call;
	const delay = Math.round(step.pauseSeconds * 1000);
	const activity = activityOf(step);
	const end = Date.now() + delay;
	if (delay > 0 && activity !== undefined) {
		await showTyping(context, call, number, { activity, delay });
	}
	await pause(end - Date.now(), context.getExecutionCancelSignal());
}

/** The failure, with the number of the message and what was sent before. */
function explained(
	error: unknown,
	index: number,
	count: number,
	sent: readonly IDataObject[],
): unknown {
	if (!(error instanceof RequestFailure)) return error;
	const { failure } = error;
	const ids = sent.map((answer, place) => {
		const { messageId } = simplifySentMessage(answer);
		return `message ${index - sent.length + place + 1} (${String(messageId)})`;
	});
	const before =
		ids.length === 0 ? 'Nothing was sent before it.' : `Sent before it: ${ids.join(', ')}.`;
	return new RequestFailure({
		...failure,
		message: `${failure.message.replace(/\.$/, '')}. It was message ${index + 1} of ${count}`,
		description: `${failure.description} ${before}`,
	});
}
