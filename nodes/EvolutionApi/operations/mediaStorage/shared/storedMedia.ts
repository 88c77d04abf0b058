import type { IDataObject } from 'n8n-workflow';

import { recordOf, textOrNull } from '../../../core/values/answer';

/** The key of the message that a row of the storage belongs to. */
export function messageKeyOf({ Message: message }: IDataObject): IDataObject {
	return recordOf(recordOf(message).key);
}

/** A row of the storage, flat; `mediaUrl` only if the row has it. */
export function simplifyMedia(row: IDataObject): IDataObject {
	const key = messageKeyOf(row);
	return {
		mediaId: textOrNull(row.id),
		...(row.mediaUrl === undefined ? {} : { mediaUrl: row.mediaUrl }),
		type: textOrNull(row.type),
		mimeType: textOrNull(row.mimetype),
		fileName: textOrNull(row.fileName),
		messageId: textOrNull(key.id),
		chat: textOrNull(key.remoteJid),
		createdAt: textOrNull(row.createdAt),
	};
}
