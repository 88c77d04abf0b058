import type { ServerAnswer } from '../../failures/failure';
import { isRecord } from '../../values/answer';

// Evolution Go answers 500 for nearly everything that goes wrong, also for a mistake of the user. Only its words tell
// whether the message can be out.

/** It says so before it hands anything to WhatsApp. */
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
	// The address of a file or a page, in the words of Go's HTTP client.
	'^Get "',
	'error during conversion',
	'documentos não são suportados',
];

/** WhatsApp itself has answered that it did not do it. */
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

/** What a phone or a network says in between, when the message may be out. */
const MAY_BE_OUT = /timed out|deadline exceeded|EOF|websocket|connection reset|broken pipe/i;

/** `{ error: text }`, which a proxy does not write. */
export const isFromGo = ({ body }: ServerAnswer): boolean =>
	isRecord(body) && typeof body.error === 'string' && body.statusCode === undefined;

/** Whether the server says that it did not do what was asked. */
export function isGoRefusal(answer: ServerAnswer, messages: readonly string[]): boolean {
	const { status } = answer;
	if (status < 400 || !isFromGo(answer)) return false;
	if (messages.some((message) => CERTAIN.test(message))) return true;
	return status < 500 && !messages.some((message) => MAY_BE_OUT.test(message));
}
