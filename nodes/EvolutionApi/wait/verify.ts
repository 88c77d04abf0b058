import type { IWebhookFunctions } from 'n8n-workflow';

import { readConnection, type Connection } from '../core/connection';
import { tokenProblem } from '../trigger/hub';
import { read } from '../trigger/instanceHub';
import type { WaitState } from './state';

/** The keys of webhooks, by server and instance, of this process. */
const keys = new Map<string, string>();

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
	const { authorization } = context.getHeaderData();
	const problemWith = (key: string) => tokenProblem(authorization, key, Date.now());
	const { instance, authentication } = state;
	try {
		const connection = await readConnection(context, authentication);
		const place = `${connection.baseUrl} ${instance}`;
		const known = keys.get(place);
		if (known !== undefined && problemWith(known) === undefined) {
			return { key: known, connection };
		}
		const { key } = await read(context, connection, instance);
		if (key === undefined) return { key: '', connection };
		keys.set(place, key);
		return problemWith(key) === undefined ? { key, connection } : { status: 401 };
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return { status: 503 };
	}
}
