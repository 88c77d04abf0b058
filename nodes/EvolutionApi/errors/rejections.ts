import type { Failure, Program } from './failure';
import { LIST, type RestOfList } from './knownWords';

// Reasons why WhatsApp rejects a message, and remedies, as known in November 2026.

export const ARRIVAL_PAGE =
	'More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/messages-do-not-arrive.md';

const NEW_PHONE =
	'a phone that was linked only recently (its first messages may be rejected for some weeks: answer in chats that others began)';
const TOO_MANY =
	'more first messages than WhatsApp allows (write to fewer new people; answers in open chats still go out)';

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

export function explainError463(program: Program): string {
	const [first, second, third] = CAUSES[program];
	return `Three causes are known, the most likely one first: ${first}, ${second}, and ${third}. ${ARRIVAL_PAGE}`;
}

export const REJECTED_AT_BOTH = 'It was rejected at the number and at the LID of this person.';

export const explainRejection = (messageId: string | null) =>
	explainUndelivered(messageId) ?? {
		problem: 'WhatsApp rejected this message, although the server had accepted it',
		whatToDo: `The server does not say why. Look on the phone whether the account is restricted. Most often it is WhatsApp's error 463. ${explainError463('Evolution API')}`,
	};

// Error codes of Meta's Cloud API for messages, and what to do, as published by Meta (developers.facebook.com, WhatsApp Business
// Platform, Error codes, and Graph API, Handling Errors; read in November 2026). The meanings of 101, 104, 470 to 472, 803 and
// 136xxx are guesses. Other codes only have Meta's own words.

const TOKEN = 'Give the instance a valid access token, ideally a permanent token of a system user.';
const PERMISSION =
	'The access token lacks the permission whatsapp_business_messaging, or Meta has withdrawn it.';
const PARAMETERS = 'Compare what the node sends with the template in WhatsApp Manager.';
const NO_NUMBER =
	'The number ID of the instance is wrong or was deleted, or its access token may not use it: compare both with WhatsApp Manager → API Setup.';
const FLOW =
	'The flow of the template is not published or has an error: see WhatsApp Manager → Flows.';
const PROOF =
	'The app of Meta asks for a proof (App Secret Proof) that the server does not send: switch "Require App Secret" off in the settings of the app.';
const REGISTER =
	'The number is not registered with the Cloud API, or not verified: see WhatsApp Manager.';

/** `list` tells whether an error with one of the `codes` stops or slows down the rest of a bulk send. */
type CodeAdvice = readonly [codes: readonly number[], whatToDo: string, list?: RestOfList];

export const META_CODES: readonly CodeAdvice[] = [
	[[0, 101, 102, 190, 2500], TOKEN, 'stops'],
	[
		[1],
		'Meta could not understand the request, or has a problem itself: look at its status page, then try again.',
	],
	[[2, 131000, 131016, 133004], 'Meta could not do it at the moment: try again later.'],
	[[3, 10, 200, 131005], PERMISSION, 'stops'],
	[
		[4, 17, 32, 341, 613, 80007, 80008, 80014, 130429, 131208, 138005],
		'A limit of Meta is reached: send more slowly, and the rest later.',
		'slower',
	],
	[
		[12, 2635],
		'Meta has ended this version of its API: set WA_BUSINESS_VERSION in the settings of the server to a newer one, and start it again.',
		'stops',
	],
	[[33, 803], NO_NUMBER, 'stops'],
	[
		[100, 131008, 131009, 135000],
		'A value is missing or wrong: the text from Meta says which. Compare with the template. If the text does not say, check the number of the recipient, which cannot be that of the account.',
	],
	[[104], PROOF, 'stops'],
	[
		[368, 131031],
		'Meta has restricted the account for a breach of its rules: WhatsApp Manager says which.',
		'stops',
	],
	[
		[470, 131047],
		'The person has not written for 24 hours: only a template may begin again. Use Message → Send Template.',
	],
	[
		[471, 131048],
		'Too many people have blocked or reported messages of this number: send fewer until its quality in WhatsApp Manager is better.',
		'stops',
	],
	[
		[472, 130472],
		'Meta holds marketing messages back from this person. The person gets them after writing to this number.',
	],
	[[130497], 'Meta does not allow this account to write to people in that country.'],
	[
		[131026],
		'Meta could not deliver it: the number is not on WhatsApp, or the person has an old app or has not accepted the terms. Contact the person in another way.',
	],
	[
		[131030],
		'Add the recipient to the list of allowed numbers: a test number can only write to numbers in this list.',
	],
	[
		[131037],
		'Meta has not approved the display name of the number: see WhatsApp Manager.',
		'stops',
	],
	[
		[131042, 131044],
		'Meta could not charge for it: look at the payment method in the Business Manager.',
		'stops',
	],
	[[131045, 133006, 133010], REGISTER, 'stops'],
	[
		[131049],
		'Meta limits the marketing messages that a person gets. Do not send it again now: wait a day, or until the person writes.',
	],
	[[131050], 'The person has stopped marketing messages of this number: send them none.'],
	[
		[131053],
		'Meta could not accept the file: check its type and size, and that its address is open.',
	],
	[[131056], 'Too many messages to the same person in a short time: wait, and send fewer at once.'],
	[[131057, 2494100], 'The number is in maintenance at Meta: try again later.', 'stops'],
	[
		[131061],
		'The number is used by the app on the phone and cannot send at the moment: open WhatsApp Business there.',
		'stops',
	],
	[[131062], 'Templates for one-time codes need the phone number of the person, not their BSUID.'],
	[[132000, 132012], PARAMETERS],
	[
		[132001],
		'There is no such template in this language, or it is not approved yet. Choose it from the list.',
	],
	[[132005], 'The text of the template is too long with these values: shorten them.'],
	[[132007], 'The template breaks a rule of Meta: WhatsApp Manager says which.'],
	[[132015], 'The template is paused, since people did not like it: edit it, or use another one.'],
	[[132016], 'Meta has disabled the template for good: make a new one.'],
	[
		[132018],
		'Meta does not accept a value of the template, e.g. one with line breaks, tabs or many spaces: the text from Meta says which.',
	],
	[[132068, 132070], FLOW],
	[[132069], 'The flow of the template is used too often: send it later.'],
	[
		[134011],
		'The account has not accepted the terms of WhatsApp Payments: see WhatsApp Manager.',
		'stops',
	],
];

/** Codes that concern one person, who should get fewer messages. A bulk send continues with the other recipients. */
const FOR_ONE_PERSON = [131056];

export interface MetaError {
	readonly code: number;
	readonly words: string;
}

/** Codes with several meanings, which only the text of Meta's error distinguishes. */
const MANY_THINGS = [100, 2500];

/** The most specific patterns come first. */
const META_WORDS: ReadonlyArray<readonly [words: RegExp, whatToDo: string, list: RestOfList]> = [
	[
		/Object with ID .* does not exist|cannot be loaded due to missing permissions|unsupported (?:get|post) request|unknown path components/i,
		NO_NUMBER,
		'stops',
	],
	[
		/nonexisting field \((?:message_templates|phone_numbers)\)/i,
		'The Business Account ID of the instance is another ID, e.g. that of the business portfolio or the app: WhatsApp Manager shows the one of the WhatsApp Business Account.',
		'stops',
	],
	[/appsecret_proof/i, PROOF, 'stops'],
	[/access token/i, TOKEN, 'stops'],
];

function findAdvice({ code, words }: MetaError) {
	const byWords = MANY_THINGS.includes(code)
		? META_WORDS.find(([form]) => form.test(words))
		: undefined;
	const advice = byWords ?? META_CODES.find(([codes]) => codes.includes(code));
	return advice && { whatToDo: advice[1], list: advice[2] };
}

export function listAfterMetaError(error: MetaError): Partial<Failure> {
	const list = findAdvice(error)?.list;
	if (list !== undefined) return LIST[list];
	return FOR_ONE_PERSON.includes(error.code) ? { asksToSlowDown: true } : {};
}

export const adviceForMetaError = (error: MetaError): string | undefined =>
	findAdvice(error)?.whatToDo;

export const META_PREFIX = 'wamid.';

export const isMetaMessageId = (messageId: unknown): messageId is string =>
	typeof messageId === 'string' && messageId.startsWith(META_PREFIX);

/** The most frequent codes of messages that Meta accepted but didn't deliver. */
const COMMON_CODES = [131047, 131026, 131049, 131042];

function explainUndelivered(messageId: string | null) {
	if (!isMetaMessageId(messageId)) return undefined;
	const reasons = COMMON_CODES.map((code) => `${code}: ${adviceForMetaError({ code, words: '' })}`);
	return {
		problem: 'Meta did not deliver this message, although it had accepted it',
		whatToDo: `The server does not pass on the reason, but WhatsApp Manager shows it. Most often it is one of these codes. ${reasons.join(' ')}`,
	};
}
