import { failed, isRecord } from '../server/answer';
import type { ServerAnswer, Asked, Failure } from './failure';

// The server passes on what its database library says: source code, paths and addresses of its own. None
// of that is shown. The name of the error is there in a send (400, in a list), and not elsewhere (500).

const DATABASE = new RegExp(
	[
		'PrismaClient\\w*Error',
		'Invalid `[^`]+` invocation',
		"Can't reach database server",
		'Timed out fetching a new connection from the connection pool',
	].join('|'),
);

const WRONG_QUERY =
	/PrismaClientValidationError|Argument `|Unknown (argument|field) |Value out of range/;

const NO_CONNECTION =
	/Can't reach database server|Timed out fetching a new connection|Server has closed the connection/;

/** Answered with 200 by the routes that catch their own errors. */
const isFailure = (answer: ServerAnswer) =>
	failed(answer) || (isRecord(answer.body) && answer.body.error === true);

/** Before 2.3.0 the server cannot store the label of a chat on PostgreSQL, after WhatsApp has it. */
export function labelNotStored(
	answer: ServerAnswer,
	_asked: Asked,
	messages: readonly string[],
): Failure | undefined {
	const isLabel = messages.some((message) => /^Unable to (add|remove) label/.test(message));
	if (!isFailure(answer) || !isLabel || !messages.some((message) => message.includes('42P10')))
		return undefined;
	return {
		message: 'WhatsApp has changed the label of the chat, but this server cannot store it',
		description:
			'Versions before 2.3.0 always fail here on PostgreSQL, after it is done: update the server, or set On Error to Continue.',
	};
}

/**
 * The server sends first and stores then, and answers 400 where it cannot store (seen in its code,
 * `sendMessageWithTyping`).
 */
export function databaseFailed(
	answer: ServerAnswer,
	_asked: Asked,
	messages: readonly string[],
): Failure | undefined {
	const text = messages.join('\n');
	if (!isFailure(answer) || !DATABASE.test(text)) return undefined;
	if (WRONG_QUERY.test(text)) {
		return {
			message: 'The database of the Evolution API server does not take a value of this request',
			description: 'Check the values of the fields, above all dates and IDs.',
		};
	}
	return {
		message: 'The database of the Evolution API server failed',
		description: NO_CONNECTION.test(text)
			? 'The server does not reach its database: check that the database runs.'
			: 'Look at the log of the server, and whether its database runs and has room.',
		isUnclear: true,
	};
}
