import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import { makeInstanceId } from '../server/account';
import type { Connection, Target } from '../server/adapter';
import { connectionWith, readConnection } from '../server/connection';
import { readKey } from '../hub/changes';
import { readDeliveredAt, deliveryProblem, findRefusal } from '../hub/token';
import { isRightSecret, namesSecrets, proofOf, readSecret } from '../trigger/channel/authenticate';
import { unseal, type WaitState } from './state';

export interface Authentic {
	/** The webhook's key. Empty if another app owns the webhook now, or if the server delivers without a key. */
	readonly key: string;
	readonly connection: Connection;
	/** True if the instance's secret, not a signature, proves the delivery. Such a delivery contains no list of subscribers. */
	readonly isBare?: true;
	/** When the server delivered the event, by its own clock, Unix seconds; undefined if the time isn't signed. */
	readonly deliveredAt?: number;
}

/** After 503, the server delivers the event again; after 401, it doesn't. */
type Verified = Authentic | { readonly status: 401 | 503 };

/**
 * Checks that a delivery comes from the server or from one of our nodes. n8n has already checked the signed URL, which is
 * enough if the instance's webhook is now another application's.
 */
export async function verify(context: IWebhookFunctions, state: WaitState): Promise<Verified> {
	const headers = context.getHeaderData();
	const deliveredAt = readDeliveredAt(headers.authorization);
	const problemWith = ({ connection }: Target, key: string) =>
		deliveryProblem(connection.server, headers, key, Date.now());
	const proofFor = (target: Target) => proofOf(makeInstanceId(target.connection, target.instance));
	try {
		const targets = await listTargets(context, state);
		const [first, ...others] = targets;
		if (namesSecrets(first.connection.server) && headers.authorization === undefined) {
			return await verifyByNamedSecret(context, targets);
		}
		const { key: lastKey } = proofFor(first);
		// There are two targets if the credential was changed. It isn't known yet which of the two credentials works.
		if (others.length === 0 && lastKey !== undefined && problemWith(first, lastKey) === undefined) {
			return { key: lastKey, connection: first.connection, deliveredAt };
		}
		const { target, key } = await readKeyThrough(targets);
		const { connection } = target;
		if (key === undefined) return { key: '', connection };
		proofFor(target).key = key;
		const problem = problemWith(target, key);
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

/** Checks the instance's secret in the delivery. */
async function verifyByNamedSecret(
	context: IWebhookFunctions,
	targets: readonly Target[],
): Promise<Verified> {
	for (const target of targets) {
		const { connection, instance } = target;
		const owner = JSON.stringify([connection.baseUrl, instance, connection.apiKey]);
		const secret = readSecret(connection.server, context.getBodyData());
		const isRight = await isRightSecret(owner, secret, async () => await Promise.resolve(target));
		if (isRight === undefined) return { status: 503 };
		if (isRight) return { key: '', connection, isBare: true };
	}
	context.logger.warn('A delivery was refused: it names another secret of the instance');
	return { status: 401 };
}

/** Reads the webhook's key with the first of the credentials that works. @throws {Error} if none works */
async function readKeyThrough(targets: readonly Target[]) {
	const problems: unknown[] = [];
	for (const target of targets) {
		try {
			return { target, key: await readKey(target) };
		} catch (error) {
			problems.push(error);
		}
	}
	throw problems[0];
}

/**
 * Returns the question's instance with the credential from the time of the question. If the credential has changed since, a
 * second target has the current one.
 * @returns at least one target, in the order in which to try them
 * @throws {Error} if the credential is gone, or unusable
 */
async function listTargets(
	context: IWebhookFunctions,
	{ authentication, credential, instance }: WaitState,
): Promise<[Target, ...Target[]]> {
	const fields = credential && unseal<ICredentialDataDecryptedObject>(context, credential);
	const targetWith = (connection: Connection): Target => ({ context, connection, instance });
	if (!fields) return [targetWith(await readConnection(context, authentication))];
	const original = connectionWith(context, authentication, fields);
	// This fails, or returns empty keys, if the credential's fields are expressions that read the item.
	const current = await readConnection(context, authentication).catch(() => undefined);
	const hasKeys = current !== undefined && listKeys(current).some((key) => key !== '');
	if (!hasKeys) return [targetWith(original)];
	const isSame =
		current.baseUrl === original.baseUrl &&
		String(listKeys(current)) === String(listKeys(original));
	return isSame ? [targetWith(current)] : [targetWith(original), targetWith(current)];
}

const listKeys = ({ apiKey, globalKey = '' }: Connection) => [apiKey, globalKey];
