import type { IWebhookFunctions } from 'n8n-workflow';

import { serverLead } from '../core/server/clock';
import { readConnection, type Connection } from '../core/server/connection';
import { deliveryProblem, isSigned, refusalOf, toldAtIn, type WebhookSecret } from '../hub';
import { readSecret } from '../hub/instanceHub';
import type { WaitState } from './state';

/** What this process knows of webhooks, by server and instance. */
const secrets = new Map<string, WebhookSecret>();

export interface Authentic {
	/** Empty if the webhook is no longer ours. */
	readonly key: string;
	readonly connection: Connection;
	/** When the server delivered the event, by its own clock, Unix seconds; undefined if that is not signed. */
	readonly toldAt?: number;
}

/** 401 is final for the server, 503 is not. */
type Verified = Authentic | { readonly status: 401 | 503 };

/**
 * Checks that a delivery comes from the server or from one of our nodes. n8n has already checked the signed URL,
 * which nobody else should know: that is enough if the webhook belongs to somebody else by now.
 */
export async function verify(context: IWebhookFunctions, state: WaitState): Promise<Verified> {
	const headers = context.getHeaderData();
	const problemWith = (secret: WebhookSecret) => deliveryProblem(headers, secret, Date.now());
	const { instance, authentication } = state;
	const toldAt = toldAtIn(headers.authorization);
	try {
		const connection = await readConnection(context, authentication);
		const server = `${connection.baseUrl} ${instance}`;
		const known = secrets.get(server);
		if (known !== undefined && problemWith(known) === undefined) {
			if (isSigned(headers)) secrets.set(server, { ...known, isRaw: false });
			return { key: known.key, connection, toldAt };
		}
		const secret = await readSecret(context, connection, instance);
		if (secret === undefined) return { key: '', connection };
		secrets.set(server, secret);
		const problem = problemWith(secret);
		if (problem === undefined) return { key: secret.key, connection, toldAt };
		const refusal = refusalOf(problem, headers, serverLead(connection), Date.now());
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
