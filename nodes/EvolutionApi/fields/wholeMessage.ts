import { refuseInput } from '../core/input/inputProblem';
import { isRecord, recordOf } from '../core/values/answer';
import { jsonObject } from './inputs';

const HINT =
	'Enter an item of the Evolution API Trigger or of Message → Get Many, with Simplify switched off in that node.';

/** What the server needs to know about a message that it does not look up. */
interface WholeMessage {
	readonly key: Record<string, unknown>;
	readonly message: Record<string, unknown>;
	readonly messageType: string;
}

/** A message as the server stores it or as its webhook delivers it; `undefined` if nothing is given. */
export const wholeMessage = jsonObject
	.transform((given, context): WholeMessage | undefined => {
		if (Object.keys(given).length === 0) return undefined;
		const { key, messageType, ...record } = isRecord(given.data) ? given.data : given;
		// Evolution Go writes it with a capital letter.
		const message = record.message ?? record.Message;
		if (!isRecord(message)) {
			return refuseInput(context, 'does not contain "message"', HINT);
		}
		const type = typeof messageType === 'string' ? messageType : typeIn(message);
		if (type === undefined) {
			return refuseInput(context, 'does not say what kind of message it is', HINT);
		}
		return { key: recordOf(key), message, messageType: type };
	})
	.optional();

const typeIn = (message: Record<string, unknown>) =>
	Object.keys(message).find((key) => key.endsWith('Message'));
