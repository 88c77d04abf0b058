import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { confirmInput, type Confirm } from '../delivery/confirmSettings';
import { parseInput } from '../input/inputErrors';
import { readParameter } from '../prepare/parameters';
import type { AskingRun } from '../prepare/run';
import type { Operation } from '../table/operation';
import { recordOf } from '../values/answer';

interface SendingOptions {
	/** *Recipients at Once*. */
	readonly recipientsAtOnce: unknown;
	/** *Confirm Delivery*. */
	readonly confirmDelivery: unknown;
	/** The other options, with which one message is sent after the other; undefined if there are none. */
	readonly paced: Record<string, unknown> | undefined;
}

/** The first item's *Sending*, not checked yet. */
export function readSendingOptions(
	context: IExecuteFunctions,
	{ fields }: Operation,
): SendingOptions {
	const field = fields.find(({ name }) => name === 'pacing');
	const entered = field && readParameter(context, 'pacing', 0);
	// What was entered for another operation stays in the node, even if this operation does not show it.
	const given = Object.entries(recordOf(entered)).filter(([part]) =>
		field?.options?.some(({ name }) => name === part),
	);
	const { confirmDelivery, recipientsAtOnce, ...paced } = Object.fromEntries(given);
	const isPaced = Object.keys(paced).length > 0;
	return { confirmDelivery, recipientsAtOnce, paced: isPaced ? paced : undefined };
}

/** @throws {InputProblem} for what is wrong in *Confirm Delivery* */
export function readConfirm({ context, operation }: AskingRun): Confirm | undefined {
	const { confirmDelivery } = readSendingOptions(context, operation);
	const pacing = z.object({ confirmDelivery: confirmInput });
	return parseInput(z.object({ pacing }), { pacing: { confirmDelivery } }).pacing.confirmDelivery;
}
