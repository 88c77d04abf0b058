import { cannotBe, InputProblem } from '../input/inputProblem';

/**
 * Fills the `{parameters}` of a route, each as exactly one path segment.
 * @throws {InputProblem} for a value that cannot be a segment: an empty text, a text with half of a surrogate pair, and `.` and
 *   `..`, which every URL parser resolves even if they are percent-encoded
 */
export function fillRoute(path: string, parameters: Record<string, string>): string {
	return path.replace(/\{(\w+)\}/g, (_placeholder, name: string) => {
		const value = parameters[name] ?? '';
		if (value === '') throw new InputProblem([name], 'is empty');
		// With the flag "u", `\p{Surrogate}` matches only an unpaired surrogate, which no encoding can represent.
		if (value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) {
			throw new InputProblem([name], cannotBe(value), 'Use another name.');
		}
		return encodeURIComponent(value);
	});
}

/** Returns `?a=1&b=2`, or an empty text. */
export function queryString(
	query: Record<string, string | number | boolean | undefined> | undefined,
): string {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query ?? {})) {
		if (value !== undefined) search.set(key, String(value));
	}
	return search.size === 0 ? '' : `?${search.toString()}`;
}
