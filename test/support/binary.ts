/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { InputFile } from '../../nodes/EvolutionApi/core/inputFile';

/** The bytes of a file of an item, wherever n8n keeps them. */
export async function bytesOf(file: IBinaryData | undefined): Promise<Buffer> {
	if (file === undefined) throw new Error('The item has no such file');
	return await (await service()).getAsBuffer(file);
}

/** n8n-core comes with a copy of its own of the container that its services live in. */
async function service(): Promise<BinaryDataService> {
	const { Container }: typeof import('@n8n/di') = await import(
		require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] })
	);
	return Container.get(BinaryDataService);
}

/** A file as an operation gets it. */
export const inputFile = (bytes: Buffer, mimeType: string, fileName?: string): InputFile => ({
	fileName,
	mimeType,
	size: bytes.length,
	async *stream() {
		yield bytes;
	},
});

/** A file in the field `data` of an input item. */
export const fileItem = (
	bytes: Buffer,
	mimeType: string,
	fileName?: string,
): { json: IDataObject; binary: IBinaryKeyData } => ({
	json: {},
	binary: { data: { data: bytes.toString('base64'), mimeType, fileName } },
});

/** Like {@link fileItem}, with the file on the disk, as n8n keeps it by default. */
export async function storedItem(
	bytes: Buffer,
	mimeType: string,
	fileName: string,
): Promise<{ json: object; binary: { data: IBinaryData } }> {
	const place = { type: 'execution', workflowId: 'workflow', executionId: '1' } as const;
	const file = { data: '', mimeType, fileName };
	const data = await (await service()).store(place, bytes, file);
	if (data.id === undefined) throw new Error('The engine keeps files in memory');
	return { json: {}, binary: { data } };
}

/** Where a file is kept, to do something to it. */
export async function pathOf({ id = '' }: IBinaryData): Promise<string> {
	return (await service()).getPath(id);
}
