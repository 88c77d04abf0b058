type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string => {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
};

/** Tells whether an object is binary data: `{"…byteIndexedObject": …}` in captured answers, `{"0": 12, …}` in real ones. */
const isBytes = (value: unknown) =>
	isObject(value) &&
	Object.keys(value).length > 0 &&
	Object.keys(value).every((key) => /^(\d+|…byte)/.test(key));

/**
 * Returns the paths where two JSON values differ in keys or types. Values don't matter, and neither do the lengths of lists.
 * For lists, only the first entries are compared.
 */
export function differences(expected: unknown, actual: unknown, path = '$'): string[] {
	if (isBytes(expected) && isBytes(actual)) return [];
	const [want, have] = [typeOf(expected), typeOf(actual)];
	if (want !== have) return [`${path}: ${want} expected, got ${have}`];
	if (Array.isArray(expected) && Array.isArray(actual)) {
		if (expected.length === 0 || actual.length === 0) return [];
		return differences(expected[0], actual[0], `${path}[0]`);
	}
	if (!isObject(expected) || !isObject(actual)) return [];
	const missing = Object.keys(expected).filter((key) => !Object.hasOwn(actual, key));
	const extra = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
	const common = Object.keys(expected).filter((key) => Object.hasOwn(actual, key));
	return [
		...missing.map((key) => `${path}.${key}: missing`),
		...extra.map((key) => `${path}.${key}: not in the captured one`),
		...common.flatMap((key) => differences(expected[key], actual[key], `${path}.${key}`)),
	];
}
