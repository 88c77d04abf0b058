import type { IDataObject } from 'n8n-workflow';

import { StreamedForm } from '../../nodes/EvolutionApi/core/input/inputFile';
import { parseInput } from '../../nodes/EvolutionApi/core/input/inputProblem';
import type { ItemContext, Operation } from '../../nodes/EvolutionApi/table/operation';
import { inputFile } from './binary';
import { SAMPLE_BASE64, type Values } from './fullInput';

const file = inputFile(Buffer.from(SAMPLE_BASE64, 'base64'), 'application/octet-stream', 'hello');
const item: ItemContext = { openFile: async () => file, fetchFile: async () => file };

export interface Wire {
	readonly body: unknown;
	readonly query: Record<string, unknown>;
	/** Whether the body is a multipart form. In that case, `body` has only its text fields. */
	readonly isForm: boolean;
}

/**
 * @param current the server's answer, for operations that first read the current settings
 * @throws {InputProblem} if the operation refuses the values
 */
export async function wireOf(
	operation: Operation,
	values: Values,
	current: IDataObject = {},
): Promise<Wire> {
	// The operation table doesn't have the type of each operation's own input.
	const input = parseInput(operation.input, values) as never;
	const body = await bodyOf(operation, input, current);
	const isForm = body instanceof StreamedForm;
	const plain = isForm
		? Object.fromEntries([...body.entries()].filter(([, value]) => typeof value === 'string'))
		: JSON.parse(JSON.stringify(body ?? null));
	const query = operation.query?.(input) ?? {};
	return { body: plain, query: JSON.parse(JSON.stringify(query)), isForm };
}

async function bodyOf(
	{ body, bulk, paging }: Operation,
	input: never,
	current: IDataObject,
): Promise<unknown> {
	if (bulk !== undefined) return bulk.body(bulk.units(input), input);
	const sent = await body?.(input, item, current);
	return paging === undefined ? sent : { ...sent, ...paging.ask(1, paging.size) };
}
