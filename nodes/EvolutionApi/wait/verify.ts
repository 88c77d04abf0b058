import type { IWebhookFunctions } from 'n8n-workflow';

import { serverLead } from '../core/server/clock';
import { readConnection, type Connection } from '../core/server/connection';
import { deliveryProblem, isSigned, refusalOf, toldAtIn, type WebhookSecret } from '../hub';
import { readSecret } from '../hub/instanceHub';
import type { WaitState } from './state';

/** Of webhooks, by server and instance, of this process. */
const secrets = new Map<string, WebhookSecret>();

export interface Authentic {
	/** Empty where the webhook is no longer ours. */
	readonly key: string;
	readonly connection: Connection;
	/** When the server told of the event, by its own clock, Unix seconds; undefined where nobody has signed that. */
	readonly toldAt?: number;
}

/** 401 is final for the server, 503 is not. */
type Verified = Authentic | { readonly status: 401 | 503 };

/**
 * Whether a delivery comes from the server or from one of us. n8n has checked the signature of the URL
 * already, which nobody else should know: where the webhook belongs to somebody else by now, that is enough.
 */
export async function verify(context: IWebhookFunctions, state: WaitState): Promise<Verified> {
	const headers = context.getHeaderData();
	const problemWith = (secret: WebhookSecret) => deliveryProblem(headers, secret, Date.now());
	const { instance, authentication } = state;
	const toldAt = toldAtIn(headers.authorization);
	try {
		const connection = await readConnection(context, authentication);
		const place = `${connection.baseUrl} ${instance}`;
		const known = secrets.get(place);
		if (known !== undefined && problemWith(known) === undefined) {
			if (isSigned(headers)) secrets.set(place, { ...known, isRaw: false });
			return { key: known.key, connection, toldAt };
		}
		const secret = await readSecret(context, connection, instance);
		if (secret === undefined) return { key: '', connection };
		secrets.set(place, secret);
		const problem = problemWith(secret);
		if (problem === undefined) return { key: secret.key, connection, toldAt };
		const refusal = refusalOf(problem, headers, serverLead(connection), Date.now());
		context.logger.warn('A delivery was refused: it is not known to be of the server', { refusal });
		return { status: 401 };
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return { status: 503 };
	}
}
