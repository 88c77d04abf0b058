import { isAtLeast, type Config } from '../state/config';

/** The 31 events that `/webhook/set` of 2.3 accepts; `events: []` means all of them. */
export const EVENTS = [
	'APPLICATION_STARTUP',
	'QRCODE_UPDATED',
	'MESSAGES_SET',
	'MESSAGES_UPSERT',
	'MESSAGES_EDITED',
	'MESSAGES_UPDATE',
	'MESSAGES_DELETE',
	'SEND_MESSAGE',
	'SEND_MESSAGE_UPDATE',
	'CONTACTS_SET',
	'CONTACTS_UPSERT',
	'CONTACTS_UPDATE',
	'PRESENCE_UPDATE',
	'CHATS_SET',
	'CHATS_UPSERT',
	'CHATS_UPDATE',
	'CHATS_DELETE',
	'GROUPS_UPSERT',
	'GROUP_UPDATE',
	'GROUP_PARTICIPANTS_UPDATE',
	'CONNECTION_UPDATE',
	'LABELS_EDIT',
	'LABELS_ASSOCIATION',
	'CALL',
	'TYPEBOT_START',
	'TYPEBOT_CHANGE_STATUS',
	'REMOVE_INSTANCE',
	'LOGOUT_INSTANCE',
	'INSTANCE_CREATE',
	'INSTANCE_DELETE',
	'STATUS_INSTANCE',
];

export function eventsOf(config: Config): string[] {
	return isAtLeast(config, '2.4.0') ? [...EVENTS, 'MESSAGING_HISTORY_SET'] : EVENTS;
}

/** Returns the name that subscriptions use: `group-participants.update` becomes `GROUP_PARTICIPANTS_UPDATE`. */
export const settableName = (event: string) => event.replace(/[.-]/g, '_').toUpperCase();

/** Returns what a webhook's `byEvents` setting adds to the webhook's URL: `messages-upsert` for `messages.upsert`. */
export const pathName = (event: string) => event.replace(/[._]/g, '-').toLowerCase();
