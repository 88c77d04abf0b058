import type { IDataObject } from 'n8n-workflow';

import { firstText, numberOrNull } from '../values';
import type { Kind } from './kinds';

/** Base64 of the file, where the webhook has it; `message` is the outermost one. */
export const base64In = (message: IDataObject): string | null =>
	firstText(message.base64)?.replace(/^data:[^,]*,/, '') ?? null;

/**
 * `media`: what comes with a message. Sizes in bytes and pixels, duration in seconds. `url` is the one
 * in the server's own storage, where it has one: WhatsApp's own addresses hold encrypted files.
 */
export function mediaKeys(kind: Kind, part: IDataObject, outer: IDataObject): IDataObject {
	return {
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
	};
}
