import { SENDS, type KnownWords } from '../../failures/knownWords';
import { FILE_WORDS } from './fileWords';

// What Evolution API, and the libraries in it, say when something goes wrong: gathered from public reports and from its
// source. It passes on the words of WhatsApp as `Error: <text>`; other errors begin with their kind, as `TypeError: …`.
// A send that fails answers 400. HTTP 500 without a list is said before the server has begun with the message.

const RESTART =
	'Run Instance → Restart. If it happens again, log the instance out and link the phone anew, and update the server.';

/** What the controllers of the server ask an instance for. One that the server has not loaded is undefined. */
const OF_INSTANCE = [
	'(text|media|ptv|button|list|poll|contact|reaction|location|status|template|update|delete)Message',
	'audioWhatsapp|mediaSticker|offerCall|whatsappNumber|sendPresence|handleLabel|archiveChat|markChatUnread',
	'client|connectionStatus|integration|find\\w+|fetch(Messages|Contacts|Chats|Labels|Profile|AllGroups|Status\\w+)',
	'updateG\\w+|updateGroup\\w+|set(Settings|Presence|Proxy|Chatwoot)|logoutInstance|markMessageAsRead',
].join('|');

export const EVOLUTION_API_WORDS: readonly KnownWords[] = [
	// Its database, in the words of Prisma and PostgreSQL. None of them is shown: they hold source code and addresses.
	{
		example: "Can't reach database server at `10.0.0.7:5432`",
		words:
			/Can't reach database server|database server at .* was reached but timed out|Server has closed the connection|the database system is (?:starting|shutting|in recovery|not yet)|terminating connection due to|Connection terminated (?:unexpectedly|due to connection timeout)|server has gone away|closed the connection unexpectedly|not able to connect to your database|\bP10(?:01|02|17)\b/i,
		message: 'The database of the Evolution API server failed',
		whatToDo: 'The server cannot reach its database: check that the database runs.',
		done: 'perhaps',
		list: 'stops',
		marks: { databaseFailed: true },
	},
	{
		example: 'FATAL: sorry, too many clients already',
		words:
			/too many (?:clients|connections|database connections)|remaining connection slots|no more connections allowed|Timed out fetching a new connection|max clients? (?:reached|connections)|blocked because of many connection errors|\bP20(?:24|37)\b/i,
		message: 'The database of the Evolution API server has no free connection',
		whatToDo:
			'Raise max_connections of PostgreSQL, or lower connection_limit in DATABASE_CONNECTION_URI, and start the server again.',
		done: 'perhaps',
		marks: { databaseFailed: true },
	},
	{
		example: 'Database `evolution` does not exist on the database server at `db:5432`.',
		words: /database (?:"[^"]+"|`[^`]+`|'[^']+') does not exist|Unknown database|\bP1003\b/i,
		message: 'The database of the Evolution API server does not exist',
		whatToDo:
			'Create it, or correct its name in DATABASE_CONNECTION_URI. If it is gone again and again, its volume is not kept, or the database is open to the internet and somebody deletes it.',
		done: 'perhaps',
		list: 'stops',
		marks: { databaseFailed: true },
	},
	{
		example: 'Authentication failed against database server at `db`',
		words:
			/Authentication failed against database|password authentication failed|Access denied for user|was denied access on the database|permission denied for (?:table|schema|database)|Tenant or user not found|no pg_hba\.conf entry|Environment variable not found|error parsing connection string|the URL must start with the protocol|opening a TLS connection|does not support SSL|\bP10(?:00|10|11|12|13)\b/i,
		message: 'The database of the Evolution API server does not let it in',
		whatToDo:
			'Check user, password, host and name of the database in DATABASE_CONNECTION_URI, and DATABASE_PROVIDER, and that the user may change all its tables.',
		done: 'perhaps',
		list: 'stops',
		marks: { databaseFailed: true },
	},
	{
		example: 'prepared statement "s0" already exists',
		words: /prepared statement "[^"]*" (?:already exists|does not exist)/,
		message: 'The pool of the database (PgBouncer) does not fit the server',
		whatToDo:
			'Add ?pgbouncer=true to DATABASE_CONNECTION_URI, or enter the address of the database itself in place of the pool (Supabase: port 5432), and start the server again.',
		done: 'perhaps',
		marks: { databaseFailed: true },
	},
	{
		example: 'cannot execute INSERT in a read-only transaction',
		words: /read-only (?:transaction|mode|option)|could not extend file|The table '[^']+' is full/i,
		message: 'The database of the Evolution API server can store nothing more',
		whatToDo:
			'Its disk or its plan is full, or it is a copy that may only be read: make room, or enter the address of the main one in DATABASE_CONNECTION_URI.',
		done: 'perhaps',
		list: 'stops',
		marks: { databaseFailed: true },
	},
	{
		example: 'The column `Message.status` does not exist in the current database',
		words:
			/does not exist in the current database|(relation|column) "[^"]+" .*does not exist|P202[12]\b|no unique or exclusion constraint|\b42(?:P01|P10|703)\b/,
		message: 'The database of the server is of another version than the server',
		whatToDo:
			'Run the migrations of the server, or start its official image, which does so by itself.',
		done: 'perhaps',
		list: 'stops',
		marks: { databaseFailed: true },
	},
	{
		example: 'PrismaClientValidationError: Argument `timestamp` is missing',
		words:
			/PrismaClientValidationError|Invalid `[^`]+` invocation[^]*(Argument `|Unknown (argument|field) |Value out of range)|too long for (?:the column's )?type|Data too long for column|Inconsistent column data|Null constraint violation|violates not-null|invalid byte sequence for encoding|Incorrect string value|unsupported Unicode escape|\bP20(?:0[05-7]|1[1-3]|20|23|33)\b/,
		message: 'The database of the Evolution API server does not accept a value of this request',
		whatToDo: 'Check the values of the fields, dates and IDs above all.',
		done: 'perhaps',
	},
	{
		// The server sends a message before it stores it, and answers 400 if it cannot store it (`sendMessageWithTyping`).
		example: 'PrismaClientKnownRequestError: Invalid `message.create()` invocation',
		words:
			/PrismaClient\w*Error|Invalid `[^`]+` invocation|deadlock|could not serialize access|Transaction (?:API error|already closed|failed due to a write conflict)|Lock wait timeout|statement timeout|Operations timed out after|[Qq]uery [Ee]ngine|PANIC: |Raw query failed|Error querying the database|records? that (?:were|was) required but not found|(?:Unique|Foreign key) constraint|max_allowed_packet|\bP[12]0\d\d\b/,
		message: 'The database of the Evolution API server failed',
		whatToDo: 'Look at the log of the server, and check that its database runs and has space left.',
		done: 'perhaps',
		marks: { databaseFailed: true },
	},
	{
		example: 'MaxRetriesPerRequestError: Reached the max retries per request limit',
		words:
			/MaxRetriesPerRequestError|max retries per request|ECONNREFUSED [^ ]+:6379|\bNOAUTH\b|Socket closed unexpectedly/,
		message: 'The cache of the server (Redis) failed',
		whatToDo:
			'Check that Redis runs and that CACHE_REDIS_URI is right, or switch it off: CACHE_REDIS_ENABLED=false, CACHE_LOCAL_ENABLED=true.',
		done: 'perhaps',
	},

	{
		example: 'Error: Channel closed by server: 406 (PRECONDITION_FAILED)',
		words:
			/ACCESS_REFUSED|PRECONDITION_FAILED|Channel (?:closed|ended)|QueueDeclare|Socket closed abruptly during opening handshake|Handshake terminated by server|NatsError|Authorization Violation|KafkaJS\w+|This server does not host this topic-partition|(?:security token|client token id) included in the request is invalid|InvalidClientTokenId|NonExistentQueue|QueueDeletedRecently|Pusher\w*Error|reading '(?:assertExchange|assertQueue|bindQueue|createChannel|createQueue|publish|producer|consumer|jetstream)'/i,
		message:
			'What the server hands its events to (RabbitMQ, SQS, NATS, Kafka, Pusher) refused it, or does not run',
		whatToDo:
			'Check that it runs, its address, its user and its key in the settings of the server, and that a queue of the same name has the same properties.',
		done: 'perhaps',
	},
	{
		example: 'Incorrect API key provided: sk-...',
		words:
			/Incorrect API key provided|invalid_api_key|exceeded your current quota|insufficient_quota|model_not_found|The model `[^`]+` does not exist|maximum context length|api_key client option must be set/i,
		message: 'OpenAI refuses what the server asks of it',
		whatToDo:
			'Check the key of the OpenAI credential of the server, its credit, and the name of the model.',
		done: 'perhaps',
	},
	{
		example: 'ApiError: Unauthorized',
		words: /^ApiError\b/m,
		message: 'Chatwoot refuses what the server asks of it',
		whatToDo:
			'Check URL, account ID and token in Chatwoot → Update: the token of an administrator of that account, whose profile shows it. The log of the server says more.',
		done: 'perhaps',
	},

	// The connection to WhatsApp, and the keys of the session.
	{
		example: 'SessionError: No sessions',
		words:
			/No sessions?\b|No session record|No open session|No matching sessions|No SenderKeyRecord|PreKeyError|Invalid PreKey|Bad MAC|MessageCounterError|Chain closed|messages into the future|Key used already|Invalid (?:private|public) key|Incompatible version number on WhisperMessage|No identity key/,
		message: 'The server lacks the keys with which it encrypts for this chat',
		whatToDo: `What the server has stored of the connection to WhatsApp is damaged. ${RESTART}`,
		done: 'no',
		list: 'stops',
	},
	{
		example: 'TypeError: jidDecode(...) is undefined',
		words:
			/jidDecode\(\.\.\.\) is (?:undefined|null)|Cannot destructure property 'user' of|^Error: Not authenticated$/m,
		message: 'The server does not know which account the instance has',
		whatToDo: RESTART,
		done: 'no',
		list: 'stops',
	},
	{
		example: 'Error: myAppStateKey ("AAAAAPw0") not present',
		words:
			/myAppStateKey .* not present|App state key not present|failed to find key .* to decode|failed to verify LTHash|Invalid patch mac|no previous op/,
		message: 'The server lacks the keys with which it changes chats on the phone',
		whatToDo:
			'The phone sends them some time after it is linked. Run again in some minutes; if it happens again, log the instance out and link the phone anew.',
		done: 'no',
	},
	{
		example: "Cannot read properties of undefined (reading 'textMessage')",
		words: new RegExp(`Cannot read properties of undefined \\(reading '(${OF_INSTANCE})'\\)`),
		message: 'The server has not loaded the instance{instance}',
		whatToDo:
			'It is starting, or the instance failed to load: wait a moment, then start the server again and look at its log.',
		done: 'no',
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
			'It is still connecting: wait a moment. If it stays so, run Instance → Restart, or Instance → Connect.',
		done: 'no',
		marks: { notConnected: true },
	},
	{
		// Said before the message is begun; amid a send it is "Error: Timed Out".
		example: 'Timed Out',
		words: /^Timed Out$/,
		path: SENDS,
		status: 500,
		message: 'WhatsApp did not answer the server in time when it looked up the number',
		whatToDo:
			'Look at the connection of the instance: a phone or a server with a bad line, or a server that is overloaded. If it stays so, run Instance → Restart.',
		done: 'no',
	},
	{
		example: 'Error: Timed Out',
		words: /^(?:Error: )?(?:Timed Out|Query Cancelled|Request Time-?out)$/im,
		message: 'WhatsApp did not answer the server in time',
		whatToDo:
			'Look at the phone and at the connection of the instance. If it stays so, run Instance → Restart.',
		done: 'perhaps',
	},
	{
		example: 'Error: rate-overlimit',
		words: /rate-overlimit/,
		message: 'WhatsApp says that this account asks too much (rate-overlimit)',
		whatToDo: 'Wait some minutes at least, and then send more slowly: Bulk Sending → Rate Limit.',
		done: 'no',
		list: 'slower',
	},

	{
		example: 'instance requires property "textMessage"',
		words:
			/requires property "(?:text|media|audio|button|list|poll|contact|location|reaction|sticker|status)Message"/,
		path: SENDS,
		message: 'This server is version 1 of Evolution API, which the node does not support',
		whatToDo: 'Update the server to version 2.3 or newer.',
		done: 'no',
		list: 'stops',
	},

	// WhatsApp refuses. Each of these answers a question that the server asks before it sends.
	{
		example: 'Error: not-acceptable',
		words: /not-acceptable|^Error: bad-request$/m,
		path: SENDS,
		message: 'WhatsApp does not accept this message',
		whatToDo:
			'In a group, its settings may let only admins write, or a member whom the message names may have left. Check the chat on the phone.',
		done: 'no',
	},
	{
		example: 'Error: Not in group',
		words: /^(?:Error: )?Not in group$/im,
		message: 'The account of this instance is not in the group',
		whatToDo: 'Have the account added to the group first.',
		done: 'no',
	},
	{
		example: 'Error: item-not-found',
		words: /^Error: (?:item-not-found|forbidden|not-authorized|not-allowed)$/m,
		path: SENDS,
		toPerson: true,
		message: 'WhatsApp refuses messages of this account to this person',
		whatToDo:
			'The person may have no WhatsApp any more, or have blocked the account, or the account may be restricted: look on the phone.',
		done: 'no',
	},
	{
		example: 'No invite info',
		words: /^No invite info$|^Accept invite error\nError: (?!conflict|Connection)/m,
		message: 'The invite does not lead to a group',
		whatToDo:
			'It was revoked, or not copied completely: ask for a new one. The server also says this when the instance is not connected.',
		done: 'no',
	},
	{
		example: 'Error: item-not-found (group)',
		words: /^Error: (?:item-not-found|gone)\b/m,
		message: 'WhatsApp does not know this group',
		whatToDo: 'Check the group: the account of the instance must be a member of it.',
		done: 'no',
	},
	{
		example: 'Error: not-authorized',
		words: /^Error: (?:forbidden|not-authorized|not-allowed)$/m,
		message: 'WhatsApp does not allow this account to do that',
		whatToDo:
			'Most changes of a group are for its admins only, and nothing is allowed to those who are not in it. Make the account of the instance an admin.',
		done: 'no',
	},
	{
		example: 'Error: conflict',
		words: /^Error: conflict$/m,
		message: 'The account of this instance is already in the group',
		whatToDo: 'It may also have asked to join already: then an admin has to approve it.',
		done: 'no',
	},
	{
		example: 'Error: resource-limit',
		words: /^Error: resource-(?:limit|constraint)$/m,
		message: 'WhatsApp allows no more of these',
		whatToDo:
			'A group, a community or the account has as many members or groups as it may have. Remove some first.',
		done: 'no',
	},
	{
		// One question to WhatsApp, which refuses all of it.
		example: 'Error: bad-request (group)',
		words: /^Error: (?:bad-request|not-acceptable)(?: \(group\))?$/m,
		path: /^\/group\/(?:updateParticipant|updateSetting|toggleEphemeral)\//,
		message: 'WhatsApp does not accept this change of the group',
		whatToDo: 'Check the people. Those who let nobody add them get the link: Group → Send Invite.',
		done: 'no',
	},
	{
		example: 'Error: bad-request',
		words: /^Error: (?:bad-request|not-acceptable|feature-not-implemented)$/m,
		message: 'WhatsApp does not accept this change',
		whatToDo:
			'Check the values of the fields: a name may be too long, a picture of another kind, or a person not to be added.',
		done: 'perhaps',
	},
	{
		example: 'Error: internal-server-error',
		words:
			/^(?:Error: )?(?:internal-server-error|service-unavailable|temporarily-unavailable|Unknown error)$/m,
		path: SENDS,
		message: 'WhatsApp could not take the message at the moment',
		whatToDo: 'Try again in some minutes. If it stays so, run Instance → Restart.',
		done: 'no',
	},
	{
		example: 'Error: service-unavailable',
		words:
			/^(?:Error: )?(?:internal-server-error|service-unavailable|temporarily-unavailable|Unknown error)$/m,
		path: /^\/(?!message\/)/,
		message: 'WhatsApp could not do it at the moment',
		whatToDo: 'Try again in some minutes. If it stays so, run Instance → Restart.',
		done: 'perhaps',
	},
	{
		example: 'No send invite',
		words: /^No send invite$/m,
		message: 'The invite could not be sent to everybody',
		whatToDo:
			'Check that the account of the instance is connected and an admin of the group, and that all numbers are on WhatsApp. Those before the one that failed have received it.',
		done: 'in part',
	},

	...FILE_WORDS,

	// Messages and chats that are looked up.
	{
		example: 'Message not compatible',
		words: /^Message not compatible$|^Message is older than 15 minutes$|^RemoteJid does not match$/,
		message: 'This message cannot be edited',
		whatToDo:
			'Only text messages that this instance sent less than 15 minutes ago can be edited. Check Message ID and Chat.',
		done: 'no',
	},
	{
		example: 'Last message not found',
		words: /^(?:Last message|Messages) not found$/,
		message: 'The server has stored no message of this chat',
		whatToDo: 'It needs the last one: choose Last Message, or have the server store messages.',
		done: 'no',
	},
	{
		example: 'Error: Expected not from me message to have participant',
		words:
			/Expected not from me message to have participant|Missing timestamp in last message list|Incomplete key/,
		message: 'The last message of the chat is not told completely',
		whatToDo:
			'In a group its author belongs to it. Take the whole key from Message → Get Many, Simplify off.',
		done: 'no',
	},
	{
		example: "TypeError: Cannot read properties of undefined (reading 'substring')",
		words: /reading 'substring'/,
		path: /^\/message\/sendList\//,
		message: 'A row of the list has no description',
		whatToDo:
			'A WHATSAPP-BUSINESS instance needs one in each row. Fill them in, or send a numbered list instead.',
		done: 'no',
	},

	// WHATSAPP-BUSINESS: the server reads Meta's answer without looking whether there is one.
	{
		example: "TypeError: Cannot read properties of undefined (reading 'message')",
		words: /^TypeError: Cannot read properties of undefined \(reading 'message'\)$/m,
		path: SENDS,
		message: 'The server had no answer of Meta to the message',
		whatToDo:
			'Check that the server reaches graph.facebook.com, and WA_BUSINESS_URL and WA_BUSINESS_VERSION in its settings.',
		done: 'perhaps',
	},
	{
		example: "TypeError: Cannot read properties of undefined (reading '0')",
		words: /^TypeError: Cannot read properties of undefined \(reading '0'\)$/m,
		path: SENDS,
		message: 'Meta took the message not as it is, and the server does not pass on why',
		whatToDo:
			'Check the access token and the number ID of the instance, the kind of the buttons, and the template. WhatsApp Manager and the log of the server say more.',
		done: 'perhaps',
	},
	{
		example: 'Connection error: connect ETIMEDOUT 157.240.0.1:443',
		words: /^Connection error: /,
		message: 'The server does not reach Meta',
		whatToDo:
			'Check that the server reaches graph.facebook.com, and WA_BUSINESS_URL in its settings.',
		done: 'perhaps',
	},

	// What the server is set up with.
	{
		example: 'Token already exists',
		words: /^Token already exists$/,
		message: 'Another instance of the server has this token already',
		whatToDo: 'Enter another token, or leave it empty: then the server makes one.',
		done: 'no',
	},
	{
		example: 'Invalid integration',
		words: /^Invalid integration$/,
		message: 'The server does not have this kind of instance',
		whatToDo: 'Choose WHATSAPP-BAILEYS or WHATSAPP-BUSINESS as Integration, or update the server.',
		done: 'no',
	},
	{
		example: 'Invalid "url" property',
		words: /^Invalid "url" property/,
		message: 'The server takes no such web address',
		whatToDo: 'It has to begin with http:// or https://, and have a host with a dot in it.',
		done: 'no',
	},
	{
		example: 'Missing global api key',
		words: /^(?:Missing global api key|The global api key must be set)$/,
		message: 'The server wants its global key for this',
		whatToDo:
			'Choose Global API Key as Authentication: it is AUTHENTICATION_API_KEY in the settings of the server.',
		done: 'no',
	},
	{
		example: 'Invalid proxy',
		words: /^Invalid proxy$/,
		path: /^\/proxy\/set\//,
		message: 'The server could not reach the internet through this proxy',
		whatToDo:
			'Check its host, port, protocol, user and password: the server has tried it before it would take it.',
		done: 'no',
	},
	{
		example: 'Error creating Typebot',
		alone: true,
		words:
			/^Error (?:creating|updating|deleting|finding|fetching|changing|setting default|to create|to edit|to delete) [\w ]+$/,
		message: 'The server could not do it, and does not say why',
		whatToDo:
			'Look at its log. Check that the instance exists and that its database runs; a bot with the same trigger may be there already.',
		done: 'perhaps',
	},
];
