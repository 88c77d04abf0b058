import { typeByName } from '../../files/fileTypes';
import { StreamedForm } from '../../input/inputFile';
import { InputProblem } from '../../input/inputProblem';
import { asRecord, textOrNull } from '../../values/answer';
import type { Caller, Connection, TableRequest } from '../adapter';
import { requireVersion } from '../serverVersion';

// What Evolution API cannot do with a file, and does not say before it is too late.

/** In characters of Base64: from there on the check of older servers ends in "Maximum call stack size exceeded". */
const LONGEST_BASE64 = 4_400_000;

/** In which the content of a file goes. */
const CONTENTS = ['media', 'audio', 'video', 'sticker'];

/**
 * @throws {InputProblem} if the type of a document cannot be told by its name
 * @throws {RequestFailure} if the server is too old for a file of this size
 */
export async function refuseFile(
	context: Caller,
	connection: Connection,
	{ route, body }: TableRequest,
): Promise<void> {
	if (!route.startsWith('/message/send')) return;
	const sent = readFields(body);
	refuseUnknownType(sent);
	const content = CONTENTS.map((key) => sent[key]).find((value) => typeof value === 'string');
	if (content === undefined || content.length <= LONGEST_BASE64) return;
	await requireVersion(context, connection, {
		since: '2.3.7',
		what: 'A file of more than 3.3 MB as Base64',
		hint: 'Update the server, send the file by URL, or send it with the source Input Data Field and without Typing Indicator and a mention of everyone: then it is uploaded.',
	});
}

function readFields(body: object | undefined): Readonly<Record<string, unknown>> {
	if (!(body instanceof StreamedForm)) return asRecord(body);
	return Object.fromEntries(body.entries());
}

/** The server makes the type of a document from its name, and "false" of a name whose ending it does not know. */
function refuseUnknownType({
	mediatype,
	fileName,
	media,
}: Readonly<Record<string, unknown>>): void {
	if (mediatype !== 'document') return;
	const name = textOrNull(fileName) ?? '';
	if (typeByName(name) !== undefined) return;
	const isAddress = /^https?:/i.test(textOrNull(media) ?? '');
	if (!isAddress) return;
	const shown =
		name === '' ? 'has no file name at its end' : `ends with "${name}", which tells no type`;
	throw new InputProblem(
		['mediaUrl'],
		`${shown}, so nobody could open the document`,
		'Add the option File Name with the ending of the file, e.g. invoice.pdf.',
	);
}
