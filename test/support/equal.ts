import { isDeepStrictEqual } from 'node:util';

/**
 * Like `expect(found).toEqual(expected)`, but takes a fraction of the time if the values are equal. For property tests, which
 * compare thousands of values.
 */
export function expectEqual(found: unknown, expected: unknown): void {
	if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}
