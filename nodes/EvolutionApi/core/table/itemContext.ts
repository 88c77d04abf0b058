import type { IExecuteFunctions } from 'n8n-workflow';

import { fetchFile } from '../http/fetchedFile';
import { openInputFile, type InputFile } from '../input/inputFile';

/** What an operation may ask of its item, beside the parameters. */
export interface ItemContext {
	/** @throws {InputProblem} if the item has no such binary field, or the file is empty */
	openFile(binaryPropertyName: string): Promise<InputFile>;
	/** @throws {InputProblem} for that field, if there is no file at the address */
	fetchFile(url: string, field: string): Promise<InputFile>;
}

export function itemContext(context: IExecuteFunctions, itemIndex: number): ItemContext {
	return {
		async openFile(binaryPropertyName) {
			return await openInputFile(context, itemIndex, binaryPropertyName);
		},
		async fetchFile(url, field) {
			return await fetchFile(context, url, field);
		},
	};
}
