import { isRejected } from './deliveryReceipt';
import type { Message, SendResult, Status } from './send';

/** Nothing was asked of the server. */
const NOT_TRIED: readonly Status[] = ['deferred', 'skipped', 'optedOut'];

/**
 * *Fall Back to Text*: sends the choices of a message as text if WhatsApp has rejected it.
 * @param send never fails
 * @returns the results, with those of the texts in place of the rejected ones
 */
export async function fallBackToText(
	results: ReadonlyArray<SendResult | undefined>,
	send: (message: Message) => Promise<SendResult>,
	signal: AbortSignal | undefined,
): Promise<Array<SendResult | undefined>> {
	const latest = [...results];
	for (const [index, result] of results.entries()) {
		if (signal?.aborted === true) break;
		if (result?.sent === undefined || !isRejected(result)) continue;
		const { message } = result.sent;
		const text = await send({ ...message, request: { ...message.request, asText: true } });
		if (!NOT_TRIED.includes(text.status)) latest[index] = text;
	}
	return latest;
}
