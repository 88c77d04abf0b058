import { z } from 'zod';

import { choice, flag } from '../core/input/checks';
import { mustBe, reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { isStorable, STORABLE } from '../core/values/time';
import {
	numberField,
	toggle,
	collectionInput,
	optionsField,
	choiceField,
	textField,
} from './fieldKinds';

const returnAll = toggle(
	'Return All',
	'returnAll',
	'Whether to return all results or only up to a given limit',
);

const limit = numberField('Limit', 'limit', {
	displayOptions: { show: { returnAll: [false] } },
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
});

export const listFields = [returnAll, limit] as const;

export const simplify = toggle(
	'Simplify',
	'simplify',
	'Whether to return a simplified version of the response instead of the raw data',
	true,
);

const FOR_TOOLS = { '@tool': [true] };

/** Replaces the switch *Simplify* in a tool, where n8n requires a list of options. */
const toolOutput = choiceField('Output', simplify.name, {
	options: [
		{ name: 'Raw', value: false, description: 'Everything the server returns' },
		{ name: 'Selected Fields', value: 'selected', description: 'Only fields that you name' },
		{ name: 'Simplified', value: true, description: 'The most useful fields' },
	],
	default: true,
	description: 'What the model gets of each result',
});

/** Isn't marked as required: n8n would show and require the field on every node whose *Simplify* contains an expression. */
const toolFields = textField('Fields', 'outputFields', {
	displayOptions: { show: { [simplify.name]: ['selected'] } },
	placeholder: 'e.g. chat, name, lastMessage.text',
	description: 'Names of the fields that the model gets, simplified or raw, separated by commas',
});

export function chooseForTools(field: Field): Field[] {
	if (field.name !== simplify.name) return [field];
	const forTools: readonly Field[] = [toolOutput, toolFields];
	return [
		{ ...field, displayOptions: { hide: FOR_TOOLS } },
		...forTools.map((ofTool) => ({
			...ofTool,
			displayOptions: { show: { ...ofTool.displayOptions?.show, ...FOR_TOOLS } },
		})),
	];
}

export const sort = choiceField('Sort', 'sort', {
	options: [
		{ name: 'Newest First', value: 'newestFirst' },
		{ name: 'Oldest First', value: 'oldestFirst', description: 'As in the chat' },
	],
	default: 'oldestFirst',
	description: 'Sort order. Limit always keeps the newest.',
});

export const sortOptions = optionsField(sort);

export const sortShape = { sort: choice('newestFirst', 'oldestFirst') };

export const sortInput = collectionInput(sortShape);

export const isOldestFirst = (options: { readonly sort?: string } | undefined) =>
	options?.sort === 'oldestFirst';

export const concurrency = numberField('Concurrency', 'concurrency', {
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 10,
	description: 'Maximum number of requests at the same time. Defaults to 10.',
});

export const readOptions = optionsField(concurrency);

export const REQUEST_DELAY_SECONDS = 2;

export const requestDelayOptions = optionsField(
	numberField('Delay Between Requests', 'delayBetweenRequests', {
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: REQUEST_DELAY_SECONDS,
		description:
			'Seconds to wait after each request of 50 numbers (default: 2). Looking up many numbers quickly can get your own number banned.',
	}),
);

export const readOptionsInput = collectionInput({});

export const storeTime = z
	.union([z.string(), z.date(), z.number()])
	.transform((value, context) => {
		if (value === '') return undefined;
		// n8n converts Luxon dates, such as the value of $now, to text.
		const time = new Date(value);
		if (Number.isNaN(time.getTime())) {
			const hint = 'Enter one such as 2026-05-31T09:00:00Z.';
			reportProblem(context, mustBe('a date', value), hint);
		} else if (!isStorable(time)) {
			reportProblem(context, mustBe(STORABLE, time.toISOString()));
		}
		return time;
	})
	.optional();

export function refuseReversed(
	{ after, before }: { readonly after?: Date; readonly before?: Date } = {},
	context: z.RefinementCtx,
): void {
	if (after === undefined || before === undefined || after <= before) return;
	reportProblem(context, 'is earlier than After', 'Swap the two times.', ['before']);
}

export const includeSecrets = toggle(
	'Include Secrets',
	'includeSecrets',
	'Whether the output includes the keys, tokens and passwords that the server sends',
);

export const secretsOption = optionsField(includeSecrets);

export const secretsInput = collectionInput({ includeSecrets: flag });

export const showSecrets = ({ options }: { options?: { includeSecrets?: boolean } }) =>
	options?.includeSecrets === true;

export const outputBinaryPropertyName = textField(
	'Put Output File in Field',
	'outputBinaryPropertyName',
	{
		default: 'data',
		required: true,
		hint: 'The name of the output field to put the file in',
		placeholder: 'e.g. data',
	},
);
