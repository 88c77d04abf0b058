import { isRecord } from './answer';
import type { Caller, Connection } from './connection';
import { trySend } from './request';
import { fillRoute, queryString } from './route';
import { isAtLeast, versionOf } from './serverVersion';

/** A group that nobody can have. */
const NOWHERE = '0@g.us';

/** How WhatsApp refuses something, such as `item-not-found`. */
const OF_WHATSAPP = /^(Error: )?[a-z]+(-[a-z]+)*$/;

/** What to do about it. */
export const STORE_HINT = 'Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true';

/**
 * Whether the server is told to store no messages, which it says nowhere. It shows in how it edits one. If it
 * stores messages, it does not find this one there, and that is all. If it does not, it goes on to WhatsApp, which
 * does not know the group either. Servers before 2.3.7 always look into their store: there it shows in an instance
 * that has contacts or chats, but no messages.
 * @returns false also where it does not show
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
			number: NOWHERE,
			text: 'Does the server store messages?',
			key: { id: '0', remoteJid: NOWHERE, fromMe: true },
		},
		retry: 'neverAfterSent',
		instance,
	});
	if (!('failure' in result)) return false;
	const { httpCode, message } = result.failure;
	if (httpCode !== 400) return httpCode === 500 && OF_WHATSAPP.test(message);
	const isTold = isAtLeast(await versionOf(context, connection), '2.3.7') !== false;
	return isTold ? false : await isEmptyInUse(context, connection, instance);
}

/** Whether there are people or chats, but no messages. */
async function isEmptyInUse(
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
	const { Message, Contact, Chat } = isRecord(found?._count) ? found._count : {};
	return Message === 0 && (Number(Contact) > 0 || Number(Chat) > 0);
}
