import { prepareItem } from '../run/prepare';
import type { ItemRequest, Run } from '../run/run';
import { isRecord } from '../server/answer';
import type { Connection } from '../server/connection';

/** Where an item goes, or what is wrong with it. */
type PacedRecipient =
	| { readonly connection: Connection; readonly instance: string; readonly recipient: string }
	| { readonly error: unknown };

export function readRecipient(run: Run, index: number): PacedRecipient {
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
 * The request for an item, as it is sent: without its *Delay*, which is shown before it.
 * @param address that the recipient really has, if that is another than the input says
 */
export function readdressed(
	{ input, ...rest }: ItemRequest,
	address: string | undefined,
): { readonly request: ItemRequest; readonly delay: number | undefined } {
	if (!isRecord(input)) return { request: { input, ...rest }, delay: undefined };
	const to = address === undefined ? {} : { recipient: address };
	const { delay, ...options } = isRecord(input.options) ? input.options : {};
	const undelayed = delay === undefined ? {} : { options };
	return {
		request: { ...rest, input: { ...input, ...to, ...undelayed } },
		delay: typeof delay === 'number' ? delay : undefined,
	};
}
