import type { Exchange, Failure } from '../../failures/failure';
import { isRecord, isSuccess, recordOf, textOrNull } from '../../values/answer';
import { isFromServer } from './refusal';

// What Evolution API says about keys, instances, numbers and WhatsApp.

export function keyRefused(exchange: Exchange): Failure | undefined {
	const { status, instance, authentication } = exchange;
	if (status !== 401) return undefined;
	const which = instance === undefined ? '' : ` for the instance "${instance}"`;
	const ofKey =
		authentication === 'globalKey'
			? 'Check the key in the credential: the global key is AUTHENTICATION_API_KEY in the settings of the server.'
			: `Check the key in the credential: an instance's key works only for that instance, and not for creating or listing other instances. Use the global key for those.`;
	// The server looks at the key before anything else; nobody knows when a proxy does.
	const isServers = isFromServer(exchange);
	return {
		message: `The server refused the API key${which}`,
		description: isServers
			? ofKey
			: `${ofKey} If the key is right, a proxy in front of the server asks for a login of its own: let n8n pass there without one.`,
		nothingDone: isServers,
	};
}

export function unknownInstance({ status, messages, instance }: Exchange): Failure | undefined {
	const text = messages.find((message) =>
		/instance does not exist|^Instance ".*" not found/.test(message),
	);
	if (status !== 404 || text === undefined) return undefined;
	return {
		message: instance === undefined ? text : `The server has no instance "${instance}"`,
		description: 'Choose an instance from the list, or create it first with Instance → Create.',
		nothingDone: true,
		notFound: true,
	};
}

export function unknownRoute({
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
				? `Check the Base URL ${baseUrl}: it must lead to Evolution API 2.3 or newer. If other operations work, this version of the server no longer has the route.`
				: `This needs Evolution API ${since} or newer: update the server. If it is up to date, check the Base URL.`,
		nothingDone: true,
		unknownRoute: true,
	};
}

/** `{jid, exists: false, number}` in the messages of a 400. */
export function notOnWhatsApp({ status, body }: Exchange): Failure | undefined {
	const text = recordOf(recordOf(body).response).message;
	if (status !== 400 || !Array.isArray(text)) return undefined;
	const missing = text.filter(isRecord).filter((entry) => entry.exists === false);
	if (missing.length === 0) return undefined;
	const numbers = missing.map((entry) => String(entry.number ?? entry.jid));
	return {
		message: `${numbers.join(', ')} ${numbers.length === 1 ? 'is' : 'are'} not on WhatsApp`,
		description:
			'Check the number: country code first, no leading zeros. For somebody who writes under a LID, answer to the JID that the message came from.',
		notOnWhatsApp: true,
		missingNumber: numbers.length === 1 ? numbers[0] : undefined,
	};
}

/** What the server asks its WhatsApp client for. An instance that was never connected has no client. */
const OF_CLIENT = [
	'sendMessage|sendReceipts|readMessages|onWhatsApp|user|ws|group\\w+|chatModify|presenceSubscribe',
	'update(BlockStatus|Profile\\w+|\\w+Privacy)|removeProfilePicture|fetchPrivacySettings',
	'getBusinessProfile|(add|remove)ChatLabel',
].join('|');

const CLOSED = new RegExp(
	`Connection Closed|is not connected|reading '(${OF_CLIENT})'|Cannot convert undefined or null to object`,
);

export function notConnected(exchange: Exchange): Failure | undefined {
	const { messages, instance } = exchange;
	// A proxy may say of the server itself that it is not connected.
	if (!isFromServer(exchange) || !messages.some((message) => CLOSED.test(message)))
		return undefined;
	return {
		message: `The instance${instance === undefined ? '' : ` "${instance}"`} is not connected to WhatsApp`,
		description:
			'Connect it with Instance → Connect (scan the QR code with the phone), then run again.',
		notConnected: true,
		// A connection that is closed now may have been open until the message was out.
		nothingDone: !messages.some((message) => message.includes('Connection Closed')),
	};
}

/** `[object Object]` is all that these routes say about a failure. */
export function unknownGroup({ path, status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status) || !messages.includes('[object Object]')) return undefined;
	if (path.startsWith('/instance/')) {
		return {
			message: 'The server could not disconnect the instance',
			description:
				'It cannot do that while the instance is connecting or shows a QR code: run again in a few seconds.',
			// The server logs out first. If that fails half way (seen on 2.3.7), nothing is deleted, and the next try does it.
			...(path.startsWith('/instance/delete/') ? { nothingDone: true, mayHeal: true } : {}),
		};
	}
	return {
		message: 'The server does not know this group or chat',
		description:
			'Check the group: the instance must be a member of it. Old IDs stop working when a group is created again.',
	};
}

export function notForThisChannel({ status, messages }: Exchange): Failure | undefined {
	const text = messages.find((message) => /^Method not available/i.test(message));
	if (isSuccess(status) || text === undefined) return undefined;
	return {
		message: `This kind of instance cannot do that: ${text}`,
		description:
			'Templates need a WHATSAPP-BUSINESS instance; polls, stickers, statuses and groups need a WHATSAPP-BAILEYS one.',
		nothingDone: true,
	};
}

/** What Meta says about a template. These routes have a form of their own for it. */
export function templateRefused({ body }: Exchange): Failure | undefined {
	const details = recordOf(recordOf(body).details);
	const reason = textOrNull(details.error_user_msg) ?? textOrNull(details.whatsapp_error);
	if (details.type !== 'whatsapp_api_error' || !isRecord(body) || reason === null) return undefined;
	return {
		message: `Meta refused the request: ${textOrNull(body.message) ?? reason}`,
		description: reason,
		isUnclear: false,
		mayHeal: false,
	};
}

/** Meta's error object: Business instances answer with it, and with HTTP 201. */
export function graphError({ body }: Exchange): Failure | undefined {
	if (!isRecord(body) || 'key' in body) return undefined;
	const isGraph =
		typeof body.message === 'string' && typeof body.code === 'number' && 'type' in body;
	if (!isGraph) return undefined;
	const details =
		isRecord(body.error_data) && typeof body.error_data.details === 'string'
			? body.error_data.details
			: '';
	return {
		message: `Meta refused the request: ${String(body.message)}`,
		description:
			details || 'See the error codes in the documentation of the WhatsApp Business Cloud API.',
		isUnclear: false,
		mayHeal: false,
	};
}

export function errorInSuccess({ status, body, messages }: Exchange): Failure | undefined {
	if (!isSuccess(status) || !isRecord(body) || body.error !== true) return undefined;
	const text = messages.filter((message) => message !== '[object Object]').join('; ');
	return {
		message:
			text === ''
				? 'The server could not do it, and does not say why'
				: `The server could not do it: ${text}`,
		description:
			'This often means that the instance was never connected: connect it with Instance → Connect.',
		mayHeal: false,
	};
}

/** Every route that sends answers with the message. Without it nobody knows whether it was sent. */
export function nothingSent({ method, path, status, body }: Exchange): Failure | undefined {
	const isSend = method === 'POST' && path.startsWith('/message/');
	const hasMessage = isRecord(body) && isRecord(body.key) && typeof body.key.id === 'string';
	if (!isSuccess(status) || !isSend || hasMessage) return undefined;
	return {
		message: 'The server answered without the message that it sent',
		description: 'Check on the phone and in the log of the server whether it was sent.',
	};
}
