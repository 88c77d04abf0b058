import type { IExecuteFunctions } from 'n8n-workflow';

import { findDoubt, suggestNumber } from '../server/ask/numbers';
import { chooseInstance } from '../table/prepare/parameters';
import type { Run } from '../table/prepare/prepare';
import type { Target } from '../server/adapter';
import { InputProblem } from '../core/input/inputProblem';
import { isRecord } from '../core/values/answer';
import { isMobileElsewhere } from '../core/phones/numberingPlan';
import { mayBeCpf } from '../core/phones/otherForms';
import { readPhoneNumber } from '../core/phones/readPhoneNumber';
import type { Policy, Sender } from './send';

/**
 * Refuses numbers that look foreign, but were probably entered without the account's own country code. In Brazil, `31988887777`
 * is a number in Belo Horizonte. With 31 as the country code, it's Dutch, and someone in the Netherlands would get the message.
 */
export const refuseForeignReadings = (sender: Sender): Policy => ({
	async send(message, next) {
		const doubt = await findDoubtOfItem(sender, sender.context, message.request.index);
		if (doubt === undefined) return await next(message);
		const { entry, problem, hint } = doubt;
		throw new InputProblem(['recipient'], `is "${entry}", which ${problem}`, hint);
	},
});

export async function hintForeignReading(
	context: IExecuteFunctions,
	target: Target,
	index: number,
): Promise<void> {
	// Most numbers can only be read in one way, and need no request.
	const digits = shortNumber(context, index)?.digits;
	if (digits === undefined || !(mayBeCpf(digits) || isMobileElsewhere(digits))) return;
	const doubt = await findDoubtOfItem(target, context, index);
	if (doubt === undefined) return;
	const { entry, problem, hint } = doubt;
	const hinting: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>> = context;
	hinting.addExecutionHints?.({
		message: `The message was sent to ${entry}, which ${problem}. ${hint}`,
		location: 'outputPane',
		type: 'warning',
	});
}

async function findDoubtOfItem(
	target: Target,
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	index: number,
) {
	const number = shortNumber(context, index);
	if (number === undefined) return undefined;
	const { entry, digits } = number;
	const doubt = await findDoubt(target, digits);
	return doubt && { ...doubt, entry };
}

function shortNumber(context: Pick<IExecuteFunctions, 'getNodeParameter'>, index: number) {
	const entry = enteredNumber(context, index);
	if (entry === undefined) return undefined;
	const phone = readPhoneNumber(entry);
	return 'digits' in phone && !phone.isInternational ? { entry, digits: phone.digits } : undefined;
}

function enteredNumber(
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	index: number,
): string | undefined {
	const value: unknown = context.getNodeParameter('recipient', index, '');
	const content = isRecord(value) ? value.value : value;
	const isNumber = typeof content === 'number' || typeof content === 'string';
	const text = isNumber ? String(content).trim() : '';
	return text === '' || text.includes('@') ? undefined : text;
}

export async function withMeantNumber(
	{ context, operation, connectionOf }: Run,
	index: number,
	error: unknown,
): Promise<unknown> {
	if (!(error instanceof InputProblem) || error.national === undefined) return error;
	const connection = connectionOf(index);
	const instance = instanceOrNone(() =>
		chooseInstance({ context, index }, connection, operation, undefined),
	);
	if (instance === undefined) return error;
	return await suggestNumber({ context, connection, instance }, error);
}

function instanceOrNone(choose: () => string | undefined): string | undefined {
	try {
		return choose();
	} catch {
		return undefined;
	}
}
