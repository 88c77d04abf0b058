/** Events by which people branch behind a webhook; each is in the trigger's list under the same name in capitals. */
export const EVENTS = [
	'application.startup',
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

/** The events that are named, in either spelling. A call is a word like any other. */
export const eventsNamed = (texts: readonly string[]): string[] =>
	EVENTS.filter((event) =>
		texts.some((text) =>
			[event, optionFor(event)].some((name) =>
				new RegExp(`(?<![\\w.])${name}(?![\\w.])`).test(text),
			),
		),
	).filter((event) => event !== 'call');
