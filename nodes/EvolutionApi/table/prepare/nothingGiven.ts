import { jsonParse, type IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool } from '../../core/input/nodeOutputs';
import type { Connection } from '../../server/adapter';
import { explainMovedKey } from '../../server/words/movedKeys';
import type { ItemOfRun, Operation } from '../operation';
import { asRecord, asRecords, isRecord } from '../../core/values/answer';
import { classifyAddress } from '../../core/values/addressKind';
import { enteredParameters, findEntered, LEFT_EXPRESSION } from './expressions';
import { refuseEndedText } from './jsonTexts';
import { argumentsIn, refuseOverwritten, findLeftOut } from './modelArguments';
import { readParameter } from './parameters';

// An expression without a value is a mistake: an empty filter would return everything, and a field in an update would be
// cleared. A field that the user leaves empty is different: its description explains what that means.

/** Words that programs and models write for a missing value. */
const WORDS = ['null', 'undefined', 'NaN', '{}', '[object Object]'];

const isMissing = (value: unknown): boolean => value === undefined || value === null;

/** In a JSON field, an empty list counts as a value. */
const isBlank = (value: unknown, { type }: FieldLike): boolean =>
	isMissing(value) ||
	Number.isNaN(value) ||
	(typeof value === 'string' && value.trim() === '') ||
	(Array.isArray(value) && value.length === 0 && type !== 'json');

function isWordForNothing(value: unknown, { type }: FieldLike): boolean {
	if (type === 'json') return value === 'null' || value === 'undefined';
	if (typeof value === 'string') return WORDS.includes(value.trim());
	return isRecord(value) && Object.keys(value).length === 0;
}

interface FieldLike {
	readonly name: string;
	readonly type?: string;
	readonly mayBeEmpty?: true;
	readonly options?: readonly unknown[];
	readonly values?: readonly unknown[];
}

interface FieldPlace {
	readonly field: FieldLike;
	readonly path: ReadonlyArray<string | number>;
	/** The parameter as entered in the editor. An expression begins with "=". */
	readonly input: unknown;
	readonly value: unknown;
	/** The expression that the value comes from: the field's own, or that of the collection around the field. */
	readonly expression: string | undefined;
}

/**
 * Refuses filters without a value, and fields whose expression or `$fromAI` argument has no value.
 * @throws {InputProblem} for the first such filter or field
 */
export function refuseNothingGiven(
	item: ItemOfRun,
	{ fields }: Operation,
	values: Readonly<Record<string, unknown>>,
	{ instanceName }: Connection,
): void {
	const { context, index } = item;
	const inputs = findEntered(context);
	const { parameters } = inputs;
	inputs.fieldsToCheck ??= fields.filter(
		({ name }) =>
			name === 'filters' ||
			(name !== OF_RUN && JSON.stringify(parameters[name] ?? '').includes('"=')),
	);
	for (const field of inputs.fieldsToCheck) {
		const { name, type } = field;
		const value =
			name in values
				? values[name]
				: readParameter(context, name, index, type === 'resourceLocator');
		// The field *Instance* may be empty, since the credential gives access to only one instance.
		if (name === 'instance' && instanceName !== undefined && isBlank(value, field)) continue;
		checkPlace(item, makePlace(field, [name], { input: parameters[name], value }));
	}
}

/** The field that is read once for all items. */
const OF_RUN = 'bulkSending';

/** @throws {InputProblem} if an expression in the field has no value */
export function refuseNothingInRun(
	context: IExecuteFunctions,
	field: FieldLike,
	value: unknown,
): void {
	const input = enteredParameters(context)[field.name];
	checkPlace({ context, index: 0 }, makePlace(field, [field.name], { input, value }));
}

function makePlace(
	field: FieldLike,
	path: FieldPlace['path'],
	{ input, value }: { readonly input: unknown; readonly value: unknown },
	outer?: string,
): FieldPlace {
	const isLocator = field.type === 'resourceLocator';
	const inner = isLocator && isRecord(input) ? input.value : input;
	const own = typeof inner === 'string' && inner.startsWith('=') ? inner : undefined;
	const innerValue = isLocator && isRecord(value) && 'value' in value ? value.value : value;
	return { field, path, input: inner, value: innerValue, expression: own ?? outer };
}

function checkPlace(item: ItemOfRun, place: FieldPlace): void {
	const { field, expression, value } = place;
	if (expression !== undefined) checkEvaluated(item, place);
	else if (isFilter(place) && isBlank(value, field)) throw emptyFilter(place.path);
	for (const inner of listInner(field, place)) checkPlace(item, inner);
}

const isFilter = ({ path: [first, ...others], field }: FieldPlace) =>
	first === 'filters' && others.length > 0 && field.type !== 'boolean';

const emptyFilter = (path: FieldPlace['path']) =>
	new InputProblem(
		path,
		'is empty',
		'Fill it in, or remove the filter: without a value it would return everything.',
	);

function checkEvaluated(item: ItemOfRun, place: FieldPlace): void {
	const { context } = item;
	const { field, path, value, expression = '' } = place;
	const isAbout = field.type === 'resourceLocator' || path[0] === 'filters';
	refuseOverwritten(context, path, expression, isAbout);
	const missing = findLeftOut(context, expression);
	if (missing !== undefined) throw new InputProblem(path, 'is empty', askFor(missing));
	if (field.type === 'json') refuseEndedText(item, path, expression, value);
	const [argument] = isTool(context) ? argumentsIn(expression) : [];
	const tip = HINTS[String(path.at(-1))];
	const hint = argument === undefined ? (explainMovedKey(expression) ?? tip) : askFor(argument);
	if (argument !== undefined) {
		refuseWrapped(place, argument);
		refuseInside(place, argument);
	}
	if (isBlank(value, field)) {
		const isLeftOut = argument !== undefined && isMissing(value);
		if (field.mayBeEmpty === true && !isLeftOut) return;
		throw hint === undefined && isFilter(place)
			? emptyFilter(path)
			: new InputProblem(path, 'is empty', hint);
	}
	if (!isWordForNothing(value, field)) return;
	const text = typeof value === 'string' ? value.trim() : '{}';
	throw new InputProblem(path, `is ${text}, as if no one had filled it in`, hint);
}

/** Refuses an expression, or a whole tool call as JSON, that a model gave instead of a text: the recipient would read it. */
function refuseWrapped({ field, path, value }: FieldPlace, argument: string): void {
	if (typeof value !== 'string' || field.type === 'json') return;
	const [expression] = LEFT_EXPRESSION.exec(value) ?? [];
	const what = `Call the tool again with the final value of "${argument}".`;
	if (expression !== undefined)
		throw new InputProblem(path, `has ${expression.slice(0, 60)}, which is not evaluated`, what);
	const inner = value.trim().replace(/^```(?:json)?\s*|\s*```$/g, '');
	if (!inner.startsWith('{')) return;
	const record = jsonParse<unknown>(inner, { fallbackValue: null });
	if (!isRecord(record)) return;
	if (argument in record) throw new InputProblem(path, `is JSON with "${argument}" in it`, what);
	throw new InputProblem(path, 'is a JSON object', what);
}

/**
 * Refuses a URL that isn't public. A customer may have told the model to enter it, so that the server fetches an internal page.
 */
function refuseInside({ path, value }: FieldPlace, argument: string): void {
	if (typeof value !== 'string' || !/url$/i.test(String(path.at(-1)))) return;
	if (classifyAddress(value.trim()) === 'public') return;
	throw new InputProblem(
		path,
		`is ${value.trim().slice(0, 60)}, an address that only machines of this network reach`,
		`Call the tool again with a public "${argument}".`,
	);
}

const HINTS: Readonly<Record<string, string>> = {
	instance: 'Choose one from the list, or enter its name.',
};

const askFor = (argument: string) =>
	`The model gave no "${argument}". Call the tool again with it.`;

function listInner({ type, options = [] }: FieldLike, place: FieldPlace): FieldPlace[] {
	const { input, value, path, expression } = place;
	if (type === 'collection') {
		const collection = isRecord(input) ? input : value;
		return options.filter(isFieldLike).flatMap((option) => {
			if (!isRecord(collection) || !(option.name in collection)) return [];
			const own = isRecord(input) ? input[option.name] : undefined;
			const inner = isRecord(value) ? value[option.name] : undefined;
			return [makePlace(option, [...path, option.name], { input: own, value: inner }, expression)];
		});
	}
	if (type === 'resourceMapper') return listMapped(place);
	if (type !== 'fixedCollection' || !isRecord(value)) return [];
	return options.filter(isFieldLike).flatMap(({ name, values = [] }) => {
		const entries = value[name];
		const group = { name, type: 'collection', options: values };
		const own = isRecord(input) ? input[name] : undefined;
		if (!Array.isArray(entries)) {
			return isRecord(entries)
				? [makePlace(group, [...path, name], { input: own, value: entries }, expression)]
				: [];
		}
		return entries.map((entry: unknown, at) => {
			const ownEntry: unknown = Array.isArray(own) ? own[at] : undefined;
			return makePlace(group, [...path, name, at], { input: ownEntry, value: entry }, expression);
		});
	});
}

/** Returns the values of a template's variables, named as in the editor. Leaves out empty ones, which are checked elsewhere. */
function listMapped({ input, value, path, expression }: FieldPlace): FieldPlace[] {
	const { value: values, schema } = asRecord(value);
	const inputs = asRecord(asRecord(input).value);
	return Object.entries(asRecord(values)).flatMap(([id, cellValue]) => {
		const entry = asRecords(schema).find((column) => column.id === id);
		const field = { name: String(entry?.displayName ?? id) };
		if (isBlank(cellValue, field)) return [];
		const cell = { input: inputs[id], value: cellValue };
		return [makePlace(field, [...path, field.name], cell, expression)];
	});
}

const isFieldLike = (field: unknown): field is FieldLike =>
	isRecord(field) && typeof field.name === 'string';
