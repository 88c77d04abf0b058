import { InputProblem } from '../input/inputProblem';

const FROM_ITEM =
	'To send a file of the input item, choose the source Input Data Field and enter the name of its field.';

/** Matches the name of n8n's file storage. For a stored file, an item contains this name instead of the content. */
const PLACES = /^(?:database|default|filesystem(?:-v2)?|memory|s3)(?::.*)?$/i;
const NOTHING = /^(?:null|undefined|true|false|NaN|\[object \w+\])$/;

// The text may be several megabytes long. Once a process has compiled many regular expressions, V8 no longer optimizes new
// ones. A loop such as /^[a-z]+$/ then fails with "Maximum call stack size exceeded". The expressions below therefore look for
// one character, or for a limited number of characters.

const FOREIGN = /[^A-Za-z0-9+/]/;

const withoutQuotes = (text: string): string =>
	text.length > 1 && /^["'`]/.test(text) && text.endsWith(text.charAt(0))
		? text.slice(1, -1)
		: text;

/**
 * Reads a file's Base64, even from a data URL, in quotes or with line breaks. Returns it in the alphabet and with the padding
 * that servers accept.
 * @throws {InputProblem} if the text isn't the Base64 of a file
 */
export function readBase64(input: string, field: string): string {
	const refusal = (problem: string, hint = FROM_ITEM) => new InputProblem([field], problem, hint);
	const entry = input.trim();
	const inner = withoutQuotes(entry).trim();
	if (inner === '') throw refusal('is empty', 'Enter the content of the file.');
	if (PLACES.test(inner)) {
		throw refusal(`is "${inner}": the place where n8n keeps the file, and not its content`);
	}
	if (NOTHING.test(inner)) throw refusal(`is "${inner}", which is no file`);
	if (/^https?:\/\//i.test(inner)) {
		throw refusal('is a web address', 'Choose the source URL, and enter it there.');
	}
	if (/^[[{]/.test(inner)) throw refusal('is JSON, and not the content of a file');
	if (inner.startsWith('<')) throw refusal('is a web page or XML, and not the content of a file');
	const text = withoutBlanks(contentOf(inner))
		.replaceAll('-', '+')
		.replaceAll('_', '/')
		.replace(/=+$/, '');
	if (text === '') throw refusal('is empty', 'Enter the content of the file.');
	if (text.length % 4 === 1 || FOREIGN.test(text)) {
		throw refusal('is not valid Base64');
	}
	return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Returns the Base64 in a data URL. Without `;base64`, the URL contains percent-encoded text, which is converted. */
function contentOf(text: string): string {
	const [prefix = '', header = ''] = /^data:([^,]{0,1000}),\s{0,1000}/i.exec(text) ?? [];
	const content = text.slice(prefix.length);
	const isPlain = prefix !== '' && !/;\s*base64\s*$/i.test(header) && !FILE_STARTS.test(content);
	if (!isPlain) return content;
	try {
		return Buffer.from(decodeURIComponent(content)).toString('base64');
	} catch {
		return content;
	}
}

/** Removes line breaks, including those written as `\n` or as evenly placed spaces. Turns other spaces back into "+". */
function withoutBlanks(text: string): string {
	const plain = text.replace(/\\[nrt]|[^\S ]/g, '').trim();
	if (!plain.includes(' ')) return plain;
	const [withPlus, without] = [plain.replaceAll(' ', '+'), plain.replaceAll(' ', '')];
	const [isWholeWithPlus, isWholeWithout] = [withPlus, without].map(
		({ length }) => length % 4 === 0,
	);
	if (isWholeWithPlus !== isWholeWithout) return isWholeWithPlus === true ? withPlus : without;
	const [first = '', ...lines] = plain.split(' ');
	return lines.slice(0, -1).every(({ length }) => length === first.length) ? without : withPlus;
}

/** Minimum bytes of a file of an unknown type: anything shorter is probably a word. */
const SHORTEST_BYTES = 12;

const FILE_STARTS =
	/^(?:data:[\w/+.-]+;base64,|JVBERi|iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|UEsDB|T2dnUw|SUQz|AAAA.{4}Z0eX)/;

/**
 * @param bytes the beginning of the content
 * @param isKnown whether the content is of a known file type
 * @throws {InputProblem} if the content is only a word, or was encoded twice
 */
export function checkDecoded(bytes: Buffer, isKnown: boolean, field: string): void {
	if (FILE_STARTS.test(bytes.toString('latin1'))) {
		throw new InputProblem([field], 'was encoded twice: it is Base64 of Base64', 'Encode it once.');
	}
	if (isKnown || bytes.length >= SHORTEST_BYTES) return;
	throw new InputProblem(
		[field],
		`has only ${bytes.length} bytes, which are no file`,
		`It may be a word and not the content of a file. ${FROM_ITEM}`,
	);
}
