import type { IDataObject } from 'n8n-workflow';

import { parseInput } from '../../nodes/EvolutionApi/core/input/inputProblem';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { isRecord } from '../../nodes/EvolutionApi/core/values/answer';
import { anonymous } from './expectedRoute';
import { exampleOf, knownRoutes } from './facts';

export function currentAnswer({ readFirst, input, example }: Operation): IDataObject {
	// The operation table doesn't have the type of each operation's own input.
	const parsed = parseInput(input, { ...example }) as never;
	const first = typeof readFirst === 'function' ? readFirst(parsed) : readFirst;
	const target =
		typeof first === 'string'
			? { method: 'GET', path: first }
			: { method: 'POST', path: '', ...first };
	const route = knownRoutes.find(
		({ method, path }) => method === target.method && anonymous(path) === anonymous(target.path),
	);
	const answer = exampleOf(route);
	return isRecord(answer) ? answer : {};
}
