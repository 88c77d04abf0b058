import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../values/answer';
import { unwrap } from '../messageContent';

/** Kinds of messages whose file the server can fetch, and what it is called in the answer of Evolution API. */
const WITH_FILE = [
	'imageMessage',
	'videoMessage',
	'audioMessage',
	'documentMessage',
	'stickerMessage',
] as const;

/** What the webhook puts beside the file: not part of the message. */
const ADDED = ['base64', 'mediaUrl', 'mimetype'];

/** The part of a message with the file, `[kind, content]`. */
export function filePartOf(
	message: IDataObject,
): readonly [kind: string, content: IDataObject] | undefined {
	const { message: inner } = unwrap(withSmallKeys(message));
	const kind = WITH_FILE.find((name) => isRecord(inner[name]));
	return kind && [kind, recordOf(inner[kind])];
}

/** Go's JSON has a capital letter in what is wrapped. */
function withSmallKeys(message: IDataObject): IDataObject {
	const wrapped = recordOf(message.documentWithCaptionMessage);
	const inner = wrapped.message ?? wrapped.Message;
	const given = Object.entries(message).filter(([key]) => !ADDED.includes(key));
	return {
		...Object.fromEntries(given),
		...(isRecord(inner) ? { documentWithCaptionMessage: { message: inner } } : {}),
	};
}
