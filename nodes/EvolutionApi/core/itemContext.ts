import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from './inputProblem';

/** A file from a binary field of the input item. */
export interface InputFile {
	readonly data: Buffer;
	readonly fileName?: string;
	readonly mimeType: string;
}

/** What an operation may ask of the item it works on, beside its parameters. */
export interface ItemContext {
	/** @throws {InputProblem} if the item has no such binary field, or the file is empty */
	readFile(binaryPropertyName: string): Promise<InputFile>;
}

export function itemContext(context: IExecuteFunctions, itemIndex: number): ItemContext {
	return {
		async readFile(binaryPropertyName) {
			const available = Object.keys(context.getInputData()[itemIndex].binary ?? {});
			if (!available.includes(binaryPropertyName)) {
				throw new InputProblem(
					['binaryPropertyName'],
					`the input item has no file in the field "${binaryPropertyName}"`,
					available.length > 0
						? `It has files in: ${available.join(', ')}.`
						: 'It has no file at all: put a node before this one that reads or downloads the file.',
				);
			}
			const { fileName, mimeType } = context.helpers.assertBinaryData(
				itemIndex,
				binaryPropertyName,
			);
			const data = await context.helpers.getBinaryDataBuffer(itemIndex, binaryPropertyName);
			if (data.length === 0) {
				throw new InputProblem(
					['binaryPropertyName'],
					`the file in "${binaryPropertyName}" is empty`,
				);
			}
			return { data, fileName, mimeType };
		},
	};
}
