import { has } from '../state/versions';
import type { Config } from '../../state/config';
import { isGroup, isNewsletter } from '../core/jids';

/** What `ALL` stands for where it is the first word. */
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

/** Words are exact, in capitals. Any other is dropped without one. */
const isWord = (word: string) => word === 'ALL' || ALL_WORDS.includes(word);

/** What is stored of the words of a request. */
export function eventStringOf(subscribe: readonly string[]): string {
	if (subscribe.length === 0) return 'MESSAGE';
	if (subscribe[0] === 'ALL') return ALL_WORDS.join(',');
	return subscribe.filter(isWord).join(',');
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
	GroupInfo: 'GROUP',
	JoinedGroup: 'GROUP',
	NewsletterJoin: 'NEWSLETTER',
	NewsletterLeave: 'NEWSLETTER',
	QRCode: 'QRCODE',
	QRTimeout: 'QRCODE',
};

/** From 0.7.0 on, who asked for groups or channels alone gets what is said there, too. */
const ABOUT_CHATS = ['Message', 'SendMessage', 'Receipt'];

/**
 * Whether an event goes to who asked for these words (as they are stored). A word `ALL` that was not the first one stands
 * for everything, also for the events that have no word.
 */
export function isSubscribed(config: Config, events: string, event: string, chat = ''): boolean {
	const words = events.split(',').filter(isWord);
	if (words.includes('ALL')) return true;
	if (Object.hasOwn(WORD_OF, event) && words.includes(WORD_OF[event])) return true;
	if (!has(config, 'chatWords') || !ABOUT_CHATS.includes(event)) return false;
	return (
		(isGroup(chat) && words.includes('GROUP')) ||
		(isNewsletter(chat) && words.includes('NEWSLETTER'))
	);
}
