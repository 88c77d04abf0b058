import type { Caller, Connection } from '../adapter';
import { fillRoute, queryString } from '../../http/route';
import { isRecord, recordOf } from '../../values/answer';
import { isAtLeast } from '../../values/isAtLeast';
import { trySend } from '../request';
import { versionOf } from './evolutionVersion';

/** A group that cannot exist. */
const NO_GROUP = '0@g.us';

/** How WhatsApp refuses something, such as `item-not-found`. */
const WHATSAPP_REFUSAL = /^(Error: )?[a-z]+(-[a-z]+)*$/;

/** What to do about it. */
export const STORE_HINT = 'Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true';

/** The same for what became of the messages. */
export const TICKS_HINT = `${STORE_HINT} and DATABASE_SAVE_MESSAGE_UPDATE=true`;

/**
 * Whether the server is configured to store no messages. No route tells that, but editing a message does: a server that
 * stores messages looks for this one, and does not find it. A server that stores none passes the change on to WhatsApp,
 * which does not know the group. Servers before 2.3.7 always look into their store: with them the sign is an instance
 * that has contacts or chats, but no messages.
 * @returns false also if it cannot be told
 */
export async function storesNothing(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<boolean> {
	const result = await trySend(context, connection, {
		method: 'POST',
		path: fillRoute('/chat/updateMessage/{instance}', { instance }),
		body: {
			number: NO_GROUP,
			text: 'Does the server store messages?',
			key: { id: '0', remoteJid: NO_GROUP, fromMe: true },
		},
		retry: 'neverAfterSent',
		instance,
	});
	if (!('failure' in result)) return false;
	const { httpCode, message } = result.failure;
	if (httpCode !== 400) return httpCode === 500 && WHATSAPP_REFUSAL.test(message);
	const looksFirst = isAtLeast(await versionOf(context, connection), '2.3.7') === false;
	return looksFirst && (await hasOnlyPeople(context, connection, instance));
}

/** Whether there are contacts or chats, but no messages. */
async function hasOnlyPeople(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<boolean> {
	const result = await trySend(context, connection, {
		method: 'GET',
		path: '/instance/fetchInstances' + queryString({ instanceName: instance }),
		retry: 'always',
		instance,
	});
	if ('failure' in result || !Array.isArray(result.body)) return false;
	const [found] = result.body.filter(isRecord);
	const { Message, Contact, Chat } = recordOf(found?._count);
	return Message === 0 && (Number(Contact) > 0 || Number(Chat) > 0);
}
