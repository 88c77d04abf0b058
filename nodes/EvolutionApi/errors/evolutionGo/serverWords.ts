import { SENDS, type KnownWords } from '../knownWords';
import { explainError463 } from '../rejections';

// Errors of Evolution Go and its library (whatsmeow), from the source of 0.7.2 (9337afc) and its library (b572e5b), and from
// public reports. The server answers HTTP 500 for nearly everything.

const CHOOSE_NUMBERS =
	'WhatsApp does not accept these messages from a linked device: choose Numbered List in Send As (in Send and Wait: Ask With).';

const CHOICES = /^\/send\/(?:button|carousel|list)$/;

/** Advice for an instance whose client hangs: the client reports that it's connected, although it isn't. */
const RESTART = 'run Instance → Restart. If that does not help, restart the server.';

const LOGIN = `Look at the state of the instance: Instance → Connect shows a QR code if the phone was unlinked. If it is reported as connected, ${RESTART}`;

export const EVOLUTION_GO_WORDS: readonly KnownWords[] = [
	{
		example: 'pairing failed: info query returned status 400: bad-request',
		words: /pairing failed: /,
		message: 'WhatsApp gave no pairing code: {said}',
		whatToDo:
			'Check that the phone number is that of the account. After too many codes (429), wait some hours. Or scan the QR code instead: run this without a phone number.',
		outcome: 'no',
	},
	{
		example: 'error adding label: info query returned status 409: conflict',
		words: /status 409: conflict/,
		path: /^\/(?:un)?label\//,
		message: 'WhatsApp has changed the labels meanwhile, and the server does not know that yet',
		whatToDo: 'Run it again in a moment. If that does not help, run Instance → Restart.',
		outcome: 'no',
	},
	{
		example: 'failed to send usync query: info query returned status 429: rate-overlimit',
		words: /rate-overlimit/,
		message: 'WhatsApp got too many requests from this account (rate-overlimit)',
		whatToDo: 'Wait some minutes at least, then send more slowly: Bulk Sending → Rate Limit.',
		outcome: 'no',
		list: 'slower',
	},
	{
		example: 'no LID found for 5511988887777@s.whatsapp.net from server',
		words: /no LID found for|failed to get LID for PN|to fill LID cache/,
		message: 'WhatsApp has no address for this number',
		whatToDo:
			'It is not on WhatsApp, or hides its number: check it, or answer to the LID (…@lid) that its messages come from.',
		outcome: 'no',
	},
	{
		// The server looks up the recipient's devices before it sends, so nothing was sent.
		example: 'failed to get device list: failed to send usync query: websocket not connected',
		words:
			/websocket (?:is )?not connected|frame socket is closed|failed to get device list: .*(?:websocket|socket is closed)/,
		message: 'The instance{instance} is not connected to WhatsApp',
		whatToDo: LOGIN,
		outcome: 'no',
		marks: { notConnected: true },
	},
	{
		example: 'failed to get device list: failed to send usync query: info query timed out',
		words: /failed to get device list: .*timed out/,
		message: 'WhatsApp did not answer the server in time when it looked up the devices of the chat',
		whatToDo: `Look at the connection of the instance. If it happens again, ${RESTART}`,
		outcome: 'no',
	},
	{
		example: 'failed to get device list: info query returned status 503: service-unavailable',
		words: /(?:info query returned status 50\d|service-unavailable|internal-server-error)/,
		path: SENDS,
		message: 'WhatsApp could not accept the message at the moment',
		whatToDo: 'Try again in some minutes. If that does not help, run Instance → Restart.',
		outcome: 'no',
	},
	{
		example: 'failed to upload file: unexpected EOF',
		words: /failed to upload|error uploading|refresh(?:ing)? media connections?/i,
		path: SENDS,
		message: 'The server could not upload the file to WhatsApp',
		whatToDo:
			'Check that the server reaches the internet (mmg.whatsapp.net), also through the proxy of the instance.',
		outcome: 'no',
	},
	{
		// Version 0.7.2 (send_service.go:1592) only reads PNG, JPEG and WebP; 0.6.1 doesn't read JPEG.
		example: 'failed to convert image to WebP: failed to decode image: image: unknown format',
		words: /failed to decode image/,
		path: SENDS,
		message: 'The server could not read the picture at that address',
		whatToDo:
			'A sticker has to be a PNG, a JPEG or a WebP that does not move (before 0.7: no JPEG). Check that the address leads to the picture itself, and not to a page.',
		outcome: 'no',
	},
	{
		example: 'server returned error 463',
		words: /server returned error 463/i,
		message: 'WhatsApp rejected the message (error 463)',
		whatToDo: `Do not try again soon. ${explainError463('Evolution Go')}`,
		outcome: 'no',
		marks: { mayHeal: false, rejectedByWhatsApp: true },
	},
	{
		example: 'server returned error 405',
		words: /server returned error 4(?:05|73)/i,
		path: CHOICES,
		message: 'WhatsApp rejected the message: {said}',
		whatToDo: `${CHOOSE_NUMBERS} On error 473, send the text itself instead of a button that copies it.`,
		outcome: 'no',
		// `rejectedByWhatsApp` would make the node send the same buttons or list again, to the person's other address.
		marks: { mayHeal: false },
	},
	{
		example: 'server returned error 400',
		words: /server returned error 4(?:00|20)\b/i,
		message: 'WhatsApp rejected the message as damaged (error 400)',
		whatToDo:
			'If every message fails like this, the session of the instance is stuck: run Instance → Restart.',
		outcome: 'no',
		list: 'stops',
		marks: { mayHeal: false, rejectedByWhatsApp: true },
	},
	{
		example: 'server returned error 479',
		words: /server returned error \d+/i,
		message: 'WhatsApp rejected the message',
		whatToDo:
			'It does not say why. Check the number and the content; if other messages fail as well, run Instance → Restart.',
		outcome: 'no',
		marks: { mayHeal: false, rejectedByWhatsApp: true },
	},
	{
		example: 'timed out waiting for message send response',
		words: /timed out|deadline exceeded/i,
		message: 'WhatsApp did not answer the server in time',
		whatToDo: `Look at the connection of the instance, and at the phone. If it happens again, ${RESTART}`,
		outcome: 'perhaps',
		marks: { mayHeal: false },
	},
];
