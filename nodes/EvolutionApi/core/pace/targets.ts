import { isRecord } from '../answer';
import type { Connection } from '../connection';
import { prepareItem } from '../item';
import type { ItemRequest, Run } from '../run';

/** Where an item goes, or what is wrong with it. */
export type Target =
	| { readonly connection: Connection; readonly instance: string; readonly recipient: string }
	| { readonly error: unknown };

export function readTarget(run: Run, index: number): Target {
	const { context, operation } = run;
	try {
		const { connection, input, instance = '' } = prepareItem(run, index);
		// The table erases each operation's own input type; defineOperation() has checked that they fit.
		const elsewhere = operation.goesTo?.(input as never, { context, index });
		const recipient = elsewhere ?? String(isRecord(input) ? input.recipient : '');
		return { connection, instance, recipient };
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
