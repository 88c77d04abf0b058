import type { IDataObject } from 'n8n-workflow';

import { senderKeys } from '../../../values/addresses';
import { isRecord, recordOf } from '../../../values/answer';
import { plainNameOrNull } from '../../../values/plainName';
import { firstText, numberOrNull } from '../../../values/loose';
import { isoOfSeconds } from '../../../values/timestamps';
import { chatKeys } from '../chatAddresses';

/** `contacts.upsert`, `contacts.update`, `contacts.set`: an item for each contact. */
export const simplifyContact = (data: IDataObject): IDataObject => ({
	...chatKeys(data),
	name: plainNameOrNull(firstText(data.pushName, data.name, data.notify)),
	profilePictureUrl: firstText(data.profilePicUrl),
});

/** `chats.upsert`, `chats.update`, `chats.set`, `chats.delete` (a list of JIDs): an item for each chat. */
export function simplifyChat(data: unknown): IDataObject | undefined {
	if (!isRecord(data) && typeof data !== 'string') return undefined;
	const { name, unreadMessages, unreadCount } = recordOf(data);
	return {
		...chatKeys(data),
		name: plainNameOrNull(firstText(name)),
		unreadCount: numberOrNull(unreadMessages ?? unreadCount),
	};
}

/** `presence.update`: an item for each person; in a private chat there is one, the other side. */
export function simplifyPresence(data: IDataObject): IDataObject[] | undefined {
	if (!isRecord(data.presences)) return undefined;
	return Object.entries(data.presences).map(([person, given]) => {
		const { lastKnownPresence, lastSeen } = recordOf(given);
		return {
			...chatKeys(data),
			...senderKeys(person),
			presence: firstText(lastKnownPresence),
			lastSeenAt: isoOfSeconds(lastSeen),
		};
	});
}
