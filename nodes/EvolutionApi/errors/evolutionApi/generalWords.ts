import { SENDS, type KnownWords } from '../knownWords';

// Patterns that each match many errors. The more specific words in `serverWords.ts` are tried first.

/** Matches WhatsApp's own reasons for a refusal, such as `Error: not-acceptable`. */
const WORDS_OF_WHATSAPP = /^Error: [a-z]+(?:-[a-z]+)+$/m;

const LOOK_ON_PHONE =
	'Open WhatsApp on the phone: it may ask for something, such as its terms or an update, or show that the account is restricted. Then run Instance → Restart.';

export const GENERAL_WORDS: readonly KnownWords[] = [
	{
		// The server prepares a file before it sends anything, so nothing was sent.
		example: 'Error: Marker was not found',
		words:
			/^(?!\w*TypeError)[^]*\b(?:files?|buffer|images?|picture|jpe?g|png|webp|gif|bitmap|marker|audio|video|codec|mime(?:type)?|sticker|metadata|thumbnail|ffmpeg|ffprobe|sharp|jimp|pixels?)\b/i,
		path: /^\/message\/send(?:Media|WhatsAppAudio|Ptv|Sticker|Status)\//,
		message: 'The server cannot use the file: {said}',
		whatToDo:
			'Check that the file is complete and of the kind that this operation sends. If every file fails, use the official image of the server.',
		outcome: 'no',
	},
	{
		example: 'instance requires property "mediatype"',
		words:
			/^instance requires property |^\S+ (?:requires property |is not of a type\(s\)|does not (?:meet|match|conform)|is not (?:exactly )?one of|is not allowed|contains duplicate)|^The "\w+" (?:cannot|must)|additional ?propert/i,
		status: 400,
		message: 'The server does not accept a value of this request: {said}',
		whatToDo:
			'Check that value. If it is right, the node does not support the version of the server: update the server to 2.3 or newer.',
		outcome: 'no',
	},
	{
		example: 'Unexpected token o in JSON at position 1',
		words:
			/in JSON at position|is not valid JSON|Unexpected (?:end of|token .* in) JSON|Bad control character|request (?:aborted|size did not match)|Failed to decode param|unsupported (?:charset|content encoding)/i,
		message: 'The request did not reach the server as it was sent',
		whatToDo:
			'A proxy may cut or change it. In an API Request, check the JSON of the body and the path.',
		outcome: 'no',
	},
	{
		example: 'Error: account_reachout_restricted',
		words:
			/account[^.]*\b(?:restricted|blocked|suspended)|restricted[^.]*account|reachout|\bbanned\b/i,
		message: 'WhatsApp has restricted this account: {said}',
		whatToDo:
			'The app on the phone says how long. Until then write only in chats that others have begun, and afterwards to fewer new people.',
		outcome: 'no',
		list: 'stops',
	},
	{
		example: 'Too many requests, slow down',
		words: /too many (?:requests|attempts)|rate.?limit|slow down|\b429\b/i,
		message: 'The server received too many requests: {said}',
		whatToDo: 'Wait some minutes, and then send more slowly: Bulk Sending → Rate Limit.',
		outcome: 'no',
		list: 'slower',
	},
	{
		example: 'Error: WebSocket was closed before the connection was established',
		words:
			/WebSocket (?:was closed|is not open|error)|Unexpected server response: \d{3}|Client network socket disconnected/i,
		message: 'The connection of the server to WhatsApp broke off: {said}',
		whatToDo:
			'Check the state of the instance, and the internet connection and the proxy of the server. If that does not help, run Instance → Restart.',
		outcome: 'perhaps',
		marks: { notConnected: true },
	},
	{
		example: 'Error: read ECONNRESET',
		words:
			/^Connection error: |ECONNRESET|EPIPE|socket hang up|Premature close|ECONNREFUSED|ETIMEDOUT|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|AggregateError|fetch failed|certificate|altnames|unable to (?:verify|get)|SSL routines|EPROTO|ERR_TLS|UND_ERR|other side closed|ERR_NETWORK|status code \d{3}|Response code \d{3}|HTTPError|Maximum number of redirects|redirect count exceeded/i,
		message: 'The server does not reach something that it needs: {said}',
		whatToDo:
			'It may be WhatsApp, Meta, its database, its cache (Redis), a bot, Chatwoot, or an address that you entered. Check that it runs, and that the server reaches it (DNS, network of the containers).',
		outcome: 'perhaps',
	},
	{
		example: 'Error: unexpected-request',
		words: WORDS_OF_WHATSAPP,
		path: SENDS,
		message: 'WhatsApp refuses the message: {said}',
		whatToDo: LOOK_ON_PHONE,
		outcome: 'no',
	},
	{
		example: 'Error: unexpected-request (change)',
		words: /^Error: [a-z]+(?:-[a-z]+)+(?: \(change\))?$/m,
		path: /^\/(?!message\/)/,
		message: 'WhatsApp refuses the request: {said}',
		whatToDo: LOOK_ON_PHONE,
		outcome: 'perhaps',
	},
	{
		example: 'Group not found',
		words: /^(?:Error: )?(?:The )?[\w" ]+ (?:was )?not found$/i,
		message: 'The server does not find it: {said}',
		whatToDo: 'Choose it again from the list of this instance.',
		outcome: 'no',
	},
	{
		example: 'TypeError: t.map is not a function',
		words:
			/^(?:\w*TypeError|ReferenceError|RangeError|SyntaxError|URIError)\b|Cannot (?:read|set) propert|is not (?:a function|iterable|defined)|Cannot (?:destructure|convert|access)|Invalid time value|Assertion failed/m,
		message: 'The server failed in its own code: {said}',
		whatToDo:
			'Look at the log of the server, and update it. If the error began with an update, go back to the earlier version. Empty or unusual values may also cause it.',
		outcome: 'perhaps',
	},
	{
		example: 'Wait for the connection to time out',
		words: /timed? ?out\b/i,
		message: 'Something did not answer the server in time: {said}',
		whatToDo: 'Look at the log and the load of the server, and at its connection to WhatsApp.',
		outcome: 'perhaps',
	},
];
