import { readTime } from '../input/time';
import { isRecord } from '../values/answer';

type Values = Record<string, unknown>;

/** What matters here of a field, or of an option. Options of a dropdown have no type. */
interface FieldLike {
	readonly name: string;
	readonly type?: string;
	readonly options?: readonly unknown[];
	readonly values?: readonly unknown[];
}

/**
 * n8n's date picker gives a time without a zone: it means the workflow's. Replaces each such time by its ISO form in
 * UTC, also within collections. What is not a time stays, so that its check finds it.
 * @param fields those of an operation, or the options of one of them
 */
export function withTimes(fields: readonly unknown[], entered: Values, timeZone: string): Values {
	const entries = fields.filter(isFieldLike).flatMap((field): Array<[string, unknown]> => {
		const value = entered[field.name];
		return value === undefined ? [] : [[field.name, convertTimes(field, value, timeZone)]];
	});
	return { ...entered, ...Object.fromEntries(entries) };
}

function convertTimes(
	{ type, options, values }: FieldLike,
	value: unknown,
	timeZone: string,
): unknown {
	if (type === 'dateTime') return isoTime(value, timeZone);
	const isCollection = type === 'collection' || type === 'fixedCollection';
	// A group of a fixed collection has `values`, and contains one entry or a list of them.
	const inner = isCollection ? options : values;
	if (inner === undefined) return value;
	const within = (entry: unknown) => (isRecord(entry) ? withTimes(inner, entry, timeZone) : entry);
	return Array.isArray(value) ? value.map(within) : within(value);
}

const isFieldLike = (field: unknown): field is FieldLike =>
	isRecord(field) && typeof field.name === 'string';

function isoTime(value: unknown, timeZone: string): unknown {
	if (typeof value !== 'string') return value;
	const time = readTime(value, timeZone);
	return Number.isNaN(time.getTime()) ? value : time.toISOString();
}
