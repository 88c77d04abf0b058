import * as server from '../explain';
import { knownProxy } from '../proxyWords';
import type { Exchange, Explain, Failure, ServerAnswer } from '../failure';
import { explainByWords } from '../knownWords';
import { numbersMissing } from '../missing';
import { isRecord } from '../../core/values/answer';
import { noServerAt } from '../explain';
import { EVOLUTION_GO_WORDS } from './serverWords';

export const EXPLANATIONS: readonly Explain[] = [
	server.licenseRequired,
	server.explainRedirect,
	server.tooManyRequests,
	server.explainTooLarge(
		'Evolution Go itself has no limit, but a proxy in front of it may have one.',
	),
	server.managerPage,
	server.refusedByProxyOfN8n,
	knownProxy,
	evolutionApiThere,
	server.otherThanGo,
	silentFailure,
	goKeyRefused,
	goRouteUnknown,
	server.otherPage,
	server.pageOfProxy,
	server.unavailable,
	goNotOnWhatsApp,
	goNotConnected,
	madeAndNotSeen,
	sayKnownWords,
	server.forbidden,
	(exchange) => (isFromGo(exchange) ? undefined : server.otherGateway(exchange)),
	server.anyOther,
];

// Evolution Go's answers: English texts with some Portuguese, without codes.

const findMessage = ({ messages }: Exchange, words: RegExp) =>
	messages.find((message) => words.test(message));

/** Recognizes Evolution API by its refusals, which contain the status and `error`, or by its page for unknown routes. */
function evolutionApiThere({ status, body, baseUrl }: Exchange): Failure | undefined {
	const isItsRefusal = isRecord(body) && body.status === status && typeof body.error === 'string';
	const isItsPage = status === 404 && /<pre>Cannot [A-Z]+ \//.test(String(body));
	if (!isItsRefusal && !isItsPage) return undefined;
	return {
		...noServerAt('Evolution Go', baseUrl, 'Evolution API or another program answers there'),
		nothingDone: true,
	};
}

function goKeyRefused(exchange: Exchange): Failure | undefined {
	const { status, instance } = exchange;
	if (status !== 401) return undefined;
	const which = instance === undefined ? '' : ` for the instance "${instance}"`;
	const isServers = isFromGo(exchange);
	const proxy = isServers ? '' : ` ${server.OTHER_LOGIN}`;
	return {
		message: `Evolution Go refused the key${which}`,
		description: `Check Instance Token and Global API Key in the credential: they are never the same, and each works only for its own routes. Evolution Go also refuses every token while it cannot reach its database: its log then says so.${proxy}`,
		nothingDone: isServers,
		// A proxy that asks for a key or a login does so before the server sees the request.
		notPassedOn: !isServers,
	};
}

/** Explains `404 page not found`, the plain text for a route or a method that this version lacks. */
function goRouteUnknown({ status, body, method, path, baseUrl }: Exchange) {
	if (status !== 404 || String(body).trim() !== '404 page not found') return undefined;
	return {
		message: `This Evolution Go server does not know ${method} ${path}`,
		description: `Update it: carousels and statuses need 0.7 or newer; Mark as Played, Update Settings and Update Member Add Mode of groups need 0.7.2. If it is up to date, check the Base URL ${baseUrl}.`,
		nothingDone: true,
		unknownRoute: true,
	};
}

/** Explains `number 5511988887777@s.whatsapp.net is not registered on WhatsApp`. */
function goNotOnWhatsApp(exchange: Exchange): Failure | undefined {
	const text = findMessage(exchange, /is not registered on WhatsApp/i);
	if (text === undefined) return undefined;
	return { ...numbersMissing([/number \+?(\d+)/.exec(text)?.[1] ?? text]), nothingDone: true };
}

const NOT_CONNECTED =
	/no active session found|client disconnected|the store doesn't contain a device JID|client is not (connected|logged in)/i;

function goNotConnected(exchange: Exchange): Failure | undefined {
	if (!isFromGo(exchange) || findMessage(exchange, NOT_CONNECTED) === undefined) return undefined;
	const { instance } = exchange;
	return {
		message: `The instance${instance === undefined ? '' : ` "${instance}"`} is not connected to WhatsApp`,
		description: `If the phone was unlinked, connect it with Instance → Connect (scan the QR code with the phone). If the phone still shows the linked device, run Instance → Restart (with the Global API Key if the server no longer reacts for this instance), or restart the server. After a restart of the server, the first request may also fail with this error once. ${server.LINKING_PAGE}`,
		notConnected: true,
		nothingDone: true,
	};
}

/** The server may have created the group, and then failed to read it. */
function madeAndNotSeen(exchange: Exchange): Failure | undefined {
	const { path, status } = exchange;
	if (path !== '/group/create' || status !== 500 || exchange.messages.length === 0)
		return undefined;
	return {
		message: `The group may have been created, but Evolution Go reports an error: ${exchange.messages.join('; ')}`,
		description: 'Look on the phone whether the group is there.',
		isUnclear: true,
		mayHeal: false,
	};
}

/** Explains a panic (crash) in the server's code: HTTP 500 without a text. */
function silentFailure({ status, body }: Exchange): Failure | undefined {
	if (status !== 500 || body !== '') return undefined;
	return {
		message: 'Evolution Go failed with HTTP 500, without a reason',
		description: 'This is an error in the server: look at its log.',
		isUnclear: true,
	};
}

/** Ignores answers that don't have Evolution Go's form, because a proxy may use the same words. */
function sayKnownWords(exchange: Exchange): Failure | undefined {
	return isFromGo(exchange) ? explainByWords(EVOLUTION_GO_WORDS, exchange) : undefined;
}

// Evolution Go answers 500 for nearly every error, including the user's mistakes. Only the words tell whether the message may
// have been sent.

const BEFORE_SENDING = [
	'is not registered on WhatsApp',
	'no active session found',
	'client disconnected',
	'failed to connect client',
	"the store doesn't contain a device JID",
	'instance not found',
	'record not found',
	'already exists',
	'duplicate key',
	'could not parse',
	'invalid (phone number|group jid|media type|messageType|sticker URL|UUID|base64)',
	'invalid file format',
	'image data should be a valid URL',
	'missing (id|Participant|StanzaId)',
	'failed to (fetch|decode|convert|download)',
	'máximo de 3 botões',
	'botões do tipo',
	'botão do tipo',
	'error parse community jid',
	'no QR code available',
	'session already logged in',
	'no profile picture found',
	'client is not (connected|logged in)',
	// Errors of Go's HTTP client for the address of a file or a page.
	'^Get "',
	'error during conversion',
	'documentos não são suportados',
];

/** Errors from WhatsApp itself, which prove that nothing was done. */
const BY_WHATSAPP = [
	'server returned error \\d+',
	'info query returned status \\d+',
	'that group (does not exist|invite link)',
	"you're not participating in that group",
	"you don't have the permission",
	'does not have a profile picture',
	'has hidden their profile picture',
];

const CERTAIN = new RegExp([...BEFORE_SENDING, ...BY_WHATSAPP].join('|'), 'i');

/** Errors of a phone or a network during a send. */
const MAY_BE_OUT = /timed out|deadline exceeded|EOF|websocket|connection reset|broken pipe/i;

/** Tells whether Evolution Go itself answered: `{ error: text }`, a form that proxies don't use. */
const isFromGo = ({ body }: ServerAnswer): boolean =>
	isRecord(body) && typeof body.error === 'string' && body.statusCode === undefined;

export function isGoRefusal(answer: ServerAnswer, messages: readonly string[]): boolean {
	const { status } = answer;
	if (status < 400 || !isFromGo(answer)) return false;
	if (messages.some((message) => CERTAIN.test(message))) return true;
	return status < 500 && !messages.some((message) => MAY_BE_OUT.test(message));
}
