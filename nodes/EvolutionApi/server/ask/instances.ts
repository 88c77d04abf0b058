import { RequestFailure, type Failure } from '../../errors/failure';
import type { Caller, Connection, Result, Target } from '../adapter';
import type { InstanceRecord } from '../records';
import { readRowState } from '../words/keys';
import { asRecord, asRecords, textOrNull } from '../../core/values/answer';
import { isFound } from '../../core/values/text';
import { ask, tryAsk, wholeServer } from '../connection';
import { stateOf } from '../connectionState';

interface ListedInstance {
	readonly name: string;
	readonly isConnected: boolean;
	readonly key: string | undefined;
}

export const listInstances = async (target: Target): Promise<Result> =>
	await tryAsk(target, {
		method: 'GET',
		route: '/instance/fetchInstances',
		query: { instanceName: target.instance === '' ? undefined : target.instance },
		idempotent: true,
	});

/** @throws {RequestFailure} if the server refuses */
export async function fetchInstances(server: Omit<Target, 'instance'>): Promise<ListedInstance[]> {
	const result = await listInstances(wholeServer(server));
	if ('failure' in result) throw new RequestFailure(result.failure);
	return asRecords(result.body).map((row) => ({
		name: String(row.name),
		isConnected: readRowState(row) === 'open',
		key: textOrNull(row.token) ?? undefined,
	}));
}

/**
 * Returns the state: `open`, `connecting` or `close`. Without a linked phone, the state may be another word or undefined.
 * @throws {RequestFailure} if the server refuses
 */
export async function fetchState(target: Target): Promise<string | undefined> {
	const route = '/instance/connectionState/{instance}';
	const answer = await ask(target, { method: 'GET', route, idempotent: true });
	const { state } = asRecord(asRecord(answer).instance);
	return textOrNull(state) ?? undefined;
}

export const readInstanceSettings = async (target: Target): Promise<Result> =>
	await tryAsk(target, {
		method: 'GET',
		route: '/settings/find/{instance}',
		idempotent: true,
		whenNull: {},
	});

/**
 * Returns the server's record of an instance; undefined if the server has none.
 * @throws {RequestFailure} if the server refuses
 */
export async function fetchRecord(target: Target): Promise<InstanceRecord | undefined> {
	if (target.connection.server.readRecord === undefined) return undefined;
	const result = await listInstances(target);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return findInstanceRecord(result.body, target);
}

export function findInstanceRecord(
	list: unknown,
	{ connection, instance }: Pick<Target, 'connection' | 'instance'>,
): InstanceRecord | undefined {
	const row = asRecords(list).find(({ name }) => name === instance);
	return row && connection.server.readRecord?.(row);
}

/**
 * Starts connecting an instance that is logged out.
 * @returns the picture of its QR code, as Base64; undefined if the code isn't ready yet
 * @throws {RequestFailure} if the server refuses
 */
export async function fetchQrPicture(target: Target): Promise<string | undefined> {
	const route = '/instance/connect/{instance}';
	const answer = await ask(target, { method: 'GET', route, idempotent: true });
	return textOrNull(asRecord(answer).base64)?.replace(/^data:[^,]*,/, '') ?? undefined;
}

/** Tells whether a restart is safe. It isn't while a QR code waits for a phone, because a restart would replace the code. */
export async function mayRestart(target: Target): Promise<boolean> {
	if (target.connection.server.readRecord === undefined)
		return (await fetchState(target)) === 'close';
	const record = await fetchRecord(target);
	return record !== undefined && !record.waitsForQrCode;
}

export async function restartInstance(target: Target): Promise<Result> {
	const route = '/instance/restart/{instance}';
	return await tryAsk(target, { method: 'POST', route, idempotent: false });
}

const REFUSAL_CODE = 401;

export async function explainByInstances(
	context: Caller,
	connection: Connection,
	failure: Failure,
): Promise<Failure> {
	const { missingInstance: missing = '' } = failure;
	if (missing !== '') {
		const all = await fetchInstances({ context, connection }).catch(() => []);
		const [similar, ...others] = all.filter((one) => isFound(one.name, missing));
		if (similar === undefined || others.length > 0) return failure;
		return { ...failure, description: `Did you mean ${similar.name}? ${failure.description}` };
	}
	// A refusal from a proxy isn't about the key.
	const isServers = failure.httpCode === REFUSAL_CODE && failure.nothingDone === true;
	if (!isServers || connection.authentication !== 'globalKey') return failure;
	const owner = await (stateOf(connection).owner ??= findOwner({ context, connection }));
	if (owner === undefined) return failure;
	return {
		...failure,
		message: `The key in the credential is that of the instance "${owner}", not the global key`,
		description:
			'It opens that instance alone. Enter the global key, AUTHENTICATION_API_KEY in the settings of the server, or choose Instance API Key as Authentication.',
	};
}

/** Finds the instance to which the connection's API key belongs. With such a key, the server lists only this instance. */
const findOwner = async (server: Omit<Target, 'instance'>): Promise<string | undefined> =>
	await fetchInstances(server).then(
		(instances) => instances.find(({ key }) => key === server.connection.apiKey)?.name,
		() => undefined,
	);
