import type { Exchange, Failure } from '../../failures/failure';
import { isRecord } from '../../values/answer';
import { CAUSES_OF_463 } from '../../failures/rejectedByWhatsApp';
import { noServerAt } from '../explainOtherServer';
import { isFromGo } from './goRefusal';

// What Evolution Go says. Its texts are English with some Portuguese, without codes.

const said = ({ messages }: Exchange, words: RegExp) =>
	messages.find((message) => words.test(message));

/** Evolution API names the status in its refusals, and wraps what it says in `response`. */
export function evolutionApiThere({ status, body, baseUrl }: Exchange): Failure | undefined {
	const isItsRefusal = isRecord(body) && body.status === status && typeof body.error === 'string';
	const isItsPage = status === 404 && /<pre>Cannot [A-Z]+ \//.test(String(body));
	if (!isItsRefusal && !isItsPage) return undefined;
	return {
		...noServerAt('Evolution Go', baseUrl, 'Evolution API or another program answers there'),
		nothingDone: true,
	};
}

export function goKeyRefused(exchange: Exchange): Failure | undefined {
	const { status, instance } = exchange;
	if (status !== 401) return undefined;
	const which = instance === undefined ? '' : ` for the instance "${instance}"`;
	const isServers = isFromGo(exchange);
	const proxy = isServers
		? ''
		: ' If the key is right, a proxy in front of the server asks for a login of its own: let n8n pass there without one.';
	return {
		message: `Evolution Go refused the key${which}`,
		description: `Check Instance Token and Global API Key in the credential: they are never the same, and each opens only its own routes.${proxy}`,
		nothingDone: isServers,
	};
}

/** Plain text, for a route or a method that this version does not have. */
export function goRouteUnknown({ status, body, method, path, baseUrl }: Exchange) {
	if (status !== 404 || String(body).trim() !== '404 page not found') return undefined;
	return {
		message: `This Evolution Go server does not know ${method} ${path}`,
		description: `Update it: carousels and statuses need 0.7 or newer. If it is up to date, check the Base URL ${baseUrl}.`,
		nothingDone: true,
		unknownRoute: true,
	};
}

/** `number 5511988887777@s.whatsapp.net is not registered on WhatsApp` */
export function goNotOnWhatsApp(exchange: Exchange): Failure | undefined {
	const text = said(exchange, /is not registered on WhatsApp/i);
	if (text === undefined) return undefined;
	const number = /number \+?(\d+)/.exec(text)?.[1];
	return {
		message: `${number ?? text} is not on WhatsApp`,
		description:
			'Check the number: country code first, no leading zeros. For somebody who writes under a LID, answer to the JID that the message came from.',
		nothingDone: true,
		notOnWhatsApp: true,
		missingNumber: number,
	};
}

const NOT_CONNECTED =
	/no active session found|client disconnected|the store doesn't contain a device JID|client is not (connected|logged in)/i;

export function goNotConnected(exchange: Exchange): Failure | undefined {
	if (!isFromGo(exchange) || said(exchange, NOT_CONNECTED) === undefined) return undefined;
	const { instance } = exchange;
	return {
		message: `The instance${instance === undefined ? '' : ` "${instance}"`} is not connected to WhatsApp`,
		description:
			'Connect it with Instance → Connect (scan the QR code with the phone), then run again. After a restart of the server its first request may say this once, too.',
		notConnected: true,
		nothingDone: true,
	};
}

/** WhatsApp's answer to the message itself. */
export function refusedMessage(exchange: Exchange): Failure | undefined {
	const code = /server returned error (\d+)/i.exec(said(exchange, /server returned error/i) ?? '');
	if (code === null) return undefined;
	const isTooMany = code[1] === '463';
	return {
		message: `WhatsApp rejected the message (error ${code[1]})`,
		description: isTooMany
			? `${CAUSES_OF_463} Do not try again soon.`
			: 'WhatsApp does not say why. Buttons that copy are known to be refused with 473: send the text instead.',
		nothingDone: true,
		mayHeal: false,
		rejectedByWhatsApp: true,
	};
}

/** The message may be out. */
export function timedOutInside(exchange: Exchange): Failure | undefined {
	const text = said(exchange, /timed out/i);
	if (text === undefined || !isFromGo(exchange)) return undefined;
	return {
		message: 'WhatsApp did not answer the server in time',
		description: `The server says "${text}". Look at the connection of the instance, and at the phone.`,
		isUnclear: true,
		mayHeal: false,
	};
}

/** The server looks at a new group once it is there: if that fails, the group is there all the same. */
export function madeAndNotSeen(exchange: Exchange): Failure | undefined {
	const { path, status } = exchange;
	if (path !== '/group/create' || status !== 500 || exchange.messages.length === 0)
		return undefined;
	return {
		message: exchange.messages.join('; '),
		description: 'Look on the phone whether the group is there.',
		isUnclear: true,
		mayHeal: false,
	};
}

/** A panic of the server: 500 without a word. */
export function silentFailure({ status, body }: Exchange): Failure | undefined {
	if (status !== 500 || body !== '') return undefined;
	return {
		message: 'Evolution Go failed with HTTP 500, without a reason',
		description: 'This is an error in the server: look at its log.',
		isUnclear: true,
	};
}

export function anyOfGo(exchange: Exchange): Failure | undefined {
	const { status, messages } = exchange;
	if (status < 400) return undefined;
	const text = messages.join('; ');
	return {
		message: text === '' ? `The server answered HTTP ${status} without saying why` : text,
		description: `Evolution Go answered HTTP ${status}. ${exchange.isRefusal ? 'Check the values of the fields.' : 'Look at the log of the server.'}`,
	};
}
