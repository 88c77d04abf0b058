import { isRecord } from './answer';
import type { Field } from './operation';
import { readTime } from './time';

/**
 * n8n's date picker gives a time without a zone, which is one of the workflow: this gives the ISO times of
 * those in a collection. What is no time stays, for its check.
 */
export function withTimes(fields: readonly Field[], values: Values, timeZone: string): Values {
	const times = fields.flatMap(({ name, type, options = [] }) => {
		const given = type === 'collection' ? values[name] : undefined;
		if (!isRecord(given)) return [];
		const picked = options.filter((option) => 'type' in option && option.type === 'dateTime');
		const entries = picked.map((option) => [option.name, isoTime(given[option.name], timeZone)]);
		return entries.length === 0 ? [] : [[name, { ...given, ...Object.fromEntries(entries) }]];
	});
	return { ...values, ...Object.fromEntries(times) };
}

type Values = Record<string, unknown>;

function isoTime(value: unknown, timeZone: string): unknown {
	if (typeof value !== 'string') return value;
	const time = readTime(value, timeZone);
	return Number.isNaN(time.getTime()) ? value : time.toISOString();
}
