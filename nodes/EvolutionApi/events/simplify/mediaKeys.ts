import type { IDataObject } from 'n8n-workflow';

import type { Said } from '../../core/server/delivery';
import { firstText, numberOrNull, withoutNulls } from '../../core/values/loose';
import type { Kind } from './kinds';

/**
 * `media`: the file of a message. Sizes in bytes and pixels, duration in seconds. `url` is the address in
 * the server's own storage, if it has one: the files at WhatsApp's own addresses are encrypted. What the message does not say is left out.
 */
export function mediaKeys(kind: Kind, part: IDataObject, said: Said): IDataObject {
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
		hasBase64: (said.base64 ?? null) !== null,
		url: said.fileUrl ?? null,
	});
}
