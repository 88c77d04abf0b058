import { InputProblem } from '../../core/input/inputProblem';
import { asRecords } from '../../core/values/answer';
import type { Caller, Connection, TableRequest } from '../adapter';
import type { Fields } from './fileLimits';
import { fetchChannel } from './instances';

// Limits of Meta's Cloud API, in characters. Meta rejects a message with a longer text, with an error of its own; the server
// silently cuts the description of a row.

/** A part of a message, and Meta's limit for it. */
interface Cap {
	readonly path: readonly string[];
	/** Its name in an error. */
	readonly what: string;
	readonly text: unknown;
	readonly most: number;
}

const MOST_ROWS = 10;

const partOf = (what: string, most: number, path: readonly string[], text: unknown): Cap => ({
	path,
	what,
	text,
	most,
});

/** Limited parts, by the route that sends the message. */
const PARTS: Readonly<Record<string, (body: Fields) => readonly Cap[]>> = {
	'/message/sendText/{instance}': ({ text }) => [partOf('a text', 4096, ['text'], text)],
	'/message/sendMedia/{instance}': ({ caption }) => [
		partOf('a caption', 1024, ['options', 'caption'], caption),
	],
	'/message/sendButtons/{instance}': ({ title, buttons }) => [
		partOf('the text above buttons', 1024, ['title'], title),
		...asRecords(buttons).map(({ displayText }) =>
			partOf('the text of a button', 20, ['buttons'], displayText),
		),
	],
	'/message/sendList/{instance}': ({ title, description, buttonText, footerText, sections }) => [
		partOf('the title of a list', 60, ['title'], title),
		partOf('the text of a list', 4096, ['description'], description),
		partOf('the button of a list', 20, ['buttonText'], buttonText),
		partOf('the footer of a list', 60, ['footer'], footerText),
		...asRecords(sections).flatMap(({ title: heading, rows }) => [
			partOf('the title of a section', 24, ['sections'], heading),
			...asRecords(rows).flatMap((row) => [
				partOf('the title of a row', 24, ['sections'], row.title),
				partOf('the description of a row', 72, ['sections'], row.description),
			]),
		]),
	],
};

/**
 * Refuses texts that are too long for Meta. Fetches the kind of the instance only if there is one.
 * @throws {InputProblem} that names the part, if the instance uses the Cloud API
 */
export async function refuseForMeta(
	context: Caller,
	connection: Connection,
	{ route, instance }: TableRequest,
	body: Fields,
): Promise<void> {
	const problem = findTooLong(route, body);
	if (problem === undefined || instance === undefined) return;
	const channel = await fetchChannel({ context, connection, instance });
	if (channel === 'WHATSAPP-BUSINESS') throw problem;
}

function findTooLong(route: string, body: Fields): InputProblem | undefined {
	const long = PARTS[route]?.(body).find(({ text, most }) => isLonger(text, most));
	if (long !== undefined) {
		const { path, what, text, most } = long;
		const shown = String(text).slice(0, 40);
		const problem = `has "${shown}${lengthOf(text) > 40 ? '…' : ''}" of ${lengthOf(text)} characters, but Meta takes ${most} at most for ${what}`;
		return new InputProblem(path, problem, shorten(route));
	}
	const rows = asRecords(body.sections).flatMap((section) => asRecords(section.rows));
	if (rows.length <= MOST_ROWS) return undefined;
	const problem = `has ${rows.length} rows, but Meta takes ${MOST_ROWS} at most for a list`;
	return new InputProblem(['sections'], problem, shorten(route));
}

/** Counts like Meta: most emoji are one character. */
const lengthOf = (text: unknown) => (typeof text === 'string' ? [...text].length : 0);

/** Quick check that avoids counting the many short texts. */
const isLonger = (text: unknown, most: number) =>
	typeof text === 'string' && text.length > most && lengthOf(text) > most;

const OF_META = 'This instance is one of the WhatsApp Business Cloud API.';

function shorten(route: string): string {
	if (route.startsWith('/message/sendText')) {
		return `${OF_META} Shorten it, or add Split Long Text with at most 4096 characters.`;
	}
	const isChoice = /sendButtons|sendList/.test(route);
	return isChoice
		? `${OF_META} Shorten it, or set Send As to Numbered List.`
		: `${OF_META} Shorten it, or send the rest as a text.`;
}
