import type { Json } from '../../../core/data';
import { asObject } from '../../../core/values';
import type { Instance } from '../../../state/instance';
import type { Message } from '../../../state/message';
import { failed, successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { toGo } from '../../messages/protobuf';

const struct = { name: 'DownloadMediaStruct', fields: { message: '*object' } } as const;

const PARTS: Record<string, string> = {
	imageMessage: 'image',
	audioMessage: 'audio',
	documentMessage: 'document',
	videoMessage: 'video',
	stickerMessage: 'sticker',
};

const partOf = (message: Json): Json => {
	const inner = asObject(asObject(message.documentWithCaptionMessage).message);
	const parts = { ...message, ...inner };
	const [name] = Object.keys(parts).filter(
		(key) => /Message$/.test(key) && 'mediaKey' in asObject(parts[key]),
	);
	return asObject(parts[name ?? '']);
};

function stored(instance: Instance, mediaKey: unknown): Message | undefined {
	for (const message of instance.messages.newestFirst()) {
		if (message.media && partOf(toGo(message.message)).mediaKey === mediaKey) return message;
	}
	return undefined;
}

/** Returns the file of a message that the request contains, because the server stores no messages. */
export const downloadmedia: InstanceGoRoute = {
	method: 'POST',
	path: '/message/downloadmedia',
	key: 'instance',
	async run(call) {
		const { message = {} } = bodyOf(call, struct);
		await useClient(call);
		const name = Object.keys(PARTS).find((key) => message[key]);
		if (name === undefined) throw failed('invalid media type');
		const { mediaKey, mimetype = '' } = asObject(message[name]);
		const media = stored(call.instance, mediaKey)?.media;
		if (!mediaKey) throw failed(`Failed to download ${PARTS[name]} no url present`);
		if (!media || media.chunks.length === 0) {
			throw failed(`Failed to download ${PARTS[name]} download failed with status code 403`);
		}
		const base64 = Buffer.concat(media.chunks).toString('base64');
		const type = String(mimetype);
		return successWith({ base64: `data:${type};base64,${base64}`, timestamp: ZERO_TIME_TEXT });
	},
};
