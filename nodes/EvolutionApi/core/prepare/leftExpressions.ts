import { InputProblem } from '../input/inputProblem';
import type { Operation } from '../table/operation';
import { isRecord, recordOf } from '../values/answer';

// A field that stands on Fixed holds an expression as plain text, and a person would read it.

/** The option that sends it all the same. Operations whose texts people read have it. */
export const SEND_EXPRESSIONS = 'sendExpressions';

/** Somebody else's words. */
const NOT_OURS = ['quotedMessage'];

/** Prices such as `{{$5}}` are none. */
const EXPRESSION = /=\{\{|\{\{\s*\$[a-z(]/i;

const LONGEST_SHOWN = 60;

interface Place {
	readonly path: ReadonlyArray<string | number>;
	readonly value: unknown;
}

/** @throws {InputProblem} for the first expression that would be sent as it is */
export function refuseLeftExpressions(
	{ fields }: Pick<Operation, 'fields'>,
	values: Record<string, unknown>,
): void {
	const options = fields.find(({ name }) => name === 'options')?.options ?? [];
	const isAllowed = String(recordOf(values.options)[SEND_EXPRESSIONS]) === 'true';
	if (isAllowed || !options.some(({ name }) => name === SEND_EXPRESSIONS)) return;
	const places: Place[] = [{ path: [], value: values }];
	for (const { path, value } of places) {
		if (typeof value === 'string') check(value, path);
		else if (Array.isArray(value) || isPlain(value)) places.push(...inside(value, path));
	}
}

function check(text: string, path: Place['path']): void {
	const start = text.search(EXPRESSION);
	if (start < 0) return;
	const end = text.indexOf('}}', start);
	const whole = text.slice(start, end < 0 ? undefined : end + 2);
	const shown = whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)}…` : whole;
	throw new InputProblem(
		path,
		`people would read ${shown} itself, not its value`,
		'Switch the field from Fixed to Expression, or drag the value into it. If they are to read it like this, add the option Send Expressions as Text.',
	);
}

/** Not a date or the like, which an expression may give. */
const isPlain = (value: unknown): value is object =>
	isRecord(value) &&
	[Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

const inside = (value: object, path: Place['path']): Place[] =>
	Object.entries(value)
		.filter(([key]) => !NOT_OURS.includes(key))
		.map(([key, inner]: [string, unknown]) => ({
			path: [...path, Array.isArray(value) ? Number(key) : key],
			value: inner,
		}));
