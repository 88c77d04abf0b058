import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { InputProblem } from '../input/inputProblem';
import { isRecord } from '../values/answer';

// A field that is set to Fixed holds an expression as plain text, and a person would read it.

/** Prices such as `{{$5}}` are none. */
const EXPRESSION = /=\{\{|\{\{\s*\$[a-z(]/i;

const LONGEST_SHOWN = 60;

interface Place {
	readonly path: ReadonlyArray<string | number>;
	readonly value: unknown;
}

/** n8n copies the whole node for each question. */
const parametersOfRuns = new WeakMap<IExecuteFunctions, INodeParameters>();

function enteredParameters(context: IExecuteFunctions): INodeParameters {
	const known = parametersOfRuns.get(context) ?? context.getNode().parameters;
	parametersOfRuns.set(context, known);
	return known;
}

/**
 * @param values of the fields that the item has, by name
 * @throws {InputProblem} for the first expression that nobody would evaluate
 */
export function refuseLeftExpressions(
	context: IExecuteFunctions,
	values: Readonly<Record<string, unknown>>,
): void {
	const entered = enteredParameters(context);
	const places: Place[] = Object.keys(values)
		.filter((name) => values[name] !== undefined)
		.map((name) => ({ path: [name], value: entered[name] }));
	for (const { path, value } of places) {
		if (typeof value === 'string') check(value, path);
		else if (Array.isArray(value) || isRecord(value)) places.push(...inside(value, path));
	}
}

function check(text: string, path: Place['path']): void {
	const isEvaluated = text.startsWith('=');
	const start = isEvaluated ? -1 : text.search(EXPRESSION);
	if (start < 0) return;
	const end = text.indexOf('}}', start);
	const whole = text.slice(start, end < 0 ? undefined : end + 2);
	const shown = whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)}…` : whole;
	throw new InputProblem(
		path,
		`contains ${shown}, but is set to Fixed`,
		'Switch it to Expression.',
	);
}

const inside = (value: object, path: Place['path']): Place[] =>
	Object.entries(value).map(([key, inner]: [string, unknown]) => ({
		path: [...path, Array.isArray(value) ? Number(key) : key],
		value: inner,
	}));
