/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IBinaryKeyData } from 'n8n-workflow';

/** The bytes of a file of an item, wherever n8n keeps them. */
export async function bytesOf(file: IBinaryData | undefined): Promise<Buffer> {
	if (file === undefined) throw new Error('The item has no such file');
	const { Container }: typeof import('@n8n/di') = await import(
		require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] })
	);
	return await Container.get(BinaryDataService).getAsBuffer(file);
}

/** A file in the field `data` of an input item. */
export const fileItem = (
	bytes: Buffer,
	mimeType: string,
	fileName?: string,
): { json: object; binary: IBinaryKeyData } => ({
	json: {},
	binary: { data: { data: bytes.toString('base64'), mimeType, fileName } },
});
