import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../answer';
import type { ItemRequest } from '../ask';
import type { Connection } from '../connection';
import { prepareItem } from '../item';
import type { Operation } from '../operation';

/** Where an item goes, or what is wrong with it. */
export type Target =
	| { readonly instance: string; readonly recipient: string }
	| { readonly error: unknown };

export function readTarget(
	context: IExecuteFunctions,
	connection: Connection,
	operation: Operation,
	index: number,
): Target {
	try {
		const { input, instance = '' } = prepareItem(context, connection, operation, index);
		// The table erases each operation's own input type; defineOperation() has checked that they fit.
		const elsewhere = operation.goesTo?.(input as never, { context, index });
		return { instance, recipient: elsewhere ?? String(isRecord(input) ? input.recipient : '') };
	} catch (error) {
		return { error };
	}
}

/**
 * The request for an item, as it is sent.
 * @param address that the recipient really has, if that is another than the input says
 * @param typing milliseconds to show "typing…": the message's own delay, which costs no request. What was
 *   chosen as *Delay* stays.
 */
export function readdressed(
	{ input, ...rest }: ItemRequest,
	address: string | undefined,
	typing: number,
): ItemRequest {
	if (!isRecord(input)) return { input, ...rest };
	const options = isRecord(input.options) ? input.options : {};
	const delay = typing === 0 ? {} : { options: { delay: typing, ...options } };
	const to = address === undefined ? {} : { recipient: address };
	return { ...rest, input: { ...input, ...to, ...delay } };
}
