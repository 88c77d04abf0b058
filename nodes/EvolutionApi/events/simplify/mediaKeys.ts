import type { IDataObject } from 'n8n-workflow';

import { firstText, numberOrNull, withoutNulls } from '../../core/values/loose';
import type { Kind } from './kinds';

/** Base64 of the file, if the delivery has it; `message` is the outermost one. */
export const base64In = (message: IDataObject): string | null =>
	firstText(message.base64)?.replace(/^data:[^,]*,/, '') ?? null;

/**
 * `media`: the file of a message. Sizes in bytes and pixels, duration in seconds. `url` is the address in
 * the server's own storage, if it has one: the files at WhatsApp's own addresses are encrypted. What the message does not say is left out.
 */
export function mediaKeys(kind: Kind, part: IDataObject, outer: IDataObject): IDataObject {
	return withoutNulls({
		mimeType: firstText(part.mimetype),
		fileName: firstText(part.fileName, part.title),
		size: numberOrNull(part.fileLength),
		seconds: numberOrNull(part.seconds),
		width: numberOrNull(part.width),
		height: numberOrNull(part.height),
		caption: firstText(part.caption),
		isVoice: kind === 'voice',
		isGif: part.gifPlayback === true,
		hasBase64: base64In(outer) !== null,
		url: firstText(outer.mediaUrl),
	});
}
