import { EA, failed, refused, TEXT, type ErrorReport } from '../report';

const CREATE = ['instance', 'create'] as const;

export const databaseErrorReports: readonly ErrorReport[] = [
	{
		source: `${EA}#1082`,
		saw: 'messages are sent and reported as failed: deadlock in the database',
		asked: TEXT,
		answer: refused(
			'Error: ConnectorError(PostgresError { code: "40P01", message: "deadlock detected" })',
		),
		right: /database of the Evolution API server failed/,
		done: 'perhaps',
	},
	{
		source: `${EA}#1060`,
		saw: 'the pool of connections to the database is used up',
		asked: TEXT,
		answer: failed('Timed out fetching a new connection from the connection pool.'),
		right: /database of the Evolution API server has no free connection/,
		done: 'perhaps',
	},
	{
		source: `${EA}#1992`,
		saw: 'the database is gone every two days',
		asked: TEXT,
		answer: failed(
			'Database `evolution` does not exist on the database server at `postgres:5432`.',
		),
		right: /database.*(?:exist|missing|gone)/is,
		done: 'perhaps',
		list: 'stops',
	},
	{
		source: `${EA}#2631`,
		saw: 'an instance cannot be created: Foreign key constraint violated',
		asked: CREATE,
		answer: failed(
			'\nInvalid `this.prismaRepository.setting.upsert()` invocation:\n\nForeign key constraint violated on the constraint: `Setting_instanceId_fkey`',
		),
		right: /database.*(?:log|runs)/is,
		done: 'perhaps',
	},
	{
		source: `${EA}#1904, ${EA}#1284`,
		saw: 'labels cannot be read: no unique constraint matching the ON CONFLICT specification',
		asked: ['label', 'getMany'],
		answer: failed(
			'\nInvalid `prisma.$executeRawUnsafe()` invocation:\n\nRaw query failed. Code: `42P10`. Message: `ERROR: there is no unique or exclusion constraint matching the ON CONFLICT specification`',
		),
		right: /database.*(?:migrations|version)/is,
		done: 'no',
	},
	{
		source: `${EA}#1247`,
		saw: 'every text fails with a line of code about message.create',
		asked: TEXT,
		answer: refused(
			'PrismaClientKnownRequestError: \nInvalid `this.prismaRepository.message.create()` invocation in\n/evolution/dist/src/api/services/channels/whatsapp.baileys.service.js:1545:57',
		),
		right: /database of the Evolution API server failed/,
		done: 'perhaps',
	},
	{
		source: `${EA}#1176`,
		saw: 'chats cannot be read: Raw query failed',
		asked: ['chat', 'getMany'],
		answer: failed(
			'\nInvalid `prisma.$queryRaw()` invocation:\n\n\nRaw query failed. Code: `N/A`. Message: `N/A`',
		),
		right: /database of the Evolution API server failed/,
		done: 'no',
	},
	{
		source: `${EA}#1054`,
		saw: 'new messages are not stored: the column new does not exist',
		asked: TEXT,
		answer: refused(
			'PrismaClientKnownRequestError: \nInvalid `this.prismaRepository.message.create()` invocation in\n/evolution/x.ts:1214:61\n\nThe column `new` does not exist in the current database.',
		),
		right: /database.*this version.*migrations/s,
		done: 'perhaps',
		list: 'stops',
	},
	{
		source: `${EA}#704`,
		saw: 'a chatbot cannot be made: a line of code about typebot.create',
		asked: ['chatbot', 'create'],
		path: '/typebot/',
		answer: failed(
			'\nInvalid `this.prismaRepository.typebot.create()` invocation in\n/evolution/dist/src/x.js:682:71\n\nArgument `expire` is missing.',
		),
		right: /database.*value/s,
		done: 'perhaps',
	},
	{
		source: 'prisma/orm#20298, prisma/orm#11643',
		saw: 'a pool of the database: prepared statement "s0" already exists',
		asked: TEXT,
		answer: refused(
			'PrismaClientUnknownRequestError: \nInvalid `prisma.message.findMany()` invocation:\n\nError occurred during query execution:\nConnectorError(ConnectorError { kind: QueryError(Error { kind: Db, cause: Some(DbError { code: SqlState(E42P05), message: "prepared statement \\"s0\\" already exists" }) }) })',
		),
		right: /pgbouncer=true/,
		done: 'perhaps',
	},
	{
		source: `${EA}#2040`,
		saw: 'an instance of the official API cannot be created: its token is too long for the database',
		asked: ['instance', 'create'],
		answer: failed(
			"Invalid `prisma.instance.create()` invocation: The provided value for the column is too long for the column's type. Column: token",
		),
		right: /does not accept a value/,
		done: 'perhaps',
	},
	{
		source: 'prisma/orm#24989',
		saw: 'half of an emoji cannot be stored: unexpected end of hex escape',
		asked: TEXT,
		answer: refused('Error: unexpected end of hex escape at line 1 column 404'),
		right: /database.*value|value.*database/s,
		done: 'perhaps',
	},
];
