/** Events by which people branch behind a webhook; each is in the trigger's list under the same name in capitals. */
export const EVENTS = [
	'call',
	'chats.delete',
	'chats.update',
	'chats.upsert',
	'connection.update',
	'contacts.update',
	'contacts.upsert',
	'group-participants.update',
	'groups.upsert',
	'messages.delete',
	'messages.edited',
	'messages.update',
	'messages.upsert',
	'presence.update',
	'qrcode.updated',
	'send.message',
] as const;

/** `messages.upsert` → `MESSAGES_UPSERT` */
export const optionFor = (event: string) => event.toUpperCase().replace(/[.-]/g, '_');

/** Each in either spelling. A call is a word like any other. */
const NAMED = EVENTS.filter((event) => event !== 'call').map((event) => {
	const names = `${event.replaceAll('.', '\\.')}|${optionFor(event)}`;
	return { event, pattern: new RegExp(`(?<![\\w.])(?:${names})(?![\\w.])`) };
});

/** The events that are named. */
export const eventsNamed = (texts: readonly string[]): string[] =>
	NAMED.filter(({ pattern }) => texts.some((text) => pattern.test(text))).map(({ event }) => event);
