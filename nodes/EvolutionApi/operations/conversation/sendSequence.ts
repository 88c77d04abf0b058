import { z } from 'zod';

import { InputProblem } from '../../core/input/inputProblem';
import { sendInOrder } from '../../run/sendInOrder';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { deliveryReceipt } from '../../fields/deliveryReceipt';
import { instanceField } from '../../fields/instance';
import {
	chosenList,
	listData,
	listSourceInput,
	nameInData,
	type ListSource,
} from '../../fields/listData';
import { bulkSending } from '../../fields/bulkSending';
import { recipient, addresseeInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessages } from '../message/shared/sentMessage';
import { partContentOf, prepare } from './shared/part';
import { stepValues } from './shared/stepFields';
import {
	activityOf,
	partOf,
	STEP_FORM,
	stepData,
	stepDataInput,
	stepsField,
	stepsInput,
	stepSource,
} from './shared/steps';

/** For the type only: {@link stepsInput} refuses a sequence without steps. */
const NOTHING = { kind: 'text', typed: '' } as const;

/** The routes of `/message`: several messages to one recipient, one after the other. */
export const sendSequence = defineOperation({
	name: 'Send Sequence',
	value: 'sendSequence',
	action: 'Send several WhatsApp messages in order',
	description:
		'Send several messages of any kind to a person or a group, in order. The first failure ends the sequence.',
	request: { method: 'POST', path: '/message/sendText/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		stepSource,
		stepsField,
		stepData,
		optionsField(deliveryReceipt),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: addresseeInput,
			listSource: listSourceInput,
			steps: stepsInput.optional(),
			listData: stepDataInput.optional(),
			options: collectionInput({}),
		})
		.transform(({ recipient: number, listSource: source, listData: data, steps }, context) => ({
			recipient: number,
			source,
			steps: chosenList({ source, fields: steps, data, name: 'steps' }, context),
		})),
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
	async run({ recipient: number, source, steps }, call) {
		const messages = await Promise.all(
			steps.map(async (step, index) => ({
				mark: ['sendSequence', step],
				pause: Math.round(step.pauseSeconds * 1000),
				activity: activityOf(step),
				send: await atStep(source, index, prepare(call, partOf(step, number))),
			})),
		);
		return { messages: await sendInOrder(call, number, messages) };
	},
	async content({ recipient: number, source, steps }, item, place) {
		const [first = NOTHING, ...rest] = await Promise.all(
			steps.map(
				async (step, index) =>
					await atStep(source, index, partContentOf(partOf(step, number), item, place)),
			),
		);
		return { ...first, rest };
	},
	simplify: simplifySentMessages,
});

/** Names the step in the path of an {@link InputProblem}. */
async function atStep<Result>(
	source: ListSource,
	index: number,
	work: Promise<Result>,
): Promise<Result> {
	return await work.then(
		(result) => result,
		(error: unknown) => {
			if (!(error instanceof InputProblem)) throw error;
			const path = pathInStep(error.path);
			const whole =
				source === 'json'
					? [listData.name, index, ...path.map((name) => nameInData(name, STEP_FORM))]
					: ['steps', 'step', index, ...path];
			throw new InputProblem(whole, error.problem, error.hint);
		},
	);
}

/** The path within the operation that sends the step, from the field on that the step has, too; else what the step is. */
function pathInStep(path: InputProblem['path']): InputProblem['path'] {
	const first = path.findIndex((name) => stepValues.some((field) => field.name === name));
	return first < 0 ? ['action'] : path.slice(first);
}
