import { badRequest } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceCall } from '../../core/types';
import { isDisabled } from '../../state/config';
import type { Media, Message } from '../../state/message';
import { asRecord } from '../../whatsapp/record';

const endingOf = ({ fileName, mimetype }: Media) =>
	/\.(\w+)$/.exec(fileName ?? '')?.[1] ?? mimetype.split(/[/;]/)[1];

function rowOf(message: Message, media: Media): Json {
	const { key, instanceId, messageType } = message;
	const type = messageType.replace(/Message$/, '');
	return {
		id: message.id,
		fileName: `${instanceId}/${key.remoteJid}/${type}/${key.id}.${endingOf(media)}`,
		type,
		mimetype: media.mimetype,
		createdAt: new Date(message.at).toISOString(),
		Message: asRecord(message),
	};
}

export interface StoredMedia {
	row: Json;
	message: Message;
}

/**
 * Returns the media in the storage, filtered by the columns that `where` names. If nothing is found, it throws, which is always the
 * case if the server has no storage.
 */
export function findMedia({ state, instance }: InstanceCall, where: Json): StoredMedia[] {
	const found: StoredMedia[] = [];
	const isOff = isDisabled(state.config, 's3');
	for (const message of isOff ? [] : instance.messages.newestFirst()) {
		if (!message.media || message.media.chunks.length === 0) continue;
		const row = rowOf(message, message.media);
		const columns: Json = { ...row, messageId: message.id, Message: undefined };
		const isWanted = Object.entries(where).every(([name, value]) => columns[name] === value);
		if (isWanted) found.push({ row, message });
	}
	if (found.length === 0) throw badRequest('Media not found');
	return found.reverse();
}
