import type { Caller, Target } from '../server/adapter';
import { makeInstanceId } from '../server/instanceId';

/** By run of a node: what was asked of an instance, by its question. */
const answers = new WeakMap<Caller, Map<string, Promise<unknown>>>();

/**
 * What one item of a run has asked is not asked again for another. What failed is.
 * @param question tells it from the others; one question always has the same type of answer
 */
export async function onceInRun<Answer>(
	{ context, connection, instance }: Target,
	question: string,
	ask: () => Promise<Answer>,
): Promise<Answer> {
	const ofRun = answers.get(context) ?? new Map<string, Promise<unknown>>();
	answers.set(context, ofRun);
	const key = JSON.stringify([makeInstanceId(connection, instance), question]);
	const asked = (ofRun.get(key) as Promise<Answer> | undefined) ?? ask();
	ofRun.set(key, asked);
	asked.catch(() => ofRun.delete(key));
	return await asked;
}
