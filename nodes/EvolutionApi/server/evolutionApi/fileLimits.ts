import { typeByName } from '../../core/files/fileTypes';
import { InputProblem } from '../../core/input/inputProblem';
import { textOrNull } from '../../core/values/answer';
import type { Caller, Connection } from '../adapter';
import { requireVersion } from '../serverVersion';

// Refuses files that Evolution API itself refuses too late or never.

/** Number of Base64 characters at which older servers fail with "Maximum call stack size exceeded". */
const LONGEST_BASE64 = 4_400_000;

const CONTENTS = ['media', 'audio', 'video', 'sticker'];

export type Fields = Readonly<Record<string, unknown>>;

/**
 * @throws {InputProblem} if a document's name doesn't tell its type
 * @throws {RequestFailure} if the server is too old for a file of this size
 */
export async function refuseFile(
	context: Caller,
	connection: Connection,
	fields: Fields,
): Promise<void> {
	refuseUnknownType(fields);
	const content = CONTENTS.map((key) => fields[key]).find((value) => typeof value === 'string');
	if (content === undefined || content.length <= LONGEST_BASE64) return;
	await requireVersion(context, connection, {
		since: '2.3.7',
		what: 'A file of more than 3.3 MB as Base64',
		hint: 'Update the server, send the file by URL, or have it uploaded: choose the source Input Data Field, and remove Typing Indicator and a mention of everyone.',
	});
}

/** Refuses a document without a known extension: the server would send its type as "false". */
function refuseUnknownType({ mediatype, fileName, media }: Fields): void {
	if (mediatype !== 'document') return;
	const name = textOrNull(fileName) ?? '';
	if (typeByName(name) !== undefined) return;
	const address = textOrNull(media) ?? '';
	if (!/^https?:/i.test(address)) return;
	const problem = 'so the file type is unknown and no one could open the document';
	const hint = 'with the file extension, e.g. invoice.pdf.';
	if (name !== '' && !address.includes(encodeURI(name)) && !address.includes(name)) {
		throw new InputProblem(['options', 'fileName'], `is "${name}", ${problem}`, `Enter it ${hint}`);
	}
	const ending = name === '' ? 'has no file name at its end' : `ends with "${name}"`;
	throw new InputProblem(['mediaUrl'], `${ending}, ${problem}`, `Add the option File Name ${hint}`);
}
