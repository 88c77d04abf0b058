import type { IDataObject } from 'n8n-workflow';

import { parseInput } from '../../nodes/EvolutionApi/core/input/inputErrors';
import type { Operation } from '../../nodes/EvolutionApi/core/table/operation';
import { isRecord } from '../../nodes/EvolutionApi/core/values/answer';
import { anonymous } from './expectedRoute';
import { exampleOf, knownRoutes } from './facts';

/** What the server answers to the route that the operation reads first. */
export function currentAnswer({
	request: { readFirst },
	lookUp,
	input,
	example,
}: Operation): IDataObject {
	// The table erases each operation's own input type.
	const wanted = readFirst ?? lookUp?.(parseInput(input, { ...example }) as never)?.path;
	const route = knownRoutes.find(
		({ method, path }) =>
			method === (readFirst === undefined ? 'POST' : 'GET') &&
			anonymous(path) === anonymous(wanted ?? ''),
	);
	const answer = exampleOf(route);
	return isRecord(answer) ? answer : {};
}
