import type { IExecuteFunctions } from 'n8n-workflow';

import type { Authentication } from '../http/connection';
import { InputProblem } from '../input/inputProblem';
import { dialectOf } from '../server/dialectOf';
import type { Operation } from '../table/operation';
import { recordOf } from '../values/answer';
import { readBulkSending } from './readBulkSending';

// Options of *Sending* that look up what was sent or written. A server that keeps no messages cannot tell. They are not hidden
// with its credential: n8n would drop what a saved workflow has in them, and send what it was to skip.

const isOn = (value: unknown) =>
	value !== undefined && value !== '' && value !== false && value !== 0;

const isConfirmed = (value: unknown) => {
	const { confirm } = recordOf(value);
	return confirm !== undefined && recordOf(confirm).until !== 'off';
};

const REMOVE = 'Remove the option.';

/** By option: what it would have to know. */
const NEEDS: ReadonlyArray<readonly [option: string, what: string]> = [
	['skipWhoWrote', 'what people wrote'],
	['atMostPerHour', 'how many messages were sent'],
	['atMostPerDay', 'how many messages were sent'],
	['atMostNewContacts', 'who was written to before'],
];

/** @throws {InputProblem} naming the first of these options that is used with a server without a store */
export function refuseStoreOptions(
	context: IExecuteFunctions,
	operation: Operation,
	authentication: Authentication,
): void {
	const { hasStore, name } = dialectOf({ authentication });
	if (hasStore) return;
	const { paced = {}, confirmDelivery } = readBulkSending(context, operation);
	for (const [option, what] of NEEDS) {
		if (!isOn(paced[option])) continue;
		const problem = `${name} keeps no messages, so nobody can tell ${what}`;
		throw new InputProblem(['bulkSending', option], problem, REMOVE);
	}
	if (isConfirmed(confirmDelivery)) refuseConfirmation('bulkSending', authentication);
}

/**
 * @param group the field that *Confirm Delivery* is in
 * @throws {InputProblem} with a server that keeps no messages
 */
export function refuseConfirmation(
	group: 'options' | 'bulkSending',
	authentication: Authentication,
): void {
	const { hasStore, name } = dialectOf({ authentication });
	if (hasStore) return;
	throw new InputProblem(
		[group, 'confirmDelivery'],
		`${name} keeps no messages, so nobody can tell what became of one`,
		`${REMOVE} Chat → Get Delivery Updates asks for a single message, if the server runs with DATABASE_SAVE_MESSAGES=true.`,
	);
}
