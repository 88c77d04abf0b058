import { showActivity } from '../server/ask/messages';
import { splitContent, type MessageContent } from '../server/messageContent';
import { isRecord, asRecord } from '../core/values/answer';
import { typingDelay } from '../fields/messageOptions';
import { compose, type Message, type Policy } from './send';

/**
 * *Typing Indicator*: the node shows "typing…" itself, so that the run can still stop before the server gets the message.
 * @param afterwards policies that run again after "typing…", since showing it takes a while
 */
export const showTyping = (afterwards: readonly Policy[]): Policy => ({
	async send(message, next) {
		const { request, sender, address } = message;
		if (!isRecord(request.input)) return await next(message);
		const { typingIndicator, ...options } = asRecord(request.input.options);
		if (typingIndicator === undefined) return await next(message);
		const typingTime = (text: string) => typingDelay(typingIndicator, text);
		const input = { ...request.input, options };
		const toSend: Message = { ...message, request: { ...request, input, typingTime } };
		const first = firstToSend(message);
		const delay = typingTime(first?.fileHash === undefined ? (first?.typedText ?? '') : '');
		if (delay === 0) return await next(toSend);
		await showActivity(sender, address, { activity: first?.activity, delay });
		return await compose(afterwards, next)(toSend);
	},
});

function firstToSend({ fingerprint, request }: Message): MessageContent | undefined {
	return fingerprint && splitContent(fingerprint.content)[request.partsSent ?? 0];
}
