import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { confirmInput, type Confirm } from '../delivery/confirmSettings';
import { parseInput } from '../input/inputErrors';
import { readParameter } from '../prepare/parameters';
import type { AskingRun } from '../prepare/run';
import type { Operation } from '../table/operation';
import { recordOf } from '../values/answer';

interface BulkSending {
	/** *Recipients at Once*. */
	readonly recipientsAtOnce: unknown;
	/** *Confirm Delivery*. */
	readonly confirmDelivery: unknown;
	/** The other options, with which one message is sent after the other; undefined if there are none. */
	readonly paced: Record<string, unknown> | undefined;
}

/** The first item's *Sending*, not checked yet. */
export function readBulkSending(context: IExecuteFunctions, { fields }: Operation): BulkSending {
	const field = fields.find(({ name }) => name === 'bulkSending');
	const entered = field && readParameter(context, 'bulkSending', 0);
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
	const { confirmDelivery } = readBulkSending(context, operation);
	const bulkSending = z.object({ confirmDelivery: confirmInput });
	return parseInput(z.object({ bulkSending }), { bulkSending: { confirmDelivery } }).bulkSending
		.confirmDelivery;
}
