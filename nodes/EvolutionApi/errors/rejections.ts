import type { Failure, Program } from './failure';
import { LIST, type RestOfList } from './knownWords';

// Reasons why WhatsApp rejects a message, and remedies, as known in November 2026.

/** The page for users whose messages don't arrive. */
export const ARRIVAL_PAGE =
	'More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/messages-do-not-arrive.md';

const NEW_PHONE =
	'a phone that was linked only recently (its first messages may be rejected for some weeks: answer in chats that others began)';
const TOO_MANY =
	'more first messages than WhatsApp allows (write to fewer new people; answers in open chats still go out)';

/** Most likely first. Servers don't tell the version of their library: all known versions of Evolution API have the old one. */
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

/** Explains the causes of WhatsApp's error 463. */
export function explainError463(program: Program): string {
	const [first, second, third] = CAUSES[program];
	return `Three causes are known, the most likely one first: ${first}, ${second}, and ${third}. ${ARRIVAL_PAGE}`;
}

/** For a message that was sent to both addresses of a person. */
export const REJECTED_AT_BOTH = 'It was rejected at the number and at the LID of this person.';

/**
 * Explains a message that Evolution API accepted and WhatsApp rejected. The server doesn't keep the reason: the most frequent
 * one is WhatsApp's error 463.
 */
export const explainRejection = (messageId: string | null) =>
	explainUndelivered(messageId) ?? {
		problem: 'WhatsApp rejected this message, although the server had accepted it',
		whatToDo: `The server does not say why. Look on the phone whether the account is restricted. Most often it is WhatsApp's error 463. ${explainError463('Evolution API')}`,
	};

// Error codes of Meta's Cloud API for messages, and what to do, as published by Meta (developers.facebook.com, WhatsApp Business
// Platform, Error codes, and Graph API, Handling Errors; read in November 2026). The meanings of 101, 104, 470 to 472, 803 and
// 136xxx are guesses. Other codes only have Meta's own words.

const LATER = 'Meta could not do it at the moment: try again later.';
const SLOWER = 'Meta allows fewer messages in this time: send more slowly, and the rest later.';
const TOKEN = 'Give the instance a valid access token, best the permanent one of a system user.';
const PERMISSION =
	'The access token lacks the permission whatsapp_business_messaging, or Meta has withdrawn it.';
const ACCOUNT =
	'Meta has restricted the account for a breach of its rules: WhatsApp Manager says which.';
const VALUE =
	'A value is missing, or not as Meta wants it: its own words say which. Compare with the template. If they say nothing, look at the number of the recipient, which cannot be that of the account.';
const PARAMETERS = 'Compare what the node sends with the template in WhatsApp Manager.';

const REGISTER =
	'The number is not registered with the Cloud API: register it in WhatsApp Manager.';
const NO_NUMBER =
	'The number ID of the instance is wrong or was deleted, or its access token may not use it: compare both with WhatsApp Manager → API Setup.';
const PIN =
	'Meta checks the PIN of the number no more for a while: wait, then see WhatsApp Manager.';
const GROUP = 'The group of the Cloud API is unknown, suspended, or this account is not in it.';
const FLOW =
	'The flow of the template is not published or has an error: see WhatsApp Manager → Flows.';
const CALLS =
	'Calls of the Cloud API are not switched on for the number, or the person has not allowed them.';

const VERSION =
	'Meta has ended this version of its API: set WA_BUSINESS_VERSION in the settings of the server to a newer one, and start it again.';
const PROOF =
	'The app of Meta asks for a proof (App Secret Proof) that the server does not send: switch "Require App Secret" off in the settings of the app.';
const WINDOW =
	'The person has not written for 24 hours: only a template may begin again. Use Message → Send Template.';
const REPORTED =
	'Too many people have blocked or reported messages of this number: send fewer until its quality in WhatsApp Manager is better.';
const HELD_BACK =
	'Meta holds marketing messages back from this person. They get them once they have written themselves.';
const VERIFY = 'The number has to be verified first: see WhatsApp Manager.';

/** Advice by Meta's code. */
export const META_CODES: Readonly<Record<number, string>> = {
	0: TOKEN,
	1: 'Meta could not understand the request, or has a problem itself: look at its status page, then try again.',
	2: LATER,
	3: PERMISSION,
	4: SLOWER,
	10: PERMISSION,
	12: VERSION,
	17: SLOWER,
	32: SLOWER,
	33: NO_NUMBER,
	100: VALUE,
	101: TOKEN,
	102: TOKEN,
	104: PROOF,
	190: TOKEN,
	200: PERMISSION,
	341: SLOWER,
	368: ACCOUNT,
	470: WINDOW,
	471: REPORTED,
	472: HELD_BACK,
	613: SLOWER,
	803: NO_NUMBER,
	2500: TOKEN,
	2635: VERSION,
	80007: SLOWER,
	80008: SLOWER,
	80014: SLOWER,
	130429: SLOWER,
	130472: HELD_BACK,
	130497: 'Meta does not allow this account to write to people in that country.',
	131000: LATER,
	131005: PERMISSION,
	131008: VALUE,
	131009: VALUE,
	131016: LATER,
	131020: GROUP,
	131021: 'Recipient and sender are the same number.',
	131026:
		'Meta could not deliver it: the number is not on WhatsApp, or the person has an old app or has not accepted the terms. Ask them in another way.',
	131030: 'Add the recipient to the list of allowed numbers: a test number writes only to those.',
	131031: ACCOUNT,
	131037: 'Meta has not approved the display name of the number: see WhatsApp Manager.',
	131041: GROUP,
	131042: 'Meta could not charge for it: look at the payment method in the Business Manager.',
	131044: 'Meta could not charge for it: look at the payment method in the Business Manager.',
	131045: REGISTER,
	131047: WINDOW,
	131048: REPORTED,
	131049:
		'Meta gives a person only so many marketing messages. Do not send it again now: wait a day, or until they write.',
	131050: 'The person has stopped marketing messages of this number: send them none.',
	131051: 'The Cloud API does not have this kind of message.',
	131052: 'Meta could not give the file that the person sent: ask them to send it again.',
	131053: 'Meta could not take the file: check its type and size, and that its address is open.',
	131055: 'The Cloud API cannot do this with the message or the number.',
	131056: 'Too many messages to the same person in a short time: wait, and send fewer at once.',
	131057: 'The account is being moved or upgraded: try again later.',
	131059: 'The list has changed meanwhile: ask for it again from the beginning.',
	131060: 'Meta cannot give the message any more: ask the person to send it once more.',
	131061:
		'The number is used by the app on the phone and cannot send at the moment: open WhatsApp Business there.',
	131062: 'Templates for one-time codes need the phone number of the person, not their BSUID.',
	131202: 'A person is in the list twice.',
	131204: 'The group has as many members as it may have.',
	131207: GROUP,
	131208: SLOWER,
	131211: 'The number has as many groups as it may have.',
	131212: GROUP,
	132000: PARAMETERS,
	132001:
		'There is no such template in this language, or it is not approved yet. Choose it from the list.',
	132005: 'The text of the template is too long with these values: shorten them.',
	132007: 'The template breaks a rule of Meta: WhatsApp Manager says which.',
	132012: PARAMETERS,
	132015: 'The template is paused, since people did not like it: edit it, or use another one.',
	132016: 'Meta has disabled the template for good: make a new one.',
	132018:
		'A value of the template is not as Meta wants it, e.g. with line breaks, tabs or many blanks: its own words say which.',
	132068: 'The flow of the template is blocked: see WhatsApp Manager.',
	132069: 'The flow of the template is used too often: send it later.',
	132070: FLOW,
	133004: LATER,
	133005: 'The PIN of the two-step verification is wrong: see WhatsApp Manager.',
	133006: VERIFY,
	133008: PIN,
	133009: PIN,
	133010: REGISTER,
	133015: 'The number was deleted a moment ago: wait five minutes before it is registered again.',
	133016: 'The number was registered too often in a short time: wait three days.',
	134011: 'The account has not accepted the terms of WhatsApp Payments: see WhatsApp Manager.',
	134100: 'This way takes marketing templates alone: choose one, or send the others as usual.',
	134101: 'Meta has not finished with the template yet: try again in ten minutes.',
	134102: 'The template cannot be sent on this way: see WhatsApp Manager.',
	135000: VALUE,
	138000: CALLS,
	138001: 'The person cannot be called by WhatsApp, or has an old app.',
	138005: SLOWER,
	138006: CALLS,
	139000: FLOW,
	139001: FLOW,
	139002: FLOW,
	139003: FLOW,
	139004: FLOW,
	2494100: 'The number is in maintenance at Meta for some minutes: try again later.',
};

/** Reasons why an access token is rejected, by the subcode next to {@link TOKEN_CODES}, as published by Meta. */
export const META_SUBCODES: Readonly<Record<number, string>> = {
	458: `The app of Meta was taken away from the account. ${TOKEN}`,
	459: `Meta wants the owner of the access token to log in at facebook.com first. ${TOKEN}`,
	460: `The owner of the access token has changed the password, which ends it. ${TOKEN}`,
};

const TOKEN_CODES = [102, 190];

/** Effects on a list, for codes that concern the account and its limits instead of the message. */
export const META_LISTS: Readonly<Record<number, RestOfList>> = {
	0: 'stops',
	3: 'stops',
	4: 'slower',
	10: 'stops',
	12: 'stops',
	17: 'slower',
	32: 'slower',
	33: 'stops',
	101: 'stops',
	102: 'stops',
	104: 'stops',
	190: 'stops',
	341: 'slower',
	368: 'stops',
	471: 'stops',
	613: 'slower',
	803: 'stops',
	2500: 'stops',
	2635: 'stops',
	80007: 'slower',
	80008: 'slower',
	80014: 'slower',
	130429: 'slower',
	131005: 'stops',
	131031: 'stops',
	131037: 'stops',
	131042: 'stops',
	131044: 'stops',
	131045: 'stops',
	131048: 'stops',
	131057: 'stops',
	131061: 'stops',
	131208: 'slower',
	133006: 'stops',
	133010: 'stops',
	134011: 'stops',
	138005: 'slower',
	2494100: 'stops',
};

/** Codes that concern one person, who should get fewer messages. The list's other recipients get theirs. */
const FOR_ONE_PERSON = [131056];

/** Meta's error: code and words. */
export interface MetaError {
	readonly code: number;
	readonly subcode?: number;
	readonly words: string;
}

/** Codes with many meanings, which only Meta's words tell apart. */
const MANY_THINGS = [100, 2500];

/** The most specific first. */
const META_WORDS: ReadonlyArray<readonly [words: RegExp, whatToDo: string, list?: RestOfList]> = [
	[
		/Object with ID .* does not exist|cannot be loaded due to missing permissions/i,
		NO_NUMBER,
		'stops',
	],
	[
		/nonexisting field \((?:message_templates|phone_numbers)\)/i,
		'The Business Account ID of the instance is another ID, e.g. that of the business portfolio or the app: WhatsApp Manager shows the one of the WhatsApp Business Account.',
		'stops',
	],
	[/unsupported (?:get|post) request|unknown path components/i, NO_NUMBER, 'stops'],
	[/appsecret_proof/i, PROOF, 'stops'],
	[/access token/i, TOKEN, 'stops'],
];

const findByWords = ({ code, words }: MetaError) =>
	MANY_THINGS.includes(code) ? META_WORDS.find(([known]) => known.test(words)) : undefined;

/** Returns the effect of Meta's error on a list. */
export function listAfterMetaError(error: MetaError): Partial<Failure> {
	const { code } = error;
	const list = findByWords(error)?.[2] ?? META_LISTS[code] ?? findRange(error)?.[3];
	if (list !== undefined) return LIST[list];
	return FOR_ONE_PERSON.includes(code) ? { asksToSlowDown: true } : {};
}

const ITS_WORDS = 'Its own words say what is wrong with the message, the recipient or the account.';

/** Advice for new codes of Meta, by range. */
const META_RANGES: ReadonlyArray<
	readonly [from: number, to: number, whatToDo: string, list?: RestOfList]
> = [
	[200, 299, PERMISSION, 'stops'],
	[1000, 1099, ITS_WORDS],
	[2000, 2099, PARAMETERS],
	[130_000, 131_999, ITS_WORDS],
	[132_000, 132_999, PARAMETERS],
	[133_000, 133_999, REGISTER],
	[136_000, 136_999, VERIFY],
	[138_000, 138_999, CALLS],
	[139_000, 139_999, FLOW],
];

const findRange = ({ code }: MetaError) =>
	META_RANGES.find(([from, to]) => code >= from && code <= to);

/** Returns what to do about an error of Meta; undefined for an unknown code. */
export const adviceForMetaError = (error: MetaError): string | undefined =>
	findBySubcode(error) ??
	findByWords(error)?.[1] ??
	META_CODES[error.code] ??
	findRange(error)?.[2];

const findBySubcode = ({ code, subcode = 0 }: MetaError) =>
	TOKEN_CODES.includes(code) ? META_SUBCODES[subcode] : undefined;

/** Prefix of Meta's message IDs. */
export const META_PREFIX = 'wamid.';

export const isMetaMessageId = (messageId: unknown): messageId is string =>
	typeof messageId === 'string' && messageId.startsWith(META_PREFIX);

/** The most frequent codes of messages that Meta accepted but didn't deliver. */
const UNDELIVERED = [131047, 131026, 131049, 131042];

/** Returns undefined for a phone's message. For WHATSAPP-BUSINESS, the server doesn't pass on Meta's code. */
function explainUndelivered(messageId: string | null) {
	if (!isMetaMessageId(messageId)) return undefined;
	const reasons = UNDELIVERED.map((code) => `${code}: ${META_CODES[code]}`);
	return {
		problem: 'Meta did not deliver this message, although it had accepted it',
		whatToDo: `The server does not pass on why; WhatsApp Manager shows it. Most often it is one of these codes. ${reasons.join(' ')}`,
	};
}
