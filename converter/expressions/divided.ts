import { asParameter, asSource, type Value } from './value';

/** Matches expressions that need no parentheses before a division: `$json.delay`, `$('A').item.json.delay`. */
const IS_PATH = /^[\w$.()'[\]-]+$/;

/**
 * Divides a number whose unit is larger in our field than in the request, such as seconds instead of milliseconds.
 * @returns the value as n8n saves it; undefined if it can't be a number
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
