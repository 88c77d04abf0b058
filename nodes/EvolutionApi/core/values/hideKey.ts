/** Below this length an encoded form could be part of an ordinary text. */
const SHORTEST_ENCODED = 8;

/**
 * Takes a key out of a text, in every form that a server or a proxy may give it: as it is, percent-encoded, in
 * hexadecimal or in Base64, also within something longer such as `user:key`.
 */
export function hideKey(text: string, key: string): string {
	if (key === '') return text;
	const encoded = [encodeURIComponent(key), Buffer.from(key).toString('hex'), ...base64Of(key)];
	const forms = [key, ...encoded.filter(({ length }) => length >= SHORTEST_ENCODED)];
	return forms.reduce((cleaned, form) => cleaned.split(form).join('***'), text);
}

/**
 * Base64 encodes three bytes at a time, so the key looks different after one byte and after two. The characters at its
 * ends depend on its neighbors and are left out.
 */
function base64Of(key: string): string[] {
	return [0, 1, 2].flatMap((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)]);
		const start = Math.ceil((before * 8) / 6);
		const end = Math.floor((bytes.length * 8) / 6);
		return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(start, end));
	});
}
