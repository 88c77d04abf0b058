import type { IDataObject } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../../failures/failure';
import type { Connection, Target } from '../adapter';
import { recordsIn, textOrNull } from '../../values/answer';
import { API_KEY_HEADER, trySend } from '../request';
import { dataIn } from './envelope';

// The token is the key of an instance and says which one it is: no other route than the settings has one in its path. The
// global key opens none of these routes, but tells the tokens.

const NO_GLOBAL_KEY: Failure = {
	message: 'This needs the global key of the Evolution Go server',
	description:
		'Enter GLOBAL_API_KEY of the server as Global API Key in the credential: the token of an instance opens that instance only.',
	nothingDone: true,
};

/** The rows of the server, with their tokens. A run has one connection object, so they are not kept for longer. */
const rows = new WeakMap<Connection, Promise<readonly IDataObject[]>>();

/** @throws {RequestFailure} if the credential has none */
export function globalKeyOf({ globalKey }: Connection): string {
	if (globalKey === undefined) throw new RequestFailure(NO_GLOBAL_KEY);
	return globalKey;
}

/** `GET /instance/all`. @throws {RequestFailure} if it cannot be asked */
export async function allRows(
	{ context, connection }: Omit<Target, 'instance'>,
	isNew = false,
): Promise<readonly IDataObject[]> {
	const key = globalKeyOf(connection);
	const ask = async () => {
		const result = await trySend(context, connection, {
			method: 'GET',
			path: '/instance/all',
			retry: 'always',
			headers: { [API_KEY_HEADER]: key },
		});
		if ('failure' in result) throw new RequestFailure(result.failure);
		return recordsIn(dataIn(result.body));
	};
	const known = (isNew ? undefined : rows.get(connection)) ?? ask();
	rows.set(connection, known);
	known.catch(() => rows.delete(connection));
	return await known;
}

/** The row of an instance, by name or ID. @throws {RequestFailure} if there is none */
export async function rowOf(target: Target): Promise<IDataObject> {
	const { instance, connection } = target;
	const isIt = ({ name, id, token }: IDataObject) =>
		instance === '' ? token === connection.apiKey : name === instance || id === instance;
	const found = (await allRows(target)).find(isIt) ?? (await allRows(target, true)).find(isIt);
	if (found !== undefined) return found;
	throw new RequestFailure({
		message:
			instance === ''
				? 'The server has no instance with this token'
				: `The server has no instance "${instance}"`,
		description: 'Choose an instance from the list, or create it first with Instance → Create.',
		nothingDone: true,
		notFound: true,
	});
}

/** The key that opens the instance. @throws {RequestFailure} if it cannot be found */
export async function tokenOf(target: Target): Promise<string> {
	const { connection, instance } = target;
	if (instance === '' && connection.apiKey !== '') return connection.apiKey;
	return textOrNull((await rowOf(target)).token) ?? '';
}

/** The server has refused a token that was found: it may have another one now. @returns whether one can be looked up */
export function forgetTokens({ connection, instance }: Target): boolean {
	rows.delete(connection);
	return instance !== '';
}
