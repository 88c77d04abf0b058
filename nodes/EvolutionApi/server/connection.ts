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

export const SERVERS: Readonly<Record<ServerKind, ServerAdapter>> = { evolutionApi, evolutionGo };

export const serverFor = (authentication: Authentication): ServerAdapter =>
	authentication === 'evolutionGo' ? evolutionGo : evolutionApi;

export const CREDENTIAL_TYPES = {
	evolutionGo: 'evolutionGoKeyApi',
	globalKey: 'evolutionGlobalKeyApi',
	instanceKey: 'evolutionInstanceKeyApi',
} as const satisfies Record<Authentication, string>;

/** `https://host/prefix/ ` → `https://host/prefix` @throws {Error} that names the problem with the address */
export function normalizeBaseUrl(input: unknown): string {
	const text = cleanPasted(String(input ?? ''));
	if (text === '') throw new Error('The Base URL is empty');
	const reading = readBaseUrl(text);
	if ('url' in reading) return reading.url;
	throw new Error(`The Base URL ${reading.problem}. ${reading.hint}`);
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
	instanceName: trim(instanceName) || undefined,
});

/** Returns an empty instance name for a token of Evolution Go, because the server finds the instance by its token. */
const ofToken = (token: string) => ({ instanceName: token === '' ? undefined : '' });

export const isTokenAlone = ({ instanceName, globalKey }: Connection): boolean =>
	instanceName === '' && globalKey === undefined;

/** @throws {RequestFailure} if the server stores no messages */
export function requireStore({ server }: Connection): MessageStore {
	if (server.store !== undefined) return server.store;
	throw new RequestFailure({
		message: `${server.name} keeps no messages that could be looked up`,
		description: 'Save messages when they arrive, e.g. in a data table of n8n.',
		nothingDone: true,
	});
}

const readApiKey = ({ apiKey, instanceToken }: ICredentialDataDecryptedObject) =>
	trim(apiKey ?? instanceToken);

const readGlobalKey = ({ globalApiKey }: ICredentialDataDecryptedObject): string | undefined =>
	trim(globalApiKey) || undefined;

const trim = (value: unknown) => String(value ?? '').trim();

/** @throws {NodeOperationError} if the credential's address is invalid */
export async function readConnection(
	context: Caller,
	authentication: Authentication,
): Promise<Connection> {
	const credential = await context.getCredentials(CREDENTIAL_TYPES[authentication]);
	return usable(context, authentication, credential);
}

/**
 * Returns the connection of an active trigger. If the key changes, the connection uses the new key as soon as n8n returns it.
 * If the address changes, the connection keeps the old address and key, and `cache.hasMoved` becomes true.
 * @throws {NodeOperationError} if the credential's address is invalid
 */
export async function readLastingConnection(
	context: ITriggerFunctions,
	authentication: Authentication,
): Promise<Connection> {
	const cachedCredential = await CachedCredential.read(context, CREDENTIAL_TYPES[authentication]);
	const { globalKey, ...atFirst } = usable(context, authentication, cachedCredential.content);
	return {
		...atFirst,
		cache: cachedCredential,
		get apiKey() {
			return readApiKey(cachedCredential.content);
		},
		// An active trigger notices a changed global key, but not an added or removed one.
		get globalKey() {
			return globalKey && (readGlobalKey(cachedCredential.content) ?? globalKey);
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
 * Creates a connection that contains its credential, so that n8n doesn't read it for each request.
 * @throws {NodeOperationError} if the credential's address is invalid
 */
export const connectionWith = (
	context: Caller,
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject,
): Connection => ({ ...usable(context, authentication, credential), credential });

/** @throws the problem with the item's credential */
export type ConnectionOf = (index: number) => Connection;

/** A credential may contain expressions, so it's read for each item. Items with the same values share one connection object. */
export async function readConnections(
	context: IExecuteFunctions,
	authentication: Authentication,
): Promise<ConnectionOf> {
	const byContent = new Map<string, Connection>();
	const readFor = async (index: number): Promise<Connection> => {
		const credential = await context.getCredentials(CREDENTIAL_TYPES[authentication], index);
		const content = JSON.stringify(credential);
		const earlier = byContent.get(content);
		if (earlier !== undefined) return earlier;
		const connection = connectionWith(context, authentication, credential);
		byContent.set(content, connection);
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
		const entry = connections[index];
		if (entry === undefined) throw new Error(`There is no item ${index}`);
		if ('error' in entry) throw entry.error;
		return entry.connection;
	};
}

type ServerQuestion = Omit<TableRequest, 'instance' | 'parameters'>;

export const wholeServer = (target: Omit<Target, 'instance'>): Target => ({
	context: target.context,
	connection: target.connection,
	instance: '',
});

/** @returns the answer in Evolution API's form, or the failure */
export async function tryAsk(
	{ context, connection, instance }: Target,
	question: ServerQuestion,
): Promise<Result> {
	return await connection.server.ask(context, connection, {
		...question,
		parameters: { instance },
		instance: instance === '' ? undefined : instance,
	});
}

/** @returns the answer in Evolution API's form @throws {RequestFailure} if the request fails */
export async function ask(target: Target, question: ServerQuestion): Promise<unknown> {
	const result = await tryAsk(target, question);
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}
