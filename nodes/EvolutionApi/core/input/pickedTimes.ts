import { isRecord } from '../server/answer';
import type { Field } from '../table/operation';
import { readTime } from './time';

type Values = Record<string, unknown>;

/** What {@link Field} says of a field, as far as it matters here: options of a dropdown have no type. */
interface Described {
	readonly name: string;
	readonly type?: string;
	readonly options?: readonly unknown[];
	readonly values?: readonly unknown[];
}

/**
 * n8n's date picker gives a time without a zone: it means the workflow's. Replaces each such time by its
 * ISO form in UTC, wherever the field stands. What is not a time stays, for its check.
 */
export function withTimes(fields: readonly Field[], values: Values, timeZone: string): Values {
	return convertedAll(fields, values, timeZone);
}

function convertedAll(fields: readonly unknown[], given: Values, timeZone: string): Values {
	const entries = fields.filter(isDescribed).flatMap((field): Array<[string, unknown]> => {
		const value = given[field.name];
		return value === undefined ? [] : [[field.name, converted(field, value, timeZone)]];
	});
	return { ...given, ...Object.fromEntries(entries) };
}

function converted(
	{ type, options, values }: Described,
	value: unknown,
	timeZone: string,
): unknown {
	if (type === 'dateTime') return isoTime(value, timeZone);
	const isCollection = type === 'collection' || type === 'fixedCollection';
	// A group of a fixed collection has `values`, and is given as one entry or as a list of them.
	const inner = isCollection ? options : values;
	if (inner === undefined) return value;
	const within = (entry: unknown) =>
		isRecord(entry) ? convertedAll(inner, entry, timeZone) : entry;
	return Array.isArray(value) ? value.map(within) : within(value);
}

const isDescribed = (field: unknown): field is Described =>
	isRecord(field) && typeof field.name === 'string';

function isoTime(value: unknown, timeZone: string): unknown {
	if (typeof value !== 'string') return value;
	const time = readTime(value, timeZone);
	return Number.isNaN(time.getTime()) ? value : time.toISOString();
}
