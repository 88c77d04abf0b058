const ESCAPED: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
	return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

/** Returns JSON as Go writes it for a map: with sorted keys, and `<`, `>` and `&` escaped. */
export const goJson = (value: unknown): string =>
	JSON.stringify(sorted(value)).replace(/[<>&]/g, (character) => ESCAPED[character]);
