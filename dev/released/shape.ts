import { isRecord } from '../../nodes/EvolutionApi/core/values/answer';
import type { OutputSchema } from '../generate/outputSchema';

/** Names and types of an output, in short: `{ "id": "string", "members": [{ "isAdmin": "boolean" }] }` */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

export function shapeOf({ type, properties = {}, items }: OutputSchema): Shape {
	if (type === 'array') return items === undefined ? [] : [shapeOf(items)];
	if (type !== 'object') return type === 'integer' ? 'number' : type;
	const entries = Object.entries(properties).map(([key, inner]) => [key, shapeOf(inner)]);
	return Object.fromEntries(entries) as Shape;
}

/** What an expression of a saved workflow would no longer find, or find as something else. */
export function lostOf(before: Shape, now: Shape | undefined, path = ''): string[] {
	const named = path === '' ? 'the output' : `"${path}" of the output`;
	if (now === undefined) return [`${named} is gone`];
	// Nobody knows what stands there when it is not empty.
	if (before === 'null') return [];
	if (kindOf(before) !== kindOf(now)) return [`${named} was ${kindOf(before)}, is ${kindOf(now)}`];
	if (isList(before) && isList(now)) return lostInList(before, now, path);
	if (!isRecord(before) || !isRecord(now)) return [];
	return Object.entries(before).flatMap(([key, inner]) =>
		lostOf(inner as Shape, now[key] as Shape | undefined, path === '' ? key : `${path}.${key}`),
	);
}

function lostInList([before]: readonly Shape[], [now]: readonly Shape[], path: string): string[] {
	return before === undefined ? [] : lostOf(before, now, `${path}[]`);
}

const isList = (shape: Shape): shape is readonly Shape[] => Array.isArray(shape);

function kindOf(shape: Shape): string {
	if (typeof shape === 'string') return shape;
	return isList(shape) ? 'array' : 'object';
}
