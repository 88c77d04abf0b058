/** Events that workflows look for in deliveries. Our trigger has an option for each of them, such as `MESSAGES_UPSERT`. */
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

/** Returns the trigger's value for an event: `messages.upsert` becomes `MESSAGES_UPSERT`. */
export const optionFor = (event: string) => event.toUpperCase().replace(/[.-]/g, '_');

/** Patterns for each event in both spellings. `call` is left out, because it's an ordinary word, too. */
const NAMED = EVENTS.filter((event) => event !== 'call').map((event) => {
	const names = `${event.replaceAll('.', '\\.')}|${optionFor(event)}`;
	return { event, pattern: new RegExp(`(?<![\\w.])(?:${names})(?![\\w.])`) };
});

export const eventsNamed = (texts: readonly string[]): string[] =>
	NAMED.filter(({ pattern }) => texts.some((text) => pattern.test(text))).map(({ event }) => event);
