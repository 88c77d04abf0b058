import { SENDS, type KnownWords } from '../knownWords';
import { FILE_WORDS } from './fileWords';
import { SERVICE_WORDS } from './serviceWords';

// Errors of Evolution API and its libraries, from public reports and from its source. WhatsApp's own words follow `Error: `;
// other errors begin with their type, such as `TypeError: …`. A failed send answers 400. An HTTP 500 whose `message` isn't a
// list means that the server hadn't begun to send.

/** Properties that the server's controllers read from an instance. An unloaded instance is undefined, so reading them fails. */
const OF_INSTANCE = [
	'(text|media|ptv|button|list|poll|contact|reaction|location|status|template|update|delete)Message',
	'audioWhatsapp|mediaSticker|offerCall|whatsappNumber|sendPresence|handleLabel|archiveChat|markChatUnread',
	'client|connectionStatus|integration|find\\w+|fetch(Messages|Contacts|Chats|Labels|Profile|AllGroups|Status\\w+)',
	'updateG\\w+|updateGroup\\w+|set(Settings|Presence|Proxy|Chatwoot)|logoutInstance|markMessageAsRead',
].join('|');

export const EVOLUTION_API_WORDS: readonly KnownWords[] = [
	{
		example: 'Unique constraint failed on the fields: (`name`)',
		words: /Unique constraint failed/,
		path: /^\/template\/create\//,
		message: 'Meta has the template; the server lists one template for each name',
		whatToDo:
			'An instance of this server already has a template with this name, perhaps in another language. Do not create it again: see Template → Get Many. Give the next template its own name.',
		outcome: 'in part',
		marks: { mayHeal: false },
	},

	...SERVICE_WORDS,

	{
		example: 'SessionError: No sessions',
		words:
			/No sessions?\b|No session record|No open session|No matching sessions|No SenderKeyRecord|PreKeyError|Invalid PreKey|Bad MAC|MessageCounterError|Chain closed|messages into the future|Key used already|Invalid (?:private|public) key|Incompatible version number on WhisperMessage|No identity key|jidDecode\(\.\.\.\) is (?:undefined|null)|Cannot destructure property 'user' of|^Error: Not authenticated$/m,
		message: 'The server lacks the keys or the account with which it encrypts for this chat',
		whatToDo:
			'The data that the server stores for the connection to WhatsApp is damaged. Run Instance → Restart. If it happens again, log the instance out and link the phone again, and update the server.',
		outcome: 'no',
		list: 'stops',
	},
	{
		example: 'Error: myAppStateKey ("AAAAAPw0") not present',
		words:
			/myAppStateKey .* not present|App state key not present|failed to find key .* to decode|failed to verify LTHash|Invalid patch mac|no previous op/,
		message: 'The server lacks the keys with which it changes chats on the phone',
		whatToDo:
			'The phone sends them some time after it is linked. Run again in some minutes; if it happens again, log the instance out and link the phone again.',
		outcome: 'no',
	},
	{
		example: "Cannot read properties of undefined (reading 'textMessage')",
		words: new RegExp(`Cannot read properties of undefined \\(reading '(${OF_INSTANCE})'\\)`),
		message: 'The server has not loaded the instance{instance}',
		whatToDo:
			'It is starting, or the instance failed to load: wait a moment, then start the server again and look at its log.',
		outcome: 'no',
		list: 'stops',
	},
	{
		example: "Cannot read properties of undefined (reading 'find')",
		words: /Cannot read properties of undefined \(reading '(find|exists)'\)$/m,
		path: SENDS,
		status: 500,
		message:
			'The server could not look the number up: the instance{instance} is not connected to WhatsApp',
		whatToDo:
			'It is still connecting: wait a moment. If that does not help, run Instance → Restart, or Instance → Connect.',
		outcome: 'no',
		marks: { notConnected: true },
	},
	{
		// The server returns this while it looks the number up. During the send itself, it returns "Error: Timed Out".
		example: 'Timed Out',
		words: /^Timed Out$/,
		path: SENDS,
		status: 500,
		message: 'WhatsApp did not answer the server in time when it looked up the number',
		whatToDo:
			'The phone or the server may have a bad internet connection, or the server may be overloaded. If it happens again, run Instance → Restart.',
		outcome: 'no',
	},
	{
		example: 'Error: Timed Out',
		words: /^(?:Error: )?(?:Timed Out|Query Cancelled|Request Time-?out)$/im,
		message: 'WhatsApp did not answer the server in time',
		whatToDo:
			'Look at the phone and at the connection of the instance. If it happens again, run Instance → Restart.',
		outcome: 'perhaps',
	},
	{
		example: 'Error: rate-overlimit',
		words: /rate-overlimit/,
		message: 'WhatsApp got too many requests from this account (rate-overlimit)',
		whatToDo: 'Wait some minutes at least, then send more slowly: Bulk Sending → Rate Limit.',
		outcome: 'no',
		list: 'slower',
	},

	{
		example: 'instance requires property "textMessage"',
		words:
			/requires property "(?:text|media|audio|button|list|poll|contact|location|reaction|sticker|status)Message"/,
		path: SENDS,
		message: 'This server is version 1 of Evolution API, which the node does not support',
		whatToDo: 'Update the server to version 2.3 or newer.',
		outcome: 'no',
		list: 'stops',
	},

	// Refusals by WhatsApp. Each is WhatsApp's answer to a request that the server makes before it sends the message.
	{
		example: 'Error: not-acceptable',
		words: /not-acceptable|^Error: bad-request$/m,
		path: SENDS,
		message: 'WhatsApp does not accept this message',
		whatToDo:
			'In a group, its settings may let only admins write, or a member whom the message names may have left. Check the chat on the phone.',
		outcome: 'no',
	},
	{
		example: 'Error: item-not-found',
		words: /^Error: (?:item-not-found|forbidden|not-authorized|not-allowed)$/m,
		path: SENDS,
		toPerson: true,
		message: 'WhatsApp refuses messages of this account to this person',
		whatToDo:
			'The person may have no WhatsApp any more, or have blocked the account, or the account may be restricted: look on the phone.',
		outcome: 'no',
	},
	{
		example: 'No invite info',
		words:
			/^No invite info$|^Accept invite error\nError: (?!conflict|resource|upgrade|Connection)/m,
		message: 'The invite does not lead to a group',
		whatToDo:
			'It was revoked, or not copied completely: ask for a new one. The server also says this when the instance is not connected.',
		outcome: 'no',
	},
	{
		example: 'Error: item-not-found (group)',
		words:
			/^(?:Error: )?Not in group$|^Error: (?:item-not-found|gone)\b|^Error: (?:forbidden|not-authorized|not-allowed)$/im,
		message: 'WhatsApp does not know this group, or does not allow this account to do that: {said}',
		whatToDo:
			'Check the group: the account of the instance must be a member of it, and for most changes an admin.',
		outcome: 'no',
	},
	{
		// Nothing was done: the node changes a group with one request, which WhatsApp refuses as a whole.
		example: 'Error: bad-request (group)',
		words:
			/^Error: (?:bad-request|not-acceptable|conflict|resource-(?:limit|constraint)|upgrade-required)(?: \(group\))?$/m,
		path: /^\/group\/(?:updateParticipant|updateSetting|toggleEphemeral|acceptInviteCode)\b/,
		message: 'WhatsApp does not accept this change of the group: {said}',
		whatToDo:
			'Check the people, and the group on the phone: it may be full, the account may be in it already, or its admins may have to approve who joins. People who do not let others add them need an invite: Group → Send Invite.',
		outcome: 'no',
	},
	{
		example: 'Error: bad-request',
		words: /^Error: (?:bad-request|not-acceptable|feature-not-implemented)$/m,
		message: 'WhatsApp does not accept this change',
		whatToDo:
			'Check the values of the fields: a name may be too long, a picture may have the wrong format, or a person may not let others add them.',
		outcome: 'perhaps',
	},
	{
		example: 'Error: internal-server-error',
		words:
			/^(?:Error: )?(?:internal-server-error|service-unavailable|temporarily-unavailable|Unknown error)$/m,
		path: SENDS,
		message: 'WhatsApp could not accept the message at the moment',
		whatToDo: 'Try again in some minutes. If that does not help, run Instance → Restart.',
		outcome: 'no',
	},
	{
		example: 'Error: service-unavailable',
		words:
			/^(?:Error: )?(?:internal-server-error|service-unavailable|temporarily-unavailable|Unknown error)$/m,
		path: /^\/(?!message\/)/,
		message: 'WhatsApp could not do it at the moment',
		whatToDo: 'Try again in some minutes. If that does not help, run Instance → Restart.',
		outcome: 'perhaps',
	},
	{
		example: 'No send invite',
		words: /^No send invite$/m,
		message: 'The invite could not be sent to everybody',
		whatToDo:
			'Check that the account of the instance is connected and an admin of the group, and that all numbers are on WhatsApp. Numbers before the failed one have received it.',
		outcome: 'in part',
	},

	...FILE_WORDS,

	{
		example: 'Message not compatible',
		words: /^Message not compatible$|^Message is older than 15 minutes$|^RemoteJid does not match$/,
		message: 'This message cannot be edited',
		whatToDo:
			'Only text messages that this instance sent less than 15 minutes ago can be edited. Check Message ID and Chat.',
		outcome: 'no',
	},
	{
		example: 'Last message not found',
		words:
			/^(?:Last message|Messages) not found$|Expected not from me message to have participant|Missing timestamp in last message list|Incomplete key/,
		message: 'The last message of the chat is not stored, or was not entered completely',
		whatToDo:
			'Fill in all fields of Last Message, in a group also Author: Message → Get Many returns the values. Or let the server store messages.',
		outcome: 'no',
	},

	// WHATSAPP-BUSINESS: the server reads Meta's answer without checking that there is an answer.
	{
		example: "TypeError: Cannot read properties of undefined (reading 'message')",
		words: /^TypeError: Cannot read properties of undefined \(reading 'message'\)$/m,
		path: SENDS,
		message: 'The server got no answer from Meta',
		whatToDo:
			'Check that the server reaches graph.facebook.com, and WA_BUSINESS_URL and WA_BUSINESS_VERSION in its settings.',
		outcome: 'perhaps',
	},
	{
		example: "TypeError: Cannot read properties of undefined (reading '0')",
		words: /^TypeError: Cannot read properties of undefined \(reading '0'\)$/m,
		path: SENDS,
		message: 'Meta did not accept the message, and the server does not report why',
		whatToDo:
			'Check the access token and the number ID of the instance, the kind of the buttons, and the template. WhatsApp Manager and the log of the server say more.',
		outcome: 'perhaps',
	},

	{
		example: 'Trigger already exists',
		alone: true,
		words:
			/^[\w ]+ already exists$|^This API key is already registered|^You already have an? .*"All" trigger/,
		message: 'The server has this already: {said}',
		whatToDo:
			'Another instance, bot or credential has exactly these values: change that one, or enter others. Only one bot of a platform can answer all messages: choose another Trigger, or switch that bot off with Chatbot → Update.',
		outcome: 'no',
	},
];
