import { parseParameter } from './expressions/parse';
import { asParameter, asSource, shown } from './expressions/value';
import type { Parameters } from './workflow';

// The server accepts a file's URL and its Base64 in the same key. Our nodes have a separate field for each.

const IS_ADDRESS = /https?:/i;

/**
 * Returns our fields for a file. If a value may be a URL or Base64, `mediaSource` becomes an expression that checks the value.
 * @param given value as n8n saves it
 */
export function mediaFields(given: unknown): Parameters {
	const value = parseParameter(given);
	const text = shown(value);
	const isAddress = IS_ADDRESS.test(text);
	if (value.kind === 'literal') {
		return isAddress
			? { mediaSource: 'url', mediaUrl: given }
			: { mediaSource: 'base64', mediaBase64: given };
	}
	if (isAddress || /url|link/i.test(text)) return { mediaSource: 'url', mediaUrl: given };
	if (/base64/i.test(text)) return { mediaSource: 'base64', mediaBase64: given };
	const source = `/^https?:/i.test(${asSource(value)}) ? 'url' : 'base64'`;
	return {
		mediaSource: asParameter({ kind: 'expression', source }),
		mediaUrl: given,
		mediaBase64: given,
	};
}

export const mediaNotes = ({ mediaUrl, mediaBase64 }: Parameters): string[] =>
	mediaUrl !== undefined && mediaBase64 !== undefined
		? [
				'The file may be an address or Base64, so an expression in Media Source chooses between them. If it is always the same kind, choose that kind there.',
			]
		: [];
