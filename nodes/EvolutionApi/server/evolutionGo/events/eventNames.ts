// The events of Evolution Go, the words to subscribe to them, and our names for them.

interface GoEventName {
	readonly event: string;
	/** The exact word for `subscribe` of `POST /instance/connect`, in capitals. Servers up to 0.7.2 silently drop other words. */
	readonly word: string;
	/** Our event names for Go's `event`. Go's `Message`, for example, is a new message, an edit or a deletion. */
	readonly tells: readonly string[];
	/** The first server version that knows `word`; missing if every supported version does. */
	readonly since?: string;
}

const GO_EVENTS: readonly GoEventName[] = [
	{
		event: 'Message',
		word: 'MESSAGE',
		tells: ['MESSAGES_UPSERT', 'MESSAGES_EDITED', 'MESSAGES_DELETE'],
	},
	{ event: 'SendMessage', word: 'SEND_MESSAGE', tells: ['SEND_MESSAGE'] },
	{ event: 'Receipt', word: 'READ_RECEIPT', tells: ['MESSAGES_UPDATE'] },
	{
		event: 'HistorySync',
		word: 'HISTORY_SYNC',
		tells: ['MESSAGES_SET', 'CHATS_SET', 'CONTACTS_SET'],
	},
	{ event: 'Presence', word: 'PRESENCE', tells: ['PRESENCE_UPDATE'] },
	{ event: 'ChatPresence', word: 'CHAT_PRESENCE', tells: ['PRESENCE_UPDATE'] },
	{ event: 'Archive', word: 'CHAT_PRESENCE', tells: ['CHATS_UPDATE'] },
	{ event: 'CallOffer', word: 'CALL', tells: ['CALL'] },
	{ event: 'CallOfferNotice', word: 'CALL', tells: ['CALL'] },
	{ event: 'CallRelayLatency', word: 'CALL', tells: ['CALL'] },
	{ event: 'CallAccept', word: 'CALL', tells: ['CALL'] },
	{ event: 'CallTerminate', word: 'CALL', tells: ['CALL'] },
	{ event: 'Connected', word: 'CONNECTION', tells: ['CONNECTION_UPDATE'] },
	{ event: 'PairSuccess', word: 'CONNECTION', tells: ['CONNECTION_UPDATE'] },
	{ event: 'Disconnected', word: 'CONNECTION', tells: ['CONNECTION_UPDATE'] },
	{ event: 'ConnectFailure', word: 'CONNECTION', tells: ['CONNECTION_UPDATE'] },
	{ event: 'TemporaryBan', word: 'CONNECTION', tells: ['CONNECTION_UPDATE'] },
	{ event: 'LoggedOut', word: 'CONNECTION', tells: ['CONNECTION_UPDATE', 'LOGOUT_INSTANCE'] },
	{ event: 'LabelEdit', word: 'LABEL', tells: ['LABELS_EDIT'] },
	{ event: 'LabelAssociationChat', word: 'LABEL', tells: ['LABELS_ASSOCIATION'] },
	{ event: 'LabelAssociationMessage', word: 'LABEL', tells: ['LABEL_ASSOCIATION_MESSAGE'] },
	{ event: 'Contact', word: 'CONTACT', tells: ['CONTACTS_UPSERT'] },
	{ event: 'PushName', word: 'CONTACT', tells: ['CONTACTS_UPDATE'] },
	{ event: 'Picture', word: 'PICTURE', tells: ['CONTACTS_UPDATE'], since: '0.7.2' },
	{ event: 'UserAbout', word: 'USER_ABOUT', tells: ['CONTACTS_UPDATE'], since: '0.7.2' },
	{ event: 'GroupInfo', word: 'GROUP', tells: ['GROUP_PARTICIPANTS_UPDATE', 'GROUP_UPDATE'] },
	{ event: 'JoinedGroup', word: 'GROUP', tells: ['GROUPS_UPSERT'] },
	{ event: 'NewsletterJoin', word: 'NEWSLETTER', tells: ['CHATS_UPSERT'] },
	{ event: 'NewsletterLeave', word: 'NEWSLETTER', tells: ['CHATS_DELETE'] },
	{ event: 'QRCode', word: 'QRCODE', tells: ['QRCODE_UPDATED'] },
	{ event: 'QRTimeout', word: 'QRCODE', tells: ['QRCODE_UPDATED'] },
];

/**
 * Words for `subscribe` that only other applications set: one for all events, and one for button clicks. Those clicks also
 * arrive as messages.
 */
const OTHER_WORDS = ['ALL', 'BUTTON_CLICK'];

/** Words for `subscribe` that deliver one of our events only in some cases: `PICTURE` delivers some `CONTACTS_UPDATE`. */
const PARTIAL = ['PRESENCE', 'PICTURE', 'USER_ABOUT'];

export const isInEveryVersion = (name: string) =>
	GO_EVENTS.some(({ word, since }) => word === name && since === undefined);

const isWord = (name: string) =>
	OTHER_WORDS.includes(name) || GO_EVENTS.some(({ word }) => word === name);

/** @param names our names, such as `MESSAGES_UPSERT` */
export function wordsFor(names: readonly string[]): string[] {
	const sources = GO_EVENTS.filter(({ tells }) => tells.some((name) => names.includes(name)));
	return [...new Set(sources.map(({ word }) => word))];
}

/** Translates Go's words for `subscribe` to our event names: `READ_RECEIPT` → `MESSAGES_UPDATE`. */
export function namesFor(words: readonly string[]): string[] {
	const sources = GO_EVENTS.filter(
		({ word }) => words.includes('ALL') || (!PARTIAL.includes(word) && words.includes(word)),
	);
	return [...new Set(sources.flatMap(({ tells }) => tells))];
}

/**
 * Returns Evolution Go's words for `subscribe`: `MESSAGES_UPDATE` → `READ_RECEIPT`.
 * @param events our names, or Go's words, which stay as they are. Empty means all events
 */
export function subscriptionWords(events: readonly string[]): string[] {
	if (events.length === 0) return [...new Set(GO_EVENTS.map(({ word }) => word))];
	const ownWords = events.filter(isWord);
	const names = namesFor(ownWords);
	const missing = wordsFor(events.filter((name) => !names.includes(name)));
	const words = [...new Set([...ownWords, ...missing])];
	// If `ALL` came first, the server would store a list of all other event words instead of `ALL`.
	return [...words.filter((word) => word !== 'ALL'), ...words.filter((word) => word === 'ALL')];
}

/** Adds our event names to Go's words for `subscribe`. Go's words are kept, to restore another application's webhook. */
export const subscribedGoEvents = (words: readonly string[]): string[] => [
	...new Set([...words, ...namesFor(words)]),
];

export const neverSent = (names: readonly string[]): string[] =>
	names.filter((name) => !isWord(name) && !GO_EVENTS.some(({ tells }) => tells.includes(name)));

const GO_NAME = /^[A-Z][A-Za-z]+$/;

/** Writes the name of an unknown event in our form: `ButtonClick` → `button.click`. */
export const ownNameFor = (event: string): string =>
	GO_NAME.test(event)
		? event.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2.').toLowerCase()
		: event;
