import { createHash, createHmac } from 'node:crypto';

import { RequestFailure, type Failure } from '../../failures/failure';
import type {
	Connection,
	Result,
	ServerAdapter,
	Target,
	UnreadWebhook,
	WebhookRecord,
} from '../adapter';
import { recordOf, textOrNull } from '../../values/answer';
import { addressToSet, withoutTime, writtenAtIn } from './addressHeaders';
import { dataIn } from './goRequest';
import { eventsOf, wordsIn } from './events/goEventNames';
import { unknownEvents } from './unknownEvents';

// With the token alone, a webhook can be set and never read. So this process keeps what it has set itself, and what the
// deliveries of the server show: the query of their address has the key and the list of all who listen.

const NOT_READ: Failure = {
	message: 'The token of an instance does not open what webhook the instance has',
	description:
		'Enter the Global API Key of the server in the credential, too. Or activate a workflow with the trigger in this n8n, or wait for its next event: then the webhook is known.',
	nothingDone: true,
};

interface Known {
	readonly record: WebhookRecord | null;
	/** When that was set, by the clock of who did it, Unix ms. */
	readonly at: number;
	/** It has to be set whatever it is. */
	readonly mustSet: boolean;
}

/** By server and token. */
const webhooks = new Map<string, Known>();
/** By server and token: the JID of the account, as the server says when the webhook is set. */
const accounts = new Map<string, string>();

const idOf = ({ baseUrl, apiKey }: Connection): string =>
	createHash('sha256')
		.update(JSON.stringify([baseUrl, apiKey]))
		.digest('base64url');

type Webhook = ServerAdapter['webhook'];

/** What sets and finds by what is known. */
function webhookBy(id: string): Pick<Webhook, 'find' | 'set'> {
	const find: Webhook['find'] = async () => {
		const known = webhooks.get(id);
		return await Promise.resolve(known ?? { failure: NOT_READ });
	};
	const set: Webhook['set'] = async (trySend, instance, setting) => {
		const failure = unknownEvents(setting);
		if (failure !== undefined) return { failure };
		const at = Date.now();
		const words = setting.enabled ? wordsIn(setting.events) : [];
		const result = await trySend({
			method: 'POST',
			path: '/instance/connect',
			instance,
			body: { webhookUrl: addressToSet(setting, at), subscribe: words },
			retry: 'neverAfterSent',
		});
		noteResult(id, result, { ...setting, events: eventsOf(words) }, at);
		return result;
	};
	return { find, set };
}

function noteResult(id: string, result: Result, setting: WebhookRecord, at: number): void {
	if ('failure' in result) {
		const known = webhooks.get(id);
		// It may have arrived.
		if (known !== undefined && result.failure.nothingDone !== true)
			webhooks.set(id, { ...known, mustSet: true });
		return;
	}
	webhooks.set(id, { record: setting.enabled ? setting : null, at, mustSet: false });
	const jid = textOrNull(recordOf(dataIn(result.body)).jid);
	if (jid !== null) accounts.set(id, jid);
}

/**
 * The JID of the account, which only the route says that sets the webhook: where it is not known yet, the webhook is set as
 * it is.
 * @param trySend with the token
 * @returns undefined if this process does not know the webhook
 */
export async function accountOfToken(
	{ connection, instance }: Target,
	trySend: Parameters<Webhook['set']>[0],
): Promise<string | undefined> {
	const id = idOf(connection);
	const record = webhooks.get(id)?.record;
	if (!accounts.has(id) && record) {
		const result = await webhookBy(id).set(trySend, instance, record);
		if ('failure' in result) throw new RequestFailure(result.failure);
	}
	return accounts.get(id);
}

/**
 * Undefined with a global key. The key for deliveries is made of the token and of what only this n8n has, so that each of
 * its processes knows it, also after a kill, and nobody has to keep it.
 */
export function unreadWebhook({
	context,
	connection,
}: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined {
	if (connection.globalKey !== undefined) return undefined;
	const id = idOf(connection);
	const { apiKey } = connection;
	return {
		...webhookBy(id),
		get key() {
			const purpose = `n8n ${context.getInstanceId()} listens`;
			return createHmac('sha256', apiKey).update(purpose).digest('base64url');
		},
		get isKnown() {
			return webhooks.has(id);
		},
		replace() {
			if (!webhooks.has(id)) webhooks.set(id, { record: null, at: 0, mustSet: true });
		},
		noteDelivered({ url, headers, events }) {
			const at = writtenAtIn(headers);
			const known = webhooks.get(id);
			// What the server tries again may come from an address that was there before.
			if (known !== undefined && known.at >= at) return;
			const record = {
				url,
				enabled: true,
				events: eventsOf(wordsIn(events())),
				headers: withoutTime(headers),
				byEvents: false,
				base64: false,
			};
			webhooks.set(id, { record, at, mustSet: false });
		},
	};
}
