import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { receiptInput, type ReceiptSettings } from './receiptSettings';
import { parseInput } from '../core/input/inputErrors';
import { readParameter } from '../core/prepare/parameters';
import type { AskingRun } from '../core/prepare/run';
import type { Operation } from '../core/table/operation';
import { recordOf } from '../core/values/answer';

interface BulkSending {
	/** *Concurrency*. */
	readonly concurrency: unknown;
	/** The other entries, with which one message is sent after the other; undefined if there are none. */
	readonly paced: Record<string, unknown> | undefined;
}

export const hasBulkSending = ({ fields }: Operation) =>
	fields.some(({ name }) => name === 'bulkSending');

/** The first item's *Bulk Sending*, not checked yet. */
export function readBulkSending(context: IExecuteFunctions, operation: Operation): BulkSending {
	const { concurrency, ...paced } = readCollection(context, operation, 'bulkSending');
	const isPaced = Object.keys(paced).length > 0;
	return { concurrency, paced: isPaced ? paced : undefined };
}

/**
 * The first item's *Options → Delivery Receipt*, for the whole run. *Send and Wait for Response*, which has no bulk sending,
 * waits for the receipt of its question itself.
 * @throws {InputProblem} for what is wrong in it
 */
export function readDeliveryReceipt({
	context,
	operation,
}: AskingRun): ReceiptSettings | undefined {
	if (!hasBulkSending(operation)) return undefined;
	const { deliveryReceipt } = readCollection(context, operation, 'options');
	const options = z.object({ deliveryReceipt: receiptInput });
	return parseInput(z.object({ options }), { options: { deliveryReceipt } }).options
		.deliveryReceipt;
}

/** What was entered for another operation stays in the node, even if this operation does not show it. */
function readCollection(
	context: IExecuteFunctions,
	{ fields }: Operation,
	collection: 'bulkSending' | 'options',
): Record<string, unknown> {
	const field = fields.find(({ name }) => name === collection);
	const entered = field && readParameter(context, collection, 0);
	const shown = Object.entries(recordOf(entered)).filter(([entry]) =>
		field?.options?.some(({ name }) => name === entry),
	);
	return Object.fromEntries(shown);
}
