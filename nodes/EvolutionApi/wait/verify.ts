import type { IWebhookFunctions } from 'n8n-workflow';

import { readConnection, type Connection } from '../core/connection';
import { deliveryProblem, isSigned, type Secret } from '../trigger/hub';
import { readSecret } from '../trigger/instanceHub';
import type { WaitState } from './state';

/** Of webhooks, by server and instance, of this process. */
const secrets = new Map<string, Secret>();

export interface Authentic {
	/** Empty where the webhook is no longer ours. */
	readonly key: string;
	readonly connection: Connection;
}

/** 401 is final for the server, 503 is not. */
export type Verified = Authentic | { readonly status: 401 | 503 };

/**
 * Whether a delivery comes from the server or from one of us. n8n has checked the signature of the URL
 * already, which nobody else should know: where the webhook belongs to somebody else by now, that is enough.
 */
export async function verify(context: IWebhookFunctions, state: WaitState): Promise<Verified> {
	const headers = context.getHeaderData();
	const problemWith = (secret: Secret) => deliveryProblem(headers, secret, Date.now());
	const { instance, authentication } = state;
	try {
		const connection = await readConnection(context, authentication);
		const place = `${connection.baseUrl} ${instance}`;
		const known = secrets.get(place);
		if (known !== undefined && problemWith(known) === undefined) {
			if (isSigned(headers)) secrets.set(place, { ...known, isRaw: false });
			return { key: known.key, connection };
		}
		const secret = await readSecret(context, connection, instance);
		if (secret === undefined) return { key: '', connection };
		secrets.set(place, secret);
		return problemWith(secret) === undefined ? { key: secret.key, connection } : { status: 401 };
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return { status: 503 };
	}
}
