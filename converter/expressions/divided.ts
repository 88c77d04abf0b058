import { asParameter, asSource, type Value } from './value';

/** Where no brackets are needed before a division: `$json.delay`, `$('A').item.json.delay`. */
const IS_PATH = /^[\w$.()'[\]-]+$/;

/**
 * For a number that our field has in a larger unit than the request, such as seconds instead of milliseconds.
 * @returns what n8n saves for it; undefined if it cannot be a number
 */
export function divided(value: Value, by: number): unknown {
	if (value.kind === 'literal') {
		const number = value.value === '' || value.value === null ? NaN : Number(value.value);
		return Number.isFinite(number) ? number / by : undefined;
	}
	if (value.kind === 'object' || value.kind === 'list') return undefined;
	const source = asSource(value).trim();
	return asParameter({
		kind: 'expression',
		source: `${IS_PATH.test(source) ? source : `(${source})`} / ${by}`,
	});
}
