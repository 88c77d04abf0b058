import type { Connection } from '../../core/server/adapter';
import { RequestFailure, type Failure } from '../../core/failures/failure';
import { wrong } from './finding';
import { kindOf, type Problem, type ProblemName, type Subject } from './problems';

/** It knows its own key without it. */
const DATABASE_TOO =
	'If the key is right, look whether the database of the server runs: without it the server refuses the keys of all instances.';

/** What a failed request tells. @returns what can be judged by it, and the problem @throws anything else */
export function serverProblem(
	error: unknown,
	{ authentication }: Connection,
): {
	readonly judged: readonly Subject[];
	readonly problem: Problem;
} {
	if (!(error instanceof RequestFailure)) throw error;
	const { message, description } = error.failure;
	const name = nameOf(error.failure);
	const mayBeDatabase = name === 'keyRefused' && authentication === 'instanceKey';
	const whatToDo = mayBeDatabase ? `${description} ${DATABASE_TOO}` : description;
	const problem = { name, finding: wrong(message, whatToDo) };
	const { subject } = kindOf(name);
	// If something else is wrong, the server itself has answered.
	return { judged: [...new Set<Subject>(['server', subject])], problem };
}

function nameOf(failure: Failure): ProblemName {
	// Without a status it was looked for in the list of the server.
	if (failure.notFound === true && [404, undefined].includes(failure.httpCode))
		return 'instanceMissing';
	if (failure.licenseMissing === true) return 'licenseMissing';
	if (failure.databaseFailed === true) return 'databaseFailing';
	return failure.httpCode === 401 ? 'keyRefused' : 'serverUnreachable';
}
