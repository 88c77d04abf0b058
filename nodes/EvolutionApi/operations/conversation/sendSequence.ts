import { z } from 'zod';

import { InputProblem } from '../../core/input/inputProblem';
import { sendInOrder } from '../../core/run/sendInOrder';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { instanceField } from '../../fields/instance';
import { pacingUntyped } from '../../fields/pacing';
import { recipient, addresseeInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessages } from '../message/shared/sentMessage';
import { partContentOf, prepare } from './shared/part';
import { activityOf, partOf, stepsField, stepsInput } from './shared/steps';

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
		const messages = await Promise.all(
			steps.map(async (step, index) => ({
				mark: ['sendSequence', step],
				pause: Math.round(step.pauseSeconds * 1000),
				activity: activityOf(step),
				send: await atStep(index, prepare(call, partOf(step, number))),
			})),
		);
		return { messages: await sendInOrder(call, number, messages) };
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
	simplify: simplifySentMessages,
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
