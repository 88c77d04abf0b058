// Places in a JSON value, as paths such as `body.values.0`.

const isBranch = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

const under = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

export function valueAt(value: unknown, path: string): unknown {
	let place = value;
	for (const step of path.split('.')) place = isBranch(place) ? place[step] : undefined;
	return place;
}

/** Returns a copy with a value at a path, and creates objects and lists on the way. */
export function withValue(
	base: Record<string, unknown>,
	path: string,
	value: unknown,
): Record<string, unknown> {
	const copy = structuredClone(base);
	const steps = path.split('.');
	const last = steps.pop() ?? '';
	let place = copy;
	for (const step of steps) {
		if (!isBranch(place[step])) place[step] = {};
		place = place[step] as Record<string, unknown>;
	}
	place[last] = value;
	return copy;
}

/** Returns the deepest paths at which two values differ. Lists of different lengths differ as a whole. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
	if (JSON.stringify(one) === JSON.stringify(other)) return [];
	const comparable =
		isBranch(one) && isBranch(other) && Array.isArray(one) === Array.isArray(other);
	const sameLength = !Array.isArray(one) || !Array.isArray(other) || one.length === other.length;
	if (!comparable || !sameLength) return [path];
	const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
	return [...keys].flatMap((key) => differences(one[key], other[key], under(path, key)));
}

/** Returns every path that has exactly this value, the deepest last. */
export function placesOf(value: unknown, target: unknown, path = ''): string[] {
	const here = path !== '' && JSON.stringify(value) === JSON.stringify(target) ? [path] : [];
	if (!isBranch(value)) return here;
	return [
		...here,
		...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, target, under(path, key))),
	];
}

export function leaves(value: unknown, path = ''): Array<[path: string, value: unknown]> {
	if (!isBranch(value)) return value === undefined ? [] : [[path, value]];
	return Object.entries(value).flatMap(([key, inner]) => leaves(inner, under(path, key)));
}
