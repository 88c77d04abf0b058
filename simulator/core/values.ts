import type { Json } from './data';

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const asObject = (value: unknown): Json => (isObject(value) ? value : {});
export const asString = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);

export const optionalString = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;

export const optionalBoolean = (value: unknown): boolean | undefined =>
	typeof value === 'boolean' ? value : undefined;

/** Returns the object without keys whose value is undefined, so that it has the same keys as its JSON. */
export const compact = (value: Json): Json =>
	Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));

export const without = (value: Json, ...names: string[]): Json =>
	Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/** Tells whether a parsed body is nested deeper than `limit`, without recursion. */
export function deeperThan(value: unknown, limit: number): boolean {
	const stack: Array<[unknown, number]> = [[value, 0]];
	for (let next = stack.pop(); next; next = stack.pop()) {
		const [entry, depth] = next;
		if (typeof entry !== 'object' || entry === null) continue;
		if (depth >= limit) return true;
		for (const child of Object.values(entry)) stack.push([child, depth + 1]);
	}
	return false;
}
