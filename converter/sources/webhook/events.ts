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

/** Patterns that match, for example, `messages.upsert` and `MESSAGES_UPSERT`. `call` is left out: the word is too common. */
const NAMED = EVENTS.filter((event) => event !== 'call').map((event) => {
	const names = `${event.replaceAll('.', '\\.')}|${optionFor(event)}`;
	return { event, pattern: new RegExp(`(?<![\\w.])(?:${names})(?![\\w.])`) };
});

export const eventsNamed = (texts: readonly string[]): string[] =>
	NAMED.filter(({ pattern }) => texts.some((text) => pattern.test(text))).map(({ event }) => event);
