import { RequestFailure } from '../failures/failure';
import type { Result, TableRequest, Target } from '../server/adapter';

/** What is asked of the instance of a target; the route is one of the table, whichever server it is. */
type Question = Omit<TableRequest, 'instance' | 'parameters'>;

/** For what concerns no instance: the server as a whole. */
export const wholeServer = (target: Omit<Target, 'instance'>): Target => ({
	context: target.context,
	connection: target.connection,
	instance: '',
});

/** @returns the answer as Evolution API gives it, or the failure */
export async function tryAsk(
	{ context, connection, instance }: Target,
	question: Question,
): Promise<Result> {
	return await connection.server.ask(context, connection, {
		...question,
		parameters: { instance },
		instance: instance === '' ? undefined : instance,
	});
}

/** The same. @throws {RequestFailure} if the server did not do it */
export async function ask(target: Target, question: Question): Promise<unknown> {
	const result = await tryAsk(target, question);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}
