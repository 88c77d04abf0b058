import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { RequestFailure } from '../errors/failure';
import { CachedCredential } from '../core/http/cachedCredential';
import { cleanPasted, readBaseUrl } from '../core/input/baseUrl';
import type {
	Authentication,
	ServerAdapter,
	Caller,
	Connection,
	MessageStore,
	Result,
	TableRequest,
	Target,
} from './adapter';
import type { ServerKind } from './delivery';
import { evolutionApi } from './evolutionApi';
import { evolutionGo } from './evolutionGo';

/** By kind, for a delivery, which names its own and belongs to no connection yet. */
export const SERVERS: Readonly<Record<ServerKind, ServerAdapter>> = { evolutionApi, evolutionGo };

/** The server that a credential is for. */
export const serverFor = (authentication: Authentication): ServerAdapter =>
	authentication === 'evolutionGo' ? evolutionGo : evolutionApi;

export const CREDENTIAL_TYPES = {
	evolutionGo: 'evolutionGoKeyApi',
	globalKey: 'evolutionGlobalKeyApi',
	instanceKey: 'evolutionInstanceKeyApi',
} as const satisfies Record<Authentication, string>;

/** `https://host/prefix/ ` → `https://host/prefix` @throws {Error} that says what is wrong with the address */
export function normalizeBaseUrl(entered: unknown): string {
	const text = cleanPasted(String(entered ?? ''));
	if (text === '') throw new Error('The Base URL is empty');
	const read = readBaseUrl(text);
	if ('url' in read) return read.url;
	throw new Error(`The Base URL ${read.problem}. ${read.hint}`);
}

export function connectionFrom(
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject,
): Connection {
	const apiKey = readApiKey(credential);
	const globalKey = readGlobalKey(credential);
	return {
		authentication,
		server: serverFor(authentication),
		credentialType: CREDENTIAL_TYPES[authentication],
		baseUrl: normalizeBaseUrl(credential.baseUrl),
		...(authentication === 'evolutionGo' ? ofToken(apiKey) : ofName(credential)),
		apiKey,
		...(globalKey === undefined ? {} : { globalKey }),
		ignoreCertificateErrors: credential.ignoreSslIssues === true,
	};
}

const ofName = ({ instanceName }: ICredentialDataDecryptedObject) => ({
	instanceName: trimmed(instanceName) || undefined,
});

/** The token alone says which instance it is. */
const ofToken = (token: string) => ({ instanceName: token === '' ? undefined : '' });

/** The token of an instance of Evolution Go, without the global key. */
export const isTokenAlone = ({ instanceName, globalKey }: Connection): boolean =>
	instanceName === '' && globalKey === undefined;

/** For what needs the messages that a server keeps. @throws {RequestFailure} if it keeps none */
export function requireStore({ server }: Connection): MessageStore {
	if (server.store !== undefined) return server.store;
	throw new RequestFailure({
		message: `${server.name} keeps no messages that could be looked up`,
		description: 'What comes in has to be kept when it comes, e.g. in a data table of n8n.',
		nothingDone: true,
	});
}

const readApiKey = ({ apiKey, instanceToken }: ICredentialDataDecryptedObject) =>
	trimmed(apiKey ?? instanceToken);

const readGlobalKey = ({ globalApiKey }: ICredentialDataDecryptedObject): string | undefined =>
	trimmed(globalApiKey) || undefined;

const trimmed = (value: unknown) => String(value ?? '').trim();

/** @throws {NodeOperationError} if the credential's address cannot be used */
export async function readConnection(
	context: Caller,
	authentication: Authentication,
): Promise<Connection> {
	const credential = await context.getCredentials(CREDENTIAL_TYPES[authentication]);
	return usable(context, authentication, credential);
}

/**
 * The connection of an active trigger. A changed key is used from then on. If the address changes, this connection keeps both
 * as they were, and `kept` says that it has moved.
 * @throws {NodeOperationError} if the credential's address cannot be used
 */
export async function readLastingConnection(
	context: ITriggerFunctions,
	authentication: Authentication,
): Promise<Connection> {
	const kept = await CachedCredential.read(context, CREDENTIAL_TYPES[authentication]);
	const { globalKey, ...atFirst } = usable(context, authentication, kept.content);
	return {
		...atFirst,
		kept,
		get apiKey() {
			return readApiKey(kept.content);
		},
		// Who has one listens in another way than who has none: that stays as it is now, too.
		get globalKey() {
			return globalKey && (readGlobalKey(kept.content) ?? globalKey);
		},
	};
}

function usable(
	context: Caller,
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject,
): Connection {
	try {
		return connectionFrom(authentication, credential);
	} catch (error) {
		const problem = error instanceof Error ? error.message : 'The credential cannot be used';
		throw new NodeOperationError(context.getNode(), problem, {
			description: 'Open the credential of this node and correct the Base URL.',
		});
	}
}

/**
 * The connection by a credential that n8n need not read again.
 * @throws {NodeOperationError} if the credential's address cannot be used
 */
export const connectionWith = (
	context: Caller,
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject,
): Connection => ({ ...usable(context, authentication, credential), credential });

/** The connection of an item. @throws what is wrong with its credential */
export type ConnectionOf = (index: number) => Connection;

/**
 * The connections of a run. A credential may contain expressions, so it is read for each item. Items with the same
 * values share one object.
 */
export async function readConnections(
	context: IExecuteFunctions,
	authentication: Authentication,
): Promise<ConnectionOf> {
	const shared = new Map<string, Connection>();
	const readFor = async (index: number): Promise<Connection> => {
		const credential = await context.getCredentials(CREDENTIAL_TYPES[authentication], index);
		const content = JSON.stringify(credential);
		const known = shared.get(content);
		if (known !== undefined) return known;
		const connection = connectionWith(context, authentication, credential);
		shared.set(content, connection);
		return connection;
	};
	const connections: Array<{ connection: Connection } | { error: unknown }> = [];
	for (let index = 0; index < context.getInputData().length; index++) {
		connections.push(
			await readFor(index).then(
				(connection) => ({ connection }),
				(error: unknown) => ({ error }),
			),
		);
	}
	return (index) => {
		const found = connections[index];
		if (found === undefined) throw new Error(`There is no item ${index}`);
		if ('error' in found) throw found.error;
		return found.connection;
	};
}

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

/** @returns the answer as Evolution API gives it @throws {RequestFailure} if the server did not do it */
export async function ask(target: Target, question: Question): Promise<unknown> {
	const result = await tryAsk(target, question);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}
