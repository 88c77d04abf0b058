import { createHash } from 'node:crypto';

import type { Caller, Connection, Target } from './adapter';

// Makes account IDs that are unique across servers, and lets the items of a run share values about an account.

/**
 * With a token of Evolution Go, the instance's name may be unknown, so a hash of the token replaces the name.
 * @param instance name of the instance; empty if unknown
 */
export const makeInstanceId = (
	{ baseUrl, apiKey }: Pick<Connection, 'apiKey' | 'baseUrl'>,
	instance: string,
): string =>
	JSON.stringify(instance === '' ? [baseUrl, '', hashToken(apiKey)] : [baseUrl, instance]);

const hashToken = (token: string) =>
	createHash('sha256').update(token).digest('base64url').slice(0, 16);

const runs = new WeakMap<Caller, Map<string, unknown>>();

/** @param name of the value; the same name always has a value of the same type */
export function shareInRun<Shared>(
	{ context, connection, instance }: Target,
	name: string,
	make: () => Shared,
): Shared {
	const ofRun = runs.get(context) ?? new Map<string, unknown>();
	runs.set(context, ofRun);
	const key = JSON.stringify([makeInstanceId(connection, instance), name]);
	const value = (ofRun.get(key) as Shared | undefined) ?? make();
	ofRun.set(key, value);
	return value;
}

/** @param question key of the question; the same key always has the same type of answer */
export async function onceInRun<Answer>(
	target: Target,
	question: string,
	ask: () => Promise<Answer>,
): Promise<Answer> {
	const answers = shareInRun(target, 'answers', () => new Map<string, Promise<unknown>>());
	const answer = (answers.get(question) as Promise<Answer> | undefined) ?? ask();
	answers.set(question, answer);
	answer.catch(() => answers.delete(question));
	return await answer;
}
