import { showActivity } from '../core/ask/ownMessages';
import { partsOf } from '../core/server/messageContent';
import type { Activity } from '../core/server/adapter';
import { isRecord, recordOf } from '../core/values/answer';
import { typingDelay } from '../fields/messageOptions';
import { compose, type Message, type Policy } from './send';

/**
 * *Typing Indicator*: shows "typing…" itself instead of the server, so that the run can stop before the message.
 * @param activity what is shown instead, as for a voice message
 * @param afterwards what is asked once more when it was shown: it takes a while
 */
export const showTyping = (
	activity: Activity | undefined,
	afterwards: readonly Policy[],
): Policy => ({
	async send(message, next) {
		const { request, sender, address } = message;
		if (!isRecord(request.input)) return await next(message);
		const { typingIndicator, ...options } = recordOf(request.input.options);
		if (typingIndicator === undefined) return await next(message);
		const typingTime = (typed: string) => typingDelay(typingIndicator, typed);
		const input = { ...request.input, options };
		const toSend: Message = { ...message, request: { ...request, input, typingTime } };
		const delay = typingTime(typedIn(message));
		if (delay === 0) return await next(toSend);
		await showActivity(sender, address, { activity, delay });
		return await compose(afterwards, next)(toSend);
	},
});

/** What a person would type of the first message that is to be sent: nothing for a file. */
function typedIn({ identified, request: { partsSent = 0 } }: Message): string {
	const part = identified && partsOf(identified.content)[partsSent];
	return part?.fileHash === undefined ? (part?.typed ?? '') : '';
}
