import type { Failure, Program } from './failure';
import { LIST, type RestOfList } from './knownWords';

// Why WhatsApp rejects a message, and what helps, as far as it is known in November 2026.

/** The page for somebody whose messages do not arrive. */
export const ARRIVAL_PAGE =
	'More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/messages-do-not-arrive.md';

const NEW_PHONE =
	'a phone that was linked only recently (its first messages may be rejected for some weeks: answer in chats that others began)';
const TOO_MANY =
	'more first messages than WhatsApp allows (write to fewer new people; answers in open chats still go out)';

/** Most likely first. No server tells which library it has: all versions of Evolution API that are known have the old one. */
const CAUSES: Readonly<Record<Program, readonly [string, string, string]>> = {
	'Evolution API': [
		'the WhatsApp library of the server (Evolution API up to 2.4.0-rc2 comes with Baileys 7.0.0-rc.9, which lacks what WhatsApp asks for: use a server with 7.0.0-rc13 or newer)',
		NEW_PHONE,
		TOO_MANY,
	],
	'Evolution Go': [
		TOO_MANY,
		'the WhatsApp library of a server that is older than 0.7.2 (update it)',
		NEW_PHONE,
	],
};

/** What is behind WhatsApp's error 463. */
export function explainError463(program: Program): string {
	const [first, second, third] = CAUSES[program];
	return `Three causes are known, the most likely one first: ${first}, ${second}, and ${third}. ${ARRIVAL_PAGE}`;
}

/** Of a message that was sent to both addresses of a person. */
export const REJECTED_AT_BOTH = 'It was rejected at the number and at the LID of this person.';

/**
 * What a user is told of a message that Evolution API accepted and WhatsApp did not. The server does not keep the reason: the
 * most frequent one is WhatsApp's error 463.
 */
export const explainRejection = (messageId: string | null) =>
	explainUndelivered(messageId) ?? {
		problem: 'WhatsApp rejected this message, although the server had accepted it',
		whatToDo: `The server does not say why. Look on the phone whether the account is restricted. Most often it is WhatsApp's error 463. ${explainError463('Evolution API')}`,
	};

// The error codes of Meta's Cloud API that a message may get, and what to do: as Meta publishes them
// (developers.facebook.com, WhatsApp Business Platform, Error codes; read in November 2026). A code that is not here has
// only Meta's own words.

const LATER = 'Meta could not do it at the moment: try again later.';
const SLOWER = 'Meta allows fewer messages in this time: send more slowly, and the rest later.';
const TOKEN = 'Give the instance a valid access token, best the permanent one of a system user.';
const PERMISSION =
	'The access token lacks the permission whatsapp_business_messaging, or Meta has withdrawn it.';
const ACCOUNT =
	'Meta has restricted the account for a breach of its rules: WhatsApp Manager says which.';
const VALUE =
	'A value is missing, or not as Meta wants it: its own words say which. Compare with the template.';
const PARAMETERS = 'Compare what the node sends with the template in WhatsApp Manager.';

/** What to do, by Meta's code. */
export const META_CODES: Readonly<Record<number, string>> = {
	0: TOKEN,
	2: LATER,
	3: PERMISSION,
	4: SLOWER,
	10: PERMISSION,
	100: VALUE,
	190: TOKEN,
	200: PERMISSION,
	368: ACCOUNT,
	80007: SLOWER,
	130429: SLOWER,
	130472:
		'Meta holds marketing messages back from this person. They get them once they have written themselves.',
	130497: 'Meta does not allow this account to write to people in that country.',
	131000: LATER,
	131005: PERMISSION,
	131008: VALUE,
	131009: VALUE,
	131016: LATER,
	131021: 'Recipient and sender are the same number.',
	131026:
		'Meta could not deliver it: the number is not on WhatsApp, or the person has an old app or has not accepted the terms. Ask them in another way.',
	131030: 'Add the recipient to the list of allowed numbers: a test number writes only to those.',
	131031: ACCOUNT,
	131037: 'Meta has not approved the display name of the number: see WhatsApp Manager.',
	131042: 'Meta could not charge for it: look at the payment method in the Business Manager.',
	131045: 'The number is not registered with the Cloud API: register it in WhatsApp Manager.',
	131047:
		'The person has not written for 24 hours: only a template may begin again. Use Message → Send Template.',
	131048:
		'Too many people have blocked or reported messages of this number: send fewer until its quality in WhatsApp Manager is better.',
	131049:
		'Meta gives a person only so many marketing messages. Do not send it again now: wait a day, or until they write.',
	131050: 'The person has stopped marketing messages of this number: send them none.',
	131051: 'The Cloud API does not have this kind of message.',
	131052: 'Meta could not give the file that the person sent: ask them to send it again.',
	131053: 'Meta could not take the file: check its type and size, and that its address is open.',
	131055: 'The Cloud API cannot do this with the message or the number.',
	131056: 'Too many messages to the same person in a short time: wait, and send fewer at once.',
	131057: 'The account is being moved or upgraded: try again later.',
	131062: 'Templates for one-time codes need the phone number of the person, not their BSUID.',
	132000: PARAMETERS,
	132001:
		'There is no such template in this language, or it is not approved yet. Choose it from the list.',
	132005: 'The text of the template is too long with these values: shorten them.',
	132007: 'The template breaks a rule of Meta: WhatsApp Manager says which.',
	132012: PARAMETERS,
	132015: 'The template is paused, since people did not like it: edit it, or use another one.',
	132016: 'Meta has disabled the template for good: make a new one.',
	132068: 'The flow of the template is blocked: see WhatsApp Manager.',
	132069: 'The flow of the template is used too often: send it later.',
	133004: LATER,
	133005: 'The PIN of the two-step verification is wrong: see WhatsApp Manager.',
	133010: 'The number is not registered with the Cloud API: register it in WhatsApp Manager.',
	133015: 'The number was deleted a moment ago: wait five minutes before it is registered again.',
	135000: VALUE,
};

/** Codes about the account and its limits, and not about the message: what a list does after them. */
export const META_LISTS: Readonly<Record<number, RestOfList>> = {
	3: 'stops',
	4: 'slower',
	10: 'stops',
	190: 'stops',
	200: 'stops',
	368: 'stops',
	80007: 'slower',
	130429: 'slower',
	131005: 'stops',
	131031: 'stops',
	131037: 'stops',
	131042: 'stops',
	131045: 'stops',
	131048: 'stops',
	133010: 'stops',
};

/** Codes about one person, for whom less is to be sent. The others of a list get theirs. */
const FOR_ONE_PERSON = [131056];

/** What a list does after a code of Meta. */
export function listAfterMetaError(code: number): Partial<Failure> {
	const list = META_LISTS[code];
	if (list !== undefined) return LIST[list];
	return FOR_ONE_PERSON.includes(code) ? { asksToSlowDown: true } : {};
}

/** What to do about an error of Meta; undefined for a code that is not known. */
export const adviceForMetaError = (code: number): string | undefined => META_CODES[code];

/** What Meta's IDs of messages begin with. */
export const META_PREFIX = 'wamid.';

export const isMetaMessageId = (messageId: unknown): messageId is string =>
	typeof messageId === 'string' && messageId.startsWith(META_PREFIX);

/** Of messages that Meta accepted and did not deliver, the codes that are seen most. */
const UNDELIVERED = [131047, 131026, 131049, 131042];

/** For a message of a WHATSAPP-BUSINESS instance; undefined for one of a phone. The server does not pass Meta's code on. */
function explainUndelivered(messageId: string | null) {
	if (!isMetaMessageId(messageId)) return undefined;
	const reasons = UNDELIVERED.map((code) => `${code}: ${adviceForMetaError(code)}`);
	return {
		problem: 'Meta did not deliver this message, although it had accepted it',
		whatToDo: `The server does not pass on why; WhatsApp Manager shows it. Most often it is one of these codes. ${reasons.join(' ')}`,
	};
}
