import { RequestFailure, type Failure } from '../../errors/failure';
import type { Caller, Connection, Result, Target } from '../adapter';
import type { InstanceRecord } from '../records';
import { readRowState } from '../words/keys';
import { asRecord, asRecords, textOrNull } from '../../core/values/answer';
import { ask, tryAsk, wholeServer } from '../connection';

/** An instance in the list of a server. */
interface ListedInstance {
	readonly name: string;
	readonly isConnected: boolean;
	/** Its own key, if the server tells it. */
	readonly key: string | undefined;
}

/** All that the key sees, or the one of the target, as the server lists them. */
export const listInstances = async (target: Target): Promise<Result> =>
	await tryAsk(target, {
		method: 'GET',
		route: '/instance/fetchInstances',
		query: { instanceName: target.instance === '' ? undefined : target.instance },
		idempotent: true,
	});

/** Those that the key opens. @throws {RequestFailure} if the server does not tell */
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
 * `open`, `connecting` or `close`; something else, or nothing, for an instance that is not a phone.
 * @throws {RequestFailure} if the server does not tell
 */
export async function fetchState(target: Target): Promise<string | undefined> {
	const route = '/instance/connectionState/{instance}';
	const answer = await ask(target, { method: 'GET', route, idempotent: true });
	const { state } = asRecord(asRecord(answer).instance);
	return textOrNull(state) ?? undefined;
}

/** The settings of the instance. */
export const readInstanceSettings = async (target: Target): Promise<Result> =>
	await tryAsk(target, {
		method: 'GET',
		route: '/settings/find/{instance}',
		idempotent: true,
		whenNull: {},
	});

/**
 * What the server keeps of an instance; undefined if it is not there, or nothing is kept.
 * @throws {RequestFailure} if the server does not tell
 */
export async function fetchRecord(target: Target): Promise<InstanceRecord | undefined> {
	if (target.connection.server.readRecord === undefined) return undefined;
	const result = await listInstances(target);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return findInstanceRecord(result.body, target);
}

/** What the server keeps of an instance, in a list of instances that is there already. */
export function findInstanceRecord(
	list: unknown,
	{ connection, instance }: Pick<Target, 'connection' | 'instance'>,
): InstanceRecord | undefined {
	const row = asRecords(list).find(({ name }) => name === instance);
	return row && connection.server.readRecord?.(row);
}

/**
 * Begins to connect an instance that is logged out.
 * @returns the picture of its QR code, as Base64; undefined if there is none yet
 * @throws {RequestFailure} if the server refuses
 */
export async function fetchQrPicture(target: Target): Promise<string | undefined> {
	const route = '/instance/connect/{instance}';
	const answer = await ask(target, { method: 'GET', route, idempotent: true });
	return textOrNull(asRecord(answer).base64)?.replace(/^data:[^,]*,/, '') ?? undefined;
}

/** Whether nobody is about to scan its QR code, which a restart would take away. */
export async function mayRestart(target: Target): Promise<boolean> {
	if (target.connection.server.readRecord === undefined)
		return (await fetchState(target)) === 'close';
	const record = await fetchRecord(target);
	return record !== undefined && !record.waitsForQrCode;
}

/** Closes the connection to WhatsApp, and opens it again. @throws {RequestFailure} if the server refuses */
export async function restartInstance(target: Target): Promise<void> {
	const route = '/instance/restart/{instance}';
	await ask(target, { method: 'POST', route, idempotent: false });
}

const REFUSED = 401;

/** By connection, of which a run has one: the instance whose key it has. */
const owners = new WeakMap<Connection, Promise<string | undefined>>();

/** The failure, with the instance whose key stands in the place of the global key. */
export async function explainRefusedKey(
	context: Caller,
	connection: Connection,
	failure: Failure,
): Promise<Failure> {
	// A proxy that refuses it looks at no key.
	const isServers = failure.httpCode === REFUSED && failure.nothingDone === true;
	if (!isServers || connection.authentication !== 'globalKey') return failure;
	const asked = owners.get(connection) ?? findOwner({ context, connection });
	owners.set(connection, asked);
	const owner = await asked;
	if (owner === undefined) return failure;
	return {
		...failure,
		message: `The key in the credential is that of the instance "${owner}", not the global key`,
		description:
			'It opens that instance alone. Enter the global key, AUTHENTICATION_API_KEY in the settings of the server, or choose Instance API Key as Authentication.',
	};
}

/** The list has only the instance of a key, and with it the key. */
const findOwner = async (server: Omit<Target, 'instance'>): Promise<string | undefined> =>
	await fetchInstances(server).then(
		(instances) => instances.find(({ key }) => key === server.connection.apiKey)?.name,
		() => undefined,
	);
