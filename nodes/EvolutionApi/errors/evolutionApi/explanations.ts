import * as server from '../explain';
import { knownProxy } from '../proxyWords';
import type { Exchange, Explain, Failure, ServerAnswer } from '../failure';
import { explainByWords, SENDS } from '../knownWords';
import { noInstance, noTemplates, numbersMissing } from '../missing';
import { adviceForMetaError, listAfterMetaError } from '../rejections';
import { asList, asRecord, isRecord, isSuccess, textOrNull } from '../../core/values/answer';
import { changedPath } from './changedPath';
import { GENERAL_WORDS } from './generalWords';
import { EVOLUTION_API_WORDS } from './serverWords';
import { unreachableAddress } from './unreachableAddress';

/** Errors of WhatsApp or the server during a send. The message may have been sent anyway. */
const WHILE_SENDING = /^\w*Error: |Connection (?:Closed|Terminated)|Timed Out/i;

/**
 * Tells whether the server itself answered. The server's errors have `status`, `error`, and either `response` or a list
 * `message`. A proxy's answer has another form, and doesn't show what the server did.
 */
const isFromServer = ({ status, body }: ServerAnswer): boolean =>
	isRecord(body) &&
	body.status === status &&
	typeof body.error === 'string' &&
	(isRecord(body.response) || Array.isArray(body.message));

/** Tells whether the server reports with a 4xx that it did nothing. */
export const isRefusal = (answer: ServerAnswer, messages: readonly string[]): boolean =>
	answer.status >= 400 &&
	answer.status < 500 &&
	isFromServer(answer) &&
	!hasErrorObject(answer) &&
	!messages.some((message) => WHILE_SENDING.test(message));

/** Tells whether the answer contains a library's error object. An object with `exists` isn't an error but a refused number. */
const hasErrorObject = ({ body }: ServerAnswer): boolean =>
	asList(asRecord(asRecord(body).response).message).some(
		(entry) => isRecord(entry) && !('exists' in entry) && typeof entry.message !== 'string',
	);

const otherWords: Explain = (exchange) =>
	isFromServer(exchange) || isBareError(exchange) ? undefined : server.otherGateway(exchange);

/** Tells whether an error has a form that some routes use: wrapped in `response`, or `{ error }` and nothing else. */
const isBareError = ({ body }: ServerAnswer): boolean =>
	isRecord(body) &&
	(isRecord(body.response) || (typeof body.error === 'string' && Object.keys(body).length === 1));

export const EXPLANATIONS: readonly Explain[] = [
	server.refusedByProxyOfN8n,
	knownProxy,
	server.evolutionGoThere,
	server.licenseRequired,
	server.explainRedirect,
	// HTTP 429 and 413 come before `pageOfProxy`, because a proxy may send a web page with these statuses.
	server.tooManyRequests,
	server.explainTooLarge(
		'Evolution API accepts up to 136 MB as JSON. Without Typing Indicator and a mention of everyone, n8n uploads the file, which may then be larger. A proxy in front of the server may allow less.',
	),
	server.managerPage,
	server.otherPage,
	server.pageOfProxy,
	server.otherProgram,
	server.unavailable,
	explainForeignError,
	keyRefused,
	unknownInstance,
	changedPath,
	unknownRoute,
	(exchange) => explainByWords(EVOLUTION_API_WORDS, exchange),
	notOnWhatsApp,
	notConnected,
	unreadableError,
	notForThisChannel,
	templateRefused,
	graphError,
	switchedOff,
	unreachableAddress,
	unknownEvent,
	mediaNotPrepared,
	(exchange) => explainByWords(GENERAL_WORDS, exchange),
	errorInSuccess,
	nothingSent,
	server.forbidden,
	otherWords,
	server.anyOther,
];

function keyRefused(exchange: Exchange): Failure | undefined {
	const { status, instance, authentication } = exchange;
	if (status !== 401) return undefined;
	const which = instance === undefined ? '' : ` for the instance "${instance}"`;
	const ofKey =
		authentication === 'globalKey'
			? 'Check the key in the credential: the global key is AUTHENTICATION_API_KEY in the settings of the server.'
			: `Check the key in the credential: an instance's key works only for that instance, and not for creating or listing other instances. Use the global key for those.`;
	// A proxy that asks for a key or a login does so before the server sees the request.
	const isServers = isFromServer(exchange);
	return {
		message: `The server refused the API key${which}`,
		description: isServers ? ofKey : `${ofKey} ${server.OTHER_LOGIN}`,
		nothingDone: isServers,
		notPassedOn: !isServers,
		holdsForAll: true,
	};
}

const ASKED_BY_SERVER: ReadonlyArray<readonly [path: RegExp, name: string]> = [
	[/^\/(?:chatwoot|instance\/create)/, 'Chatwoot'],
	[/^\/openai\//, 'OpenAI'],
	[/^\/(?:typebot|dify|flowise|evoai|evolutionBot|n8n)\//i, 'The chatbot'],
];

/**
 * Explains a refusal by another program, such as Chatwoot. The server passes on the program's status, but names the error
 * "Internal Server Error". In the server's own refusals, the name fits the status.
 */
function explainForeignError({ status, body, path, messages }: Exchange): Failure | undefined {
	const isOther = asRecord(body).error === 'Internal Server Error' && status > 400 && status < 500;
	if (!isOther || status === 413) return undefined;
	const [, name = 'A program that the server uses'] =
		ASKED_BY_SERVER.find(([route]) => route.test(path)) ?? [];
	return {
		message: `${name} answers the server with HTTP ${status}: ${messages.join('; ')}`,
		description:
			'In the fields, check its address, its account or ID, and its token or key, which must have the permission for this. The log of the server says more.',
		isUnclear: true,
	};
}

function unknownInstance({ status, messages, instance }: Exchange): Failure | undefined {
	const text = messages.find((message) =>
		/instance does not exist|^Instance ".*" not found/.test(message),
	);
	if (status !== 404 || text === undefined) return undefined;
	// In the operation *API Request*, the user may enter a path with another instance.
	const [, name = instance] = /"([^"]+)"/.exec(text) ?? [];
	const failure = { ...noInstance(name ?? ''), holdsForAll: true };
	return name === undefined ? { ...failure, message: text } : failure;
}

function unknownRoute({
	method,
	path,
	status,
	messages,
	since,
	baseUrl,
}: Exchange): Failure | undefined {
	const isUnknown = messages.some((message) => /^Cannot [A-Z]+ \//.test(message));
	if (status !== 404 || !isUnknown) return undefined;
	return {
		message: `The server does not know ${method} ${path}`,
		description:
			since === undefined
				? `Check the Base URL ${baseUrl}: it must lead to Evolution API 2.3 or newer. If other operations work, this version of the server lacks this route.`
				: `This needs Evolution API ${since} or newer: update the server. If it is up to date, check the Base URL.`,
		nothingDone: true,
		unknownRoute: true,
	};
}

/** Explains `{ jid, exists: false, number }` in the messages of an HTTP 400: the number isn't on WhatsApp. */
function notOnWhatsApp({ status, body }: Exchange): Failure | undefined {
	const text = asRecord(asRecord(body).response).message;
	if (status !== 400 || !Array.isArray(text)) return undefined;
	const missing = text.filter(isRecord).filter((entry) => entry.exists === false);
	if (missing.length === 0) return undefined;
	const numbers = missing.map((entry) => String(entry.number ?? entry.jid));
	return numbersMissing(numbers);
}

/** Properties of the WhatsApp client in the server. The client is undefined if the instance was never connected. */
const OF_CLIENT = [
	'sendMessage|sendReceipts|readMessages|onWhatsApp|user|ws|group\\w+|chatModify|presenceSubscribe',
	'update(BlockStatus|Profile\\w+|\\w+Privacy)|removeProfilePicture|fetchPrivacySettings',
	'getBusinessProfile|(add|remove)ChatLabel',
].join('|');

const CLOSED_CONNECTION = new RegExp(
	`Connection (?:Closed|Terminated|Failure|was lost)|Stream Errored|Intentional Logout|Opening handshake has timed out|is not connected|reading '(${OF_CLIENT})'|Cannot convert undefined or null to object`,
);

const BROKEN_OFF = /Connection (?:Closed|Terminated|Failure|was lost)|Stream Errored/;

/** Routes that read the account's `id` or `lid` before they do anything. While a QR code is shown, there's no account. */
const READS_ACCOUNT =
	/^\/(message\/|call\/|chat\/(sendPresence|updateMessage|deleteMessageForEveryone)\/)/;
const NO_ACCOUNT = /^(TypeError: )?Cannot read properties of undefined \(reading '(id|lid)'\)$/;

function notConnected(exchange: Exchange): Failure | undefined {
	const { messages, instance, path } = exchange;
	const isUnlinked = READS_ACCOUNT.test(path) && messages.some((text) => NO_ACCOUNT.test(text));
	const isClosed = isUnlinked || messages.some((message) => CLOSED_CONNECTION.test(message));
	// A proxy's `Connection Closed` may be about its own connection to the server, not the one to WhatsApp.
	if (!isFromServer(exchange) || !isClosed) return undefined;
	return {
		message: `The instance${instance === undefined ? '' : ` "${instance}"`} is not connected to WhatsApp`,
		description: `Connect it with Instance → Connect (scan the QR code with the phone), then run again. ${server.LINKING_PAGE}`,
		notConnected: true,
		// If the connection broke off during the request, the message may have been sent before that.
		nothingDone: isBeforeSend(exchange) || !messages.some((message) => BROKEN_OFF.test(message)),
	};
}

/** The answer is 500 "Connection Closed" before the message is sent, and 400 "Error: Connection Closed" during the send. */
const isBeforeSend = ({ status, path, messages }: Exchange) =>
	status === 500 && SENDS.test(path) && messages.includes('Connection Closed');

/** Explains `[object Object]`, which is all that some routes return for a failure. */
function unreadableError({ path, status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status) || !messages.includes('[object Object]')) return undefined;
	if (path.startsWith('/instance/')) {
		return {
			message: 'The server could not disconnect the instance',
			description:
				'It cannot do that while the instance is connecting or shows a QR code: run again in a few seconds.',
			// Before deleting, the server logs the instance out. If that fails halfway (seen on 2.3.7), the next attempt works.
			...(path.startsWith('/instance/delete/') ? { nothingDone: true, mayHeal: true } : {}),
		};
	}
	return {
		message: 'The server does not know this group or chat',
		description:
			'Check the group: the instance must be a member of it. Old IDs stop working when a group is created again.',
	};
}

function notForThisChannel(exchange: Exchange): Failure | undefined {
	const { status, messages, instance = '' } = exchange;
	const text = messages.find((message) => /^Method not available/i.test(message));
	if (isSuccess(status) || text === undefined) return undefined;
	if (text.includes('Baileys')) return noTemplates(instance);
	return {
		message: `This kind of instance cannot do that: ${text}`,
		description: 'Use a WHATSAPP-BAILEYS instance for polls, stickers, statuses and groups.',
		nothingDone: true,
	};
}

function templateRefused({ body }: Exchange): Failure | undefined {
	const details = asRecord(asRecord(body).details);
	const reason = textOrNull(details.error_user_msg) ?? textOrNull(details.whatsapp_error);
	if (details.type !== 'whatsapp_api_error' || !isRecord(body) || reason === null) return undefined;
	return {
		message: `Meta refused the request: ${textOrNull(body.message) ?? reason}`,
		description: reason,
		isUnclear: false,
		mayHeal: false,
	};
}

/** Business instances return Meta's error object with HTTP 201, and some routes wrap it in `error`. */
function graphError({ body }: Exchange): Failure | undefined {
	const answer = isRecord(body) && isRecord(body.error) ? body.error : body;
	if (!isRecord(answer) || 'key' in answer) return undefined;
	const isGraph =
		typeof answer.message === 'string' && typeof answer.code === 'number' && 'type' in answer;
	if (!isGraph) return undefined;
	const error = { code: Number(answer.code), words: String(answer.message) };
	const more = textOrNull(asRecord(answer.error_data).details) ?? textOrNull(answer.error_user_msg);
	return {
		message: `Meta refused the request: ${error.words}`,
		description:
			[adviceForMetaError(error), more === null ? '' : `Meta says: ${more}`]
				.filter(Boolean)
				.join(' ') ||
			'See the error codes in the documentation of the WhatsApp Business Cloud API.',
		isUnclear: false,
		mayHeal: false,
		...listAfterMetaError(error),
	};
}

function errorInSuccess({ status, body, messages }: Exchange): Failure | undefined {
	if (!isSuccess(status) || !isRecord(body) || body.error !== true) return undefined;
	const text = messages.filter((message) => message !== '[object Object]').join('; ');
	return {
		message:
			text === ''
				? 'The server could not do it, and does not say why'
				: `The server could not do it: ${text}`,
		description: `This often means that the instance was never connected: connect it with Instance → Connect. ${server.LINKING_PAGE}`,
		mayHeal: false,
	};
}

function nothingSent({ method, path, status, body }: Exchange): Failure | undefined {
	const isSend = method === 'POST' && path.startsWith('/message/');
	const hasMessage = isRecord(body) && isRecord(body.key) && typeof body.key.id === 'string';
	if (!isSuccess(status) || !isSend || hasMessage) return undefined;
	return {
		message: 'The answer of the server does not contain the sent message',
		description: 'Check on the phone and in the log of the server whether it was sent.',
	};
}

/** Explains HTTP 500 for a file that the server couldn't prepare for sending. If sending it fails, the status is 400. */
function mediaNotPrepared(exchange: Exchange): Failure | undefined {
	const { path, status, messages } = exchange;
	const isMedia = /^\/message\/send(?:Media|Ptv)\//.test(path);
	if (!isMedia || status !== 500 || !isFromServer(exchange)) return undefined;
	return {
		message: `The server could not prepare the file: ${messages.join('; ') || 'it does not say why'}`,
		description: 'Nothing was sent. Check the file and its address, and the log of the server.',
		nothingDone: true,
	};
}

function switchedOff({ status, messages }: Exchange): Failure | undefined {
	const [, part] = messages.map((text) => /^(\w+) is disabled$/.exec(text)).find(Boolean) ?? [];
	if (isSuccess(status) || part === undefined) return undefined;
	return {
		message: `${part} is switched off in the settings of the server`,
		description: `Set ${part.toUpperCase()}_ENABLED=true in the settings of the server, and start it again.`,
		nothingDone: true,
	};
}

/** Explains `webhook.events[2] is not one of enum values: …`. Returns the events' positions: the caller knows their names. */
function unknownEvent({ status, messages }: Exchange): Failure | undefined {
	const unknownEvents = messages.flatMap((text) => {
		const [, place] = /events\[(\d+)\] is not one of enum values/.exec(text) ?? [];
		return place === undefined ? [] : [Number(place)];
	});
	if (status !== 400 || unknownEvents.length === 0) return undefined;
	const places = unknownEvents.map((place) => place + 1).join(', ');
	return {
		message: 'The server does not know some of the events',
		description: `Their positions in the list: ${places}. Leave them out, or update the server.`,
		unknownEvents,
		nothingDone: true,
	};
}
