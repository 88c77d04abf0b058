import { createHash } from 'node:crypto';
import type { IWebhookFunctions } from 'n8n-workflow';

import { serverOf } from '../../core/server/serverOf';
import type { Target } from '../../core/server/server';
import { headersOfCall, senderOf } from '../active/callHeaders';
import { kept } from '../memory/kept';

// Some servers write a secret of the instance into each delivery: beside the key of the webhook it shows who has sent it.

/** So long the server is not asked again: webhook processors read the credential anew for each call. */
const KNOWN_MS = 10 * 60_000;

/** By trigger: the checksum of the secret that was right, and when that was asked, Unix ms. */
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
	const { secret } = serverOf(senderOf(context)).webhook;
	if (secret === undefined || headersOfCall(context).authorization !== undefined) return true;
	const named = secret.in(context.getBodyData());
	if (named === null) return false;
	const checksum = checksumOf(named);
	const before = known.get(triggerName);
	if (before?.checksum === checksum && Date.now() - before.at < KNOWN_MS) return true;
	// A server that cannot be asked now is no reason to lose an event: the key was right.
	const isRight = await target()
		.then(async (instance) => await secret.isRight(instance, named))
		.catch(() => undefined);
	if (isRight === true) known.set(triggerName, { checksum, at: Date.now() });
	return isRight !== false;
}
