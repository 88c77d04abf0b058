const ESCAPED: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
	return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

/** A map in the JSON that Go writes: sorted keys, and characters of HTML escaped. */
export const goJson = (value: unknown): string =>
	JSON.stringify(sorted(value)).replace(/[<>&]/g, (character) => ESCAPED[character]);
