/** Whether a version such as `2.3.0-rc1` is at least `2.3`; undefined if it is not a version. */
export function isAtLeast(version: string | undefined, wanted: string): boolean | undefined {
	const [, given] = /^v?(\d+(?:\.\d+)+)/.exec(version ?? '') ?? [];
	if (given === undefined) return undefined;
	const have = given.split('.').map(Number);
	const want = wanted.split('.').map(Number);
	const position = want.findIndex((part, index) => (have[index] ?? 0) !== part);
	return position < 0 || (have[position] ?? 0) > (want[position] ?? 0);
}
