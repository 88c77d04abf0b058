import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** An item of the input. @param index below the number of items */
export function inputItem(context: IExecuteFunctions, index: number): INodeExecutionData {
	const item = context.getInputData()[index];
	if (item === undefined) throw new Error(`There is no item ${index}`);
	return item;
}
