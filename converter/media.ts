import { parseParameter } from './expressions/parse';
import { asParameter, asSource, shown } from './expressions/value';
import type { Parameters } from './workflow';

// The server takes the address of a file and Base64 in the same place. Our nodes have a field for each.

const IS_ADDRESS = /https?:/i;

/**
 * The field for a file, and *Media Source*. Where an expression does not tell what it gives, both fields have it, and an
 * expression chooses.
 * @param given as n8n saves it
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

/** For the user, where the fields that were filled in are for either. */
export const mediaNotes = ({ mediaUrl, mediaBase64 }: Parameters): string[] =>
	mediaUrl !== undefined && mediaBase64 !== undefined
		? [
				'The file may be an address or Base64, so an expression in Media Source chooses. If it is always the same, choose that.',
			]
		: [];
