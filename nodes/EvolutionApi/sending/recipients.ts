import type { Connection } from '../core/server/adapter';
import { prepareItem } from '../core/prepare/prepare';
import type { AskingRun, ItemRequest, Run } from '../core/prepare/run';
import { typingDelay } from '../core/prepare/typingDelay';
import { isRecord, recordOf } from '../core/values/answer';

/** Where an item goes, or what is wrong with the item. */
type Recipient =
	| { readonly connection: Connection; readonly instance: string; readonly recipient: string }
	| { readonly error: unknown };

export function readRecipient(run: Run, index: number): Recipient {
	try {
		const { connection, input, instance = '' } = prepareItem(run, index);
		return { connection, instance, recipient: recipientOf(run, { input, index }) };
	} catch (error) {
		return { error };
	}
}

/** Whom an item goes to. @throws {InputProblem} if that is not known */
export function recipientOf(
	{ context, operation }: AskingRun,
	{ input, index }: Pick<ItemRequest, 'input' | 'index'>,
): string {
	const elsewhere = operation.goesTo?.(input, { context, index });
	return elsewhere ?? String(isRecord(input) ? input.recipient : '');
}

/**
 * The request for an item without its *Typing Indicator*: the run itself shows "typing…", so that it can stop before the
 * message.
 * @param address the recipient's own, if it is not the one in the input
 * @returns `typingTime` in ms, for a text
 */
export function requestToSend(
	{ input, ...rest }: ItemRequest,
	address: string | undefined,
): { readonly request: ItemRequest; readonly typingTime: (typed: string) => number } {
	if (!isRecord(input)) return { request: { input, ...rest }, typingTime: () => 0 };
	const corrected = address === undefined ? {} : { recipient: address };
	const { typingIndicator, ...options } = recordOf(input.options);
	const withoutTyping = typingIndicator === undefined ? {} : { options };
	return {
		request: { ...rest, input: { ...input, ...corrected, ...withoutTyping } },
		typingTime: (typed) => typingDelay(typingIndicator, typed),
	};
}
