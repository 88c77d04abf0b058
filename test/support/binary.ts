import { BinaryDataService, Container } from '../../dev/engine/core';
import type { IBinaryData, IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { InputFile } from '../../nodes/EvolutionApi/core/input/inputFile';

export async function bytesOf(file: IBinaryData | undefined): Promise<Buffer> {
	if (file === undefined) throw new Error('The item has no such file');
	return await service().getAsBuffer(file);
}

const service = () => Container.get(BinaryDataService);

export const inputFile = (bytes: Buffer, mimeType: string, fileName?: string): InputFile => ({
	fileName,
	mimeType,
	size: bytes.length,
	async *stream() {
		yield bytes;
	},
});

export const fileItem = (
	bytes: Buffer,
	mimeType: string,
	fileName?: string,
): { json: IDataObject; binary: IBinaryKeyData } => ({
	json: {},
	binary: { data: { data: bytes.toString('base64'), mimeType, fileName } },
});

/** Like {@link fileItem}, but the file is on disk, where n8n stores files by default. */
export async function storedItem(
	bytes: Buffer,
	mimeType: string,
	fileName: string,
): Promise<{ json: object; binary: { data: IBinaryData } }> {
	const place = { type: 'execution', workflowId: 'workflow', executionId: '1' } as const;
	const file = { data: '', mimeType, fileName };
	const data = await service().store(place, bytes, file);
	if (data.id === undefined) throw new Error('The engine keeps files in memory');
	return { json: {}, binary: { data } };
}

export async function pathOf({ id = '' }: IBinaryData): Promise<string> {
	return service().getPath(id);
}
