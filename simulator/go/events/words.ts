import { type GoDifference, has } from '../state/versions';
import type { Config } from '../../state/config';
import { isGroup, isNewsletter } from '../core/jids';

/** Event words that exist in every version. */
export const ALL_WORDS = [
	'MESSAGE',
	'SEND_MESSAGE',
	'READ_RECEIPT',
	'PRESENCE',
	'HISTORY_SYNC',
	'CHAT_PRESENCE',
	'CALL',
	'CONNECTION',
	'LABEL',
	'CONTACT',
	'GROUP',
	'NEWSLETTER',
	'QRCODE',
];

const LATER_WORDS: ReadonlyArray<readonly [word: string, since: GoDifference]> = [
	['BUTTON_CLICK', 'buttonClicks'],
	['PICTURE', 'peopleEvents'],
	['USER_ABOUT', 'peopleEvents'],
];

const wordsOf = (config: Config): string[] => [
	...ALL_WORDS,
	...LATER_WORDS.filter(([, since]) => has(config, since)).map(([word]) => word),
];

/** Words must be exact, in capitals. The server silently drops all others. */
const isWord = (words: string[]) => (word: string) => word === 'ALL' || words.includes(word);

export function eventStringOf(subscribe: readonly string[], config?: Config): string {
	const words = config ? wordsOf(config) : ALL_WORDS;
	if (subscribe.length === 0) return 'MESSAGE';
	if (subscribe[0] === 'ALL') return words.join(',');
	return subscribe.filter(isWord(words)).join(',');
}

const WORD_OF: Record<string, string> = {
	Message: 'MESSAGE',
	SendMessage: 'SEND_MESSAGE',
	Receipt: 'READ_RECEIPT',
	Presence: 'PRESENCE',
	HistorySync: 'HISTORY_SYNC',
	ChatPresence: 'CHAT_PRESENCE',
	Archive: 'CHAT_PRESENCE',
	CallOffer: 'CALL',
	CallAccept: 'CALL',
	CallTerminate: 'CALL',
	CallOfferNotice: 'CALL',
	CallRelayLatency: 'CALL',
	Connected: 'CONNECTION',
	PairSuccess: 'CONNECTION',
	TemporaryBan: 'CONNECTION',
	LoggedOut: 'CONNECTION',
	ConnectFailure: 'CONNECTION',
	Disconnected: 'CONNECTION',
	LabelEdit: 'LABEL',
	LabelAssociationChat: 'LABEL',
	LabelAssociationMessage: 'LABEL',
	Contact: 'CONTACT',
	PushName: 'CONTACT',
	Picture: 'PICTURE',
	UserAbout: 'USER_ABOUT',
	GroupInfo: 'GROUP',
	JoinedGroup: 'GROUP',
	NewsletterJoin: 'NEWSLETTER',
	NewsletterLeave: 'NEWSLETTER',
	QRCode: 'QRCODE',
	QRTimeout: 'QRCODE',
	ButtonClick: 'BUTTON_CLICK',
};

/** Events that a subscription to groups or channels also delivers, from 0.7.0 on. */
const ABOUT_CHATS = ['Message', 'SendMessage', 'Receipt'];

/** `ALL` never comes first in `events`, because eventStringOf() replaces a leading `ALL` by a list of words. */
export function isSubscribed(config: Config, events: string, event: string, chat = ''): boolean {
	const words = events.split(',').filter(isWord(wordsOf(config)));
	if (words.includes('ALL')) return true;
	if (Object.hasOwn(WORD_OF, event) && words.includes(WORD_OF[event])) return true;
	// The server sends each answer to buttons twice, as Message and as ButtonClick. The word MESSAGE subscribes to both.
	if (event === 'ButtonClick') return words.includes('MESSAGE');
	if (!has(config, 'chatWords') || !ABOUT_CHATS.includes(event)) return false;
	return (
		(isGroup(chat) && words.includes('GROUP')) ||
		(isNewsletter(chat) && words.includes('NEWSLETTER'))
	);
}
