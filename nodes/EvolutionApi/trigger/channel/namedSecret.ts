import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { ServerAdapter, Target } from '../../core/server/adapter';
import { headersOfCall, senderOf } from '../active/callHeaders';
import { kept } from '../memory/kept';

// Some servers write a secret of the instance into each delivery: beside the key of the webhook it shows who has sent it.

/** So long the server is not asked again: webhook processors read the credential anew for each call. */
const KNOWN_MS = 10 * 60_000;

/** By trigger or instance: the checksum of the secret that was right, and when that was asked, Unix ms. */
const known = kept<{ readonly checksum: string; readonly at: number }>();

const checksumOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/**
 * Of a call whose key is right.
 * @param triggerName see `triggerKey`
 * @param target the instance that it is to come from
 * @returns false if it names another secret, or none. What we have signed ourselves names none.
 */
export async function namesRightSecret(
	context: IWebhookFunctions,
	triggerName: string,
	target: () => Promise<Target>,
): Promise<boolean> {
	const sender = senderOf(context);
	if (!namesSecrets(sender) || headersOfCall(context).authorization !== undefined) return true;
	return await isRightSecret(triggerName, secretIn(sender, context.getBodyData()), target);
}

/** Whether the server writes a secret of the instance into each delivery. */
export const namesSecrets = (sender: ServerAdapter): boolean => sender.webhook.secret !== undefined;

/** @returns null if there is none in it */
export const secretIn = (sender: ServerAdapter, body: IDataObject): string | null =>
	sender.webhook.secret?.in(body) ?? null;

/**
 * Whether a delivery has named the secret of the instance.
 * @param owner who remembers it: see `kept`
 * @param named null: none
 * @returns true as well if the server cannot be asked now: that is no reason to lose an event whose address was right
 */
export async function isRightSecret(
	owner: string,
	named: string | null,
	target: () => Promise<Target>,
): Promise<boolean> {
	if (named === null) return false;
	const checksum = checksumOf(named);
	const before = known.get(owner);
	if (before?.checksum === checksum && Date.now() - before.at < KNOWN_MS) return true;
	const isRight = await target()
		.then(async (one) => await one.connection.server.webhook.secret?.isRight(one, named))
		.catch(() => undefined);
	if (isRight === true) known.set(owner, { checksum, at: Date.now() });
	return isRight !== false;
}
