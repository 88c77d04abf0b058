import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { integer } from '../input/checks';
import { parseInput } from '../input/inputErrors';
import type { Operation } from '../table/operation';
import { readParameter } from './parameters';

const limitInput = z.object({ limit: integer(1, 1_000_000) });

/**
 * *Return All* / *Limit*: how many elements of the list an item wants.
 * @returns Infinity if all are wanted, or the operation has no list
 * @throws {InputProblem} if the limit cannot be used
 */
export function wantedCount(
	context: IExecuteFunctions,
	{ fields }: Operation,
	index: number,
): number {
	const hasLimit = fields.some(({ name }) => name === 'limit');
	if (!hasLimit || readParameter(context, 'returnAll', index) === true) return Infinity;
	return parseInput(limitInput, { limit: readParameter(context, 'limit', index) }).limit;
}
