import type { Connection } from '../http/connection';
import { prepareItem } from '../prepare/prepare';
import type { ItemRequest, Run } from '../prepare/run';
import { isRecord, recordOf } from '../values/answer';

const SECOND_MS = 1000;

/** Where an item goes, or what is wrong with the item. */
type Recipient =
	| { readonly connection: Connection; readonly instance: string; readonly recipient: string }
	| { readonly error: unknown };

export function readRecipient(run: Run, index: number): Recipient {
	const { context, operation } = run;
	try {
		const { connection, input, instance = '' } = prepareItem(run, index);
		const elsewhere = operation.goesTo?.(input, { context, index });
		const recipient = elsewhere ?? String(isRecord(input) ? input.recipient : '');
		return { connection, instance, recipient };
	} catch (error) {
		return { error };
	}
}

/**
 * The request for an item without its *Delay*, during which the run itself shows "typing…".
 * @param address the recipient's own, if it is not the one in the input
 * @returns `delay` in ms
 */
export function requestToSend(
	{ input, ...rest }: ItemRequest,
	address: string | undefined,
): { readonly request: ItemRequest; readonly delay: number | undefined } {
	if (!isRecord(input)) return { request: { input, ...rest }, delay: undefined };
	const corrected = address === undefined ? {} : { recipient: address };
	const { delaySeconds, ...options } = recordOf(input.options);
	const withoutDelay = delaySeconds === undefined ? {} : { options };
	return {
		request: { ...rest, input: { ...input, ...corrected, ...withoutDelay } },
		delay: typeof delaySeconds === 'number' ? delaySeconds * SECOND_MS : undefined,
	};
}
