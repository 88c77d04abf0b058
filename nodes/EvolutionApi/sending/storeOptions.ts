import type { IExecuteFunctions } from 'n8n-workflow';

import type { Authentication } from '../core/server/adapter';
import { InputProblem } from '../core/input/inputProblem';
import type { Operation } from '../core/table/operation';
import { readBulkSending, readDeliveryReceipt } from './readBulkSending';
import { serverFor } from '../core/server/connection';

// Entries of *Bulk Sending* that look up what was sent or written. A server that keeps no messages cannot tell. They are
// not hidden with its credential: n8n would drop what a saved workflow has in them, and send what it was to skip.

const REMOVE = 'Remove the option.';

/** By option: what it would have to know. */
const NEEDS: ReadonlyArray<readonly [option: string, what: string]> = [
	['optOut', 'who opted out'],
	['dailyLimits', 'how many messages were sent'],
];

/** @throws {InputProblem} naming the first of these options that is used with a server without a store */
export function refuseStoreOptions(
	context: IExecuteFunctions,
	operation: Operation,
	authentication: Authentication,
): void {
	const { store, name } = serverFor(authentication);
	if (store !== undefined) return;
	const { paced = {} } = readBulkSending(context, operation);
	for (const [option, what] of NEEDS) {
		if (paced[option] === undefined) continue;
		const problem = `${name} keeps no messages, so nobody can tell ${what}`;
		throw new InputProblem(['bulkSending', option], problem, REMOVE);
	}
	if (readDeliveryReceipt({ context, operation }) !== undefined) {
		refuseDeliveryReceipt(authentication);
	}
}

/** @throws {InputProblem} with a server that keeps no messages */
export function refuseDeliveryReceipt(authentication: Authentication): void {
	const { store, name } = serverFor(authentication);
	if (store !== undefined) return;
	throw new InputProblem(
		['options', 'deliveryReceipt'],
		`${name} keeps no messages, so nobody can tell what became of one`,
		`${REMOVE} Chat → Get Delivery Updates asks for a single message, if the server runs with DATABASE_SAVE_MESSAGES=true.`,
	);
}
