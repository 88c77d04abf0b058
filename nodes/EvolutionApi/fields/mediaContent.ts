import { createHash } from 'node:crypto';

import type { ItemContext } from '../core/itemContext';
import type { Content } from '../core/pace/content';
import type { MediaInput } from './media';
import { nameInUrl } from './nameInUrl';

/**
 * What a message with a file says. The store keeps neither the address of a file nor, where the server
 * converts it, its bytes: such files are the same there if their kind and caption are.
 * @param key of the stored message
 */
export function mediaContent(
	key: string,
	{ mediaSource, mediaUrl = '', mediaBase64, binaryPropertyName }: MediaInput,
	item: ItemContext,
	{ caption = '', fileName }: { caption?: string; fileName?: string } = {},
): Content {
	const isDocument = key === 'documentMessage';
	const fileHash = async () => {
		const file = await item.openFile(binaryPropertyName ?? 'data');
		const hash = createHash('sha256');
		for await (const chunk of file.stream()) hash.update(chunk);
		return hash.digest('base64');
	};
	return {
		kind: 'media',
		key,
		typed: caption,
		fileName: isDocument && mediaSource === 'url' ? (fileName ?? nameInUrl(mediaUrl)) : fileName,
		identity: mediaSource === 'url' ? mediaUrl : mediaBase64,
		isUnchanged: isDocument,
		...(mediaSource === 'binary' ? { fileHash } : {}),
	};
}
