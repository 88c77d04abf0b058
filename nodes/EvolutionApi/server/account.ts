import { createHash } from 'node:crypto';

import type { Caller, Connection, Target } from './adapter';

// What tells an account from every other one of all servers, and what the items of a run share of it.

/**
 * The name of an account, for what is remembered of it. On Evolution Go a token may be all that is known of its instance. It never
 * holds the token itself.
 * @param instance its name; empty where it is not known
 */
export const makeInstanceId = (
	{ baseUrl, apiKey }: Pick<Connection, 'apiKey' | 'baseUrl'>,
	instance: string,
): string =>
	JSON.stringify(instance === '' ? [baseUrl, '', hashToken(apiKey)] : [baseUrl, instance]);

const hashToken = (token: string) =>
	createHash('sha256').update(token).digest('base64url').slice(0, 16);

/** By run of a node: what is known of each account, by its name. */
const runs = new WeakMap<Caller, Map<string, unknown>>();

/**
 * What the items of a run share of one account.
 * @param name tells it from the others; one name always has the same type
 */
export function shareInRun<Shared>(
	{ context, connection, instance }: Target,
	name: string,
	make: () => Shared,
): Shared {
	const ofRun = runs.get(context) ?? new Map<string, unknown>();
	runs.set(context, ofRun);
	const key = JSON.stringify([makeInstanceId(connection, instance), name]);
	const shared = (ofRun.get(key) as Shared | undefined) ?? make();
	ofRun.set(key, shared);
	return shared;
}

/**
 * What one item of a run has asked is not asked again for another. What failed is.
 * @param question tells it from the others; one question always has the same type of answer
 */
export async function onceInRun<Answer>(
	target: Target,
	question: string,
	ask: () => Promise<Answer>,
): Promise<Answer> {
	const answers = shareInRun(target, 'answers', () => new Map<string, Promise<unknown>>());
	const asked = (answers.get(question) as Promise<Answer> | undefined) ?? ask();
	answers.set(question, asked);
	asked.catch(() => answers.delete(question));
	return await asked;
}
