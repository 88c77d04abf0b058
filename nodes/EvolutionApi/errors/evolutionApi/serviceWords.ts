import type { KnownWords } from '../knownWords';

// Errors of the programs that Evolution API uses: its database, cache and queue.

const UNUSABLE = [
	/Can't reach database server|database server at .* was reached but timed out|Server has closed the connection|the database system is (?:starting|shutting|in recovery|not yet)|terminating connection due to|Connection terminated (?:unexpectedly|due to connection timeout)|server has gone away|closed the connection unexpectedly|not able to connect to your database|\bP10(?:01|02|17)\b/,
	/database (?:"[^"]+"|`[^`]+`|'[^']+') does not exist|Unknown database|\bP1003\b/,
	/Authentication failed against database|password authentication failed|Access denied for user|was denied access on the database|permission denied for (?:table|schema|database)|Tenant or user not found|no pg_hba\.conf entry|Environment variable not found|error parsing connection string|the URL must start with the protocol|opening a TLS connection|does not support SSL|\bP10(?:00|10|11|12|13)\b/,
	/read-only (?:transaction|mode|option)|could not extend file|The table '[^']+' is full/,
];

export const SERVICE_WORDS: readonly KnownWords[] = [
	// Errors of the database, from Prisma and PostgreSQL. They contain source code and addresses, so no part of them is shown.
	{
		example: "Can't reach database server at `10.0.0.7:5432`",
		words: new RegExp(UNUSABLE.map(({ source }) => source).join('|'), 'i'),
		message: 'The database of the Evolution API server failed',
		whatToDo:
			'The server cannot reach or use its database: check that the database runs, still exists and has space left, and check its host, name, user and password in DATABASE_CONNECTION_URI. If it disappears again and again, its volume is not kept, or someone deletes it over the internet.',
		outcome: 'perhaps',
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
		outcome: 'perhaps',
		marks: { databaseFailed: true },
	},
	{
		example: 'The column `Message.status` does not exist in the current database',
		words:
			/does not exist in the current database|(relation|column) "[^"]+" .*does not exist|P202[12]\b|no unique or exclusion constraint|\b42(?:P01|P10|703)\b|Cannot read properties of undefined \(reading 'find(?:Many|First|Unique)'\)/,
		message: 'The database does not have the tables of this version of the server',
		whatToDo:
			'Run the migrations of the server, or start its official image, which does so by itself.',
		outcome: 'perhaps',
		list: 'stops',
		marks: { databaseFailed: true },
	},
	{
		example: 'PrismaClientValidationError: Argument `timestamp` is missing',
		words:
			/PrismaClientValidationError|Invalid `[^`]+` invocation[^]*(Argument `|Unknown (argument|field) |Value out of range)|too long for (?:the column's )?type|Data too long for column|Inconsistent column data|Null constraint violation|violates not-null|invalid byte sequence for encoding|Incorrect string value|unsupported Unicode escape|(?:end of|lone leading surrogate in) hex escape|\bP20(?:0[05-7]|1[1-3]|20|23|33)\b/,
		message: 'The database of the Evolution API server does not accept a value of this request',
		whatToDo: 'Check the values of the fields, dates and IDs above all.',
		outcome: 'perhaps',
	},
	{
		// The server first sends a message, then stores it, and answers 400 if only the storing fails (`sendMessageWithTyping`).
		example: 'PrismaClientKnownRequestError: Invalid `message.create()` invocation',
		words:
			/PrismaClient\w*Error|Invalid `[^`]+` invocation|deadlock|could not serialize access|Transaction (?:API error|already closed|failed due to a write conflict)|Lock wait timeout|statement timeout|Operations timed out after|[Qq]uery [Ee]ngine|prepared statement|PANIC: |Raw query failed|Error querying the database|records? that (?:were|was) required but not found|(?:Unique|Foreign key) constraint|max_allowed_packet|\bP[12]0\d\d\b/,
		message: 'The database of the Evolution API server failed',
		whatToDo:
			'Look at the log of the server, and check that its database runs and has space left. For a pool (PgBouncer, Supabase), add ?pgbouncer=true to DATABASE_CONNECTION_URI.',
		outcome: 'perhaps',
		marks: { databaseFailed: true },
	},
	{
		example: 'MaxRetriesPerRequestError: Reached the max retries per request limit',
		words:
			/MaxRetriesPerRequestError|max retries per request|ECONNREFUSED [^ ]+:6379|\b(?:NOAUTH|WRONGPASS|MISCONF|CLUSTERDOWN)\b|READONLY You can't write|OOM command not allowed|LOADING Redis|Socket closed unexpectedly|ACCESS_REFUSED|PRECONDITION_FAILED|Channel (?:closed|ended)|QueueDeclare|Socket closed abruptly during opening handshake|Handshake terminated by server|NatsError|Authorization Violation|KafkaJS\w+|This server does not host this topic-partition|(?:security token|client token id) included in the request is invalid|InvalidClientTokenId|NonExistentQueue|QueueDeletedRecently|Pusher\w*Error|reading '(?:assertExchange|assertQueue|bindQueue|createChannel|createQueue|publish|producer|consumer|jetstream)'/i,
		message:
			'A program that the server uses (Redis, RabbitMQ, SQS, NATS, Kafka, Pusher) failed or refused it',
		whatToDo:
			'Check that it runs, has space left and is not a read-only copy, and check its address, user and key in the settings of the server. A queue of the same name must have the same properties. Without Redis, set CACHE_REDIS_ENABLED=false and CACHE_LOCAL_ENABLED=true.',
		outcome: 'perhaps',
	},
];
