import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import { makeInstanceId } from '../server/account';
import type { Connection } from '../server/adapter';
import { connectionWith, readConnection } from '../server/connection';
import { readKey } from '../hub/changes';
import { readDeliveredAt, deliveryProblem, findRefusal } from '../hub/token';
import { isRightSecret, namesSecrets, proofOf, readSecret } from '../trigger/channel/authenticate';
import { unseal, type WaitState } from './state';

export interface Authentic {
	/** Empty if another app owns the webhook now, or if the server delivers without a key. */
	readonly key: string;
	readonly connection: Connection;
	/** The server has delivered without a key, and so without the list of subscribers. */
	readonly isBare?: true;
	/** When the server delivered the event, by its own clock, Unix seconds; undefined if the time isn't signed. */
	readonly deliveredAt?: number;
}

/** After 503, the server delivers the event again; after 401, it doesn't. */
type Verified = Authentic | { readonly status: 401 | 503 };

/**
 * Checks that a delivery comes from the server or from one of our nodes. n8n has already checked the signed URL. Since that URL
 * is a secret, n8n's check is enough if another app owns the webhook now.
 */
export async function verify(context: IWebhookFunctions, state: WaitState): Promise<Verified> {
	const headers = context.getHeaderData();
	const problemWith = (connection: Connection, key: string) =>
		deliveryProblem(connection.server, headers, key, Date.now());
	const { instance } = state;
	const deliveredAt = readDeliveredAt(headers.authorization);
	try {
		const connections = await waitConnections(context, state);
		const [first, ...others] = connections;
		if (namesSecrets(first.server) && headers.authorization === undefined) {
			return await verifyByNamedSecret(context, connections, instance);
		}
		const { key: lastKey } = proofOf(makeInstanceId(first, instance));
		// If there are two connections, one may be outdated, and only the server knows which.
		if (others.length === 0 && lastKey !== undefined && problemWith(first, lastKey) === undefined) {
			return { key: lastKey, connection: first, deliveredAt };
		}
		const { connection, key } = await readKeyThrough(context, connections, instance);
		if (key === undefined) return { key: '', connection };
		proofOf(makeInstanceId(connection, instance)).key = key;
		const problem = problemWith(connection, key);
		if (problem === undefined) return { key, connection, deliveredAt };
		const refusal = findRefusal(problem, headers, Date.now());
		context.logger.warn('A delivery was refused: nothing proves that it comes from the server', {
			refusal,
		});
		return { status: 401 };
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return { status: 503 };
	}
}

/**
 * Checks the instance's secret instead of a key. A key can't be added to the address of an execution, because the address is
 * signed, and n8n would reject it.
 */
async function verifyByNamedSecret(
	context: IWebhookFunctions,
	connections: readonly Connection[],
	instance: string,
): Promise<Verified> {
	for (const connection of connections) {
		const { baseUrl, apiKey } = connection;
		const owner = JSON.stringify([baseUrl, instance, apiKey]);
		const ownSecret = readSecret(connection.server, context.getBodyData());
		const target = async () => await Promise.resolve({ context, connection, instance });
		const isRight = await isRightSecret(owner, ownSecret, target);
		if (isRight === undefined) return { status: 503 };
		if (isRight) return { key: '', connection, isBare: true };
	}
	context.logger.warn('A delivery was refused: it names another secret of the instance');
	return { status: 401 };
}

/** Reads the key through the first connection that the server accepts. @throws {Error} if the server accepts none */
async function readKeyThrough(
	context: IWebhookFunctions,
	connections: readonly Connection[],
	instance: string,
): Promise<{ readonly connection: Connection; readonly key: string | undefined }> {
	const problems: unknown[] = [];
	for (const connection of connections) {
		try {
			return { connection, key: await readKey({ context, connection, instance }) };
		} catch (error) {
			problems.push(error);
		}
	}
	throw problems[0];
}

/**
 * Returns the connections to the question's server: with the credential from the time of the question, and also with the current
 * one if it has changed. Usually there's only one connection.
 * @returns at least one, in the order of attempts
 * @throws {Error} if the credential is gone, or unusable
 */
async function waitConnections(
	context: IWebhookFunctions,
	{ authentication, credential: sealed }: Pick<WaitState, 'authentication' | 'credential'>,
): Promise<[Connection, ...Connection[]]> {
	const opened =
		sealed === undefined ? undefined : unseal<ICredentialDataDecryptedObject>(context, sealed);
	if (opened === undefined) return [await readConnection(context, authentication)];
	const then = connectionWith(context, authentication, opened);
	// This fails or returns empty keys if the credential's fields are expressions of the item.
	const now = await readConnection(context, authentication).catch(() => undefined);
	if (now === undefined || listKeys(now).every((key) => key === '')) return [then];
	const isSame = now.baseUrl === then.baseUrl && String(listKeys(now)) === String(listKeys(then));
	return isSame ? [now] : [then, now];
}

const listKeys = ({ apiKey, globalKey = '' }: Connection) => [apiKey, globalKey];
