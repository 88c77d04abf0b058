import { createHash } from 'node:crypto';

import type { InputFile } from '../core/input/inputFile';
import type { MessageContent } from '../core/server/messageContent';
import type { ItemContext } from '../core/table/operation';
import type { MediaInput } from './media';
import { nameInUrl } from './nameInUrl';

/**
 * What a message with a file says. The store keeps neither the address of a file nor, where the server converts it, its
 * bytes. Such files count as the same if their kind and caption are the same.
 * @param key of the stored message
 */
export async function mediaContent(
	key: string,
	{ mediaSource, mediaUrl = '', mediaBase64, binaryPropertyName }: MediaInput,
	item: ItemContext,
	{ caption = '', fileName }: { caption?: string; fileName?: string } = {},
): Promise<MessageContent> {
	const isDocument = key === 'documentMessage';
	const file =
		mediaSource === 'binary' ? await item.openFile(binaryPropertyName ?? 'data') : undefined;
	const ownName = mediaSource === 'url' ? nameInUrl(mediaUrl) : file?.fileName;
	return {
		kind: 'media',
		key,
		typed: caption,
		fileName: fileName ?? (isDocument ? ownName : undefined),
		identity: mediaSource === 'url' ? mediaUrl : mediaBase64,
		isUnchanged: isDocument,
		...(file && { fileHash: async () => await hashOf(file) }),
	};
}

async function hashOf(file: InputFile): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of file.stream()) hash.update(chunk);
	return hash.digest('base64');
}
