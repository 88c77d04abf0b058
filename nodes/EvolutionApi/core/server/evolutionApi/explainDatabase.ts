import type { Exchange, Failure } from '../../failures/failure';
import { isSuccess, recordOf } from '../../values/answer';

// The server passes on what its database library says, with source code, paths and addresses. None of that is shown.
// A send answers 400 and names the error in a list; other routes answer 500 without its name.

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

/** Routes that catch their own errors answer 200. */
const isFailure = ({ status, body }: Exchange) =>
	!isSuccess(status) || recordOf(body).error === true;

/** The server has Meta make a template before it writes it down, by a name of which it takes one. */
export function templateNameTaken(exchange: Exchange): Failure | undefined {
	const isCreate = exchange.path.startsWith('/template/create/');
	const isTaken = exchange.messages.some((text) => text.includes('Unique constraint failed'));
	if (!isFailure(exchange) || !isCreate || !isTaken) return undefined;
	return {
		message: 'Meta has the template; the server lists one template for each name',
		description:
			'An instance of this server already has a template with this name, perhaps in another language. Do not create it again: see Template → Get Many. Give the next one a name of its own.',
		isUnclear: false,
		mayHeal: false,
	};
}

/**
 * The server sends a message before it stores it, and answers 400 if it cannot store it (seen in its code,
 * `sendMessageWithTyping`). So the message may be out.
 */
export function databaseFailed(exchange: Exchange): Failure | undefined {
	const text = exchange.messages.join('\n');
	if (!isFailure(exchange) || !DATABASE.test(text)) return undefined;
	if (WRONG_QUERY.test(text)) {
		return {
			message: 'The database of the Evolution API server does not accept a value of this request',
			description: 'Check the values of the fields, dates and IDs above all.',
		};
	}
	return {
		message: 'The database of the Evolution API server failed',
		description: NO_CONNECTION.test(text)
			? 'The server cannot reach its database: check that the database runs.'
			: 'Look at the log of the server, and check that its database runs and has space left.',
		isUnclear: true,
		databaseFailed: true,
	};
}
