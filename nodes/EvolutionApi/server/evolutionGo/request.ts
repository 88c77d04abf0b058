import type { IDataObject } from 'n8n-workflow';

import { beforeSending, RequestFailure, type Failure } from '../../errors/failure';
import { noInstance } from '../../errors/missing';
import { isRecord, asRecords, textOrNull } from '../../core/values/answer';
import type { Connection, Request, Result, Target } from '../adapter';
import { stateOf } from '../connectionState';
import { API_KEY_HEADER, trySend } from '../request';

// Each instance has its own key, the token. Most routes that need a token have no instance in their path: the token selects the
// instance. The global key opens none of these routes, but can look up the tokens.

const NO_GLOBAL_KEY: Failure = {
	message: 'This needs the global key of the Evolution Go server',
	description:
		'Enter GLOBAL_API_KEY of the server as Global API Key in the credential: the token of an instance opens that instance only.',
	nothingDone: true,
};

/** @throws {RequestFailure} if the credential has no global key */
function requireGlobalKey({ globalKey }: Connection): string {
	if (globalKey === undefined) throw new RequestFailure(NO_GLOBAL_KEY);
	return globalKey;
}

/** @throws {RequestFailure} if the request fails */
export async function fetchRows(
	{ context, connection }: Omit<Target, 'instance'>,
	isNew = false,
): Promise<readonly IDataObject[]> {
	const key = requireGlobalKey(connection);
	const ask = async () => {
		const result = await trySend(context, connection, {
			method: 'GET',
			path: '/instance/all',
			idempotent: true,
			headers: { [API_KEY_HEADER]: key },
		});
		if ('failure' in result) throw new RequestFailure(beforeSending(result.failure));
		return asRecords(readData(result.body));
	};
	const state = stateOf(connection);
	if (isNew) state.rows = undefined;
	const rows = (state.rows ??= ask());
	rows.catch(() => (state.rows = undefined));
	return await rows;
}

/** @throws {RequestFailure} if the instance doesn't exist */
export async function fetchInstanceRow(target: Target): Promise<IDataObject> {
	const { instance, connection } = target;
	const isIt = ({ name, id, token }: IDataObject) =>
		instance === '' ? token === connection.apiKey : name === instance || id === instance;
	const row = (await fetchRows(target)).find(isIt) ?? (await fetchRows(target, true)).find(isIt);
	if (row !== undefined) return row;
	throw new RequestFailure(noInstance(instance));
}

/** @throws {RequestFailure} if the token can't be looked up */
export async function fetchToken(target: Target): Promise<string> {
	const { connection, instance } = target;
	if (instance === '' && connection.apiKey !== '') return connection.apiKey;
	return textOrNull((await fetchInstanceRow(target)).token) ?? '';
}

/** @returns whether a new token can be looked up */
export function forgetTokens({ connection, instance }: Target): boolean {
	stateOf(connection).rows = undefined;
	return instance !== '';
}

/** Returns the `data` of `{ message: 'success', data }`. A few routes answer without this envelope. */
export const readData = (body: unknown): unknown =>
	isRecord(body) && body.message === 'success' ? body.data : body;

export type GoRequest = Omit<Request, 'instance' | 'since'>;

/** Routes for the whole server, which need the global key. All other routes need an instance's token. */
const OF_SERVER = /^\/instance\/(all|create|(delete|forcereconnect|info|logs|proxy)\/)/;

/** Routes that need no key. */
const OPEN = /^\/(license\/status|server\/ok)$/;

const REFUSAL_CODE = 401;

/** @returns the whole body of the answer, or the failure @throws {RequestFailure} if no API key for this route can be found */
export async function tryGo(target: Target, request: GoRequest): Promise<Result> {
	const { context, connection, instance } = target;
	const sendWith = async (key: string) =>
		await trySend(context, connection, {
			...request,
			headers: { ...request.headers, [API_KEY_HEADER]: key },
			instance: instance === '' ? undefined : instance,
		});
	if (OF_SERVER.test(request.path)) return await sendWith(requireGlobalKey(connection));
	if (OPEN.test(request.path)) return await trySend(context, connection, request);
	const result = await sendWith(await fetchToken(target));
	const isRefused = 'failure' in result && result.failure.httpCode === REFUSAL_CODE;
	if (!isRefused || connection.globalKey === undefined) return result;
	await fetchRows(target, true).catch(explainDatabase);
	return instance === '' ? result : await sendWith(await fetchToken(target));
}

function explainDatabase(error: unknown): never {
	if (!(error instanceof RequestFailure) || error.failure.httpCode !== 500) throw error;
	throw new RequestFailure({
		...error.failure,
		message: `Evolution Go does not reach its database: it refuses the token, and cannot list its instances (${error.message})`,
		description: 'Check that the database of the server runs, and look at the log of the server.',
		databaseFailed: true,
	});
}

/** @throws an error that isn't a {@link RequestFailure} */
export function asResult(error: unknown): Result {
	if (error instanceof RequestFailure) return { failure: error.failure };
	throw error;
}

/** @returns the `data` of the answer @throws {RequestFailure} if the request fails */
export async function askGo(target: Target, request: GoRequest): Promise<unknown> {
	const result = await tryGo(target, request);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return readData(result.body);
}

// No route returns the version. To find it out, this calls a route that only newer servers have, with a body that they refuse.

/** For each version, a route that older ones lack, and a body for it. The body isn't {}: n8n would send no body then. */
const NEW_ROUTES = {
	'0.7': { path: '/send/carousel', body: { number: '', cards: [] } },
	'0.7.2': { path: '/message/markplayed', body: { number: '', id: [] } },
};

export async function isBefore(target: Target, version: keyof typeof NEW_ROUTES): Promise<boolean> {
	const ask = async () => {
		const probe = { method: 'POST', idempotent: true, ...NEW_ROUTES[version] } as const;
		const result = await tryGo(target, probe);
		return 'failure' in result && result.failure.unknownRoute === true;
	};
	const { olderThan } = stateOf(target.connection);
	const answer = (olderThan[version] ??= ask());
	answer.catch(() => (olderThan[version] = undefined));
	return await answer;
}
