import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { executeTable } from '../run/execute';
import { resources } from './index';

/** Runs the operation that the node has chosen, for all items. */
export const runOperation = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
	await executeTable(context, resources);
