/** One character for each event: 36 of them have one, any further one stays a name. */
const BASE = 36;

/**
 * The stored list has one character for each event, to stay short: its index here. Stored lists depend on the order:
 * append, and never change it.
 */
const EVENTS = [
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
	'MESSAGING_HISTORY_SET',
];

/** Added after 2.3.0: for an older server "all events" does not include them. */
const ADDED_LATER = ['MESSAGING_HISTORY_SET'];

/** `messages.upsert` → `MESSAGES_UPSERT`: the name that the server looks up in the webhook's events. */
export const settableName = (event: string) => event.replace(/[.-]/g, '_').toUpperCase();

/** `messages.upsert` → `messages-upsert`: what `byEvents` appends to the URL. */
export const pathName = (event: string) => event.replace(/[._]/g, '-').toLowerCase();

/** Whether a webhook was set with `events: []`: the server then stores all the names that it knows. */
export const isEveryEvent = (events: readonly string[]) =>
	EVENTS.every((name) => ADDED_LATER.includes(name) || events.includes(name));

/** Keeps the order, which is part of a foreign webhook. Names that we do not know stay names. */
export function encodeEvents(events: readonly string[]): string | readonly string[] {
	const codes = events.map((name) => EVENTS.indexOf(name));
	const isShort = codes.every((code) => code >= 0 && code < BASE);
	return isShort ? codes.map((code) => code.toString(BASE)).join('') : events;
}

/** @returns undefined if encodeEvents() did not write it */
export function decodeEvents(encoded: unknown): string[] | undefined {
	if (Array.isArray(encoded)) {
		return encoded.every((name) => typeof name === 'string') ? encoded : undefined;
	}
	if (typeof encoded !== 'string') return undefined;
	const names = Array.from(encoded, (code) =>
		EVENTS.find((_name, index) => index.toString(BASE) === code),
	);
	const known = names.filter((name) => name !== undefined);
	return known.length === names.length ? known : undefined;
}
