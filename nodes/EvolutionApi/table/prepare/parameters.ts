import type { IExecuteFunctions } from 'n8n-workflow';

import { isTool } from '../../core/input/nodeOutputs';
import { getInputItem } from '../../core/input/inputFile';
import { isTokenAlone } from '../../server/connection';
import type { Connection } from '../../server/adapter';
import { InputProblem } from '../../core/input/inputProblem';
import type { ItemOfRun, Operation } from '../operation';
import { isRecord } from '../../core/values/answer';
import type { Field } from '../../core/values/field';

/** Returns an item's values for all fields of the operation, by name; `undefined` for hidden and missing ones. */
export function readParameters(
	context: IExecuteFunctions,
	{ fields }: Operation,
	itemIndex: number,
): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const { name, type } of fields) {
		// `chooseInstance` reads the instance later.
		if (type === 'notice' || name === 'instance') continue;
		values[name] = readParameter(context, name, itemIndex, type === 'resourceLocator');
	}
	return values;
}

type Reading =
	/** The parameter has no expression. */
	| { readonly value: unknown }
	/** The parameter is an expression that only names a field of the item: the field's path, outermost name first. */
	| { readonly fieldOfItem: readonly string[] }
	/** n8n has to evaluate the parameter for each item. */
	| 'differs';

const readings = new WeakMap<IExecuteFunctions, Map<string, Reading>>();

/**
 * Reads a parameter. n8n's slow `getNodeParameter()` is called for each item only if an expression requires it.
 * @param isLocator true for a resource locator: returns its value, without n8n's `extractValue`, which fails for a hidden field
 */
export function readParameter(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
	isLocator = false,
): unknown {
	const ofRun = readings.get(context) ?? new Map<string, Reading>();
	readings.set(context, ofRun);
	const prior = ofRun.get(name);
	if (typeof prior === 'object') {
		if ('value' in prior) return prior.value;
		const field = fieldOfItem(context, itemIndex, prior.fieldOfItem);
		if (field !== undefined) return field;
	}
	const get = (rawExpressions: boolean): unknown =>
		context.getNodeParameter(name, itemIndex, null, { rawExpressions, skipValidation: true });
	const result = get(false) ?? undefined;
	const isWrapped = isLocator && isRecord(result) && 'value' in result;
	const value = isWrapped ? (result.value ?? undefined) : result;
	if (prior === undefined) ofRun.set(name, chooseReading(context, get(true), value, isLocator));
	return value;
}

/** @param input the parameter as entered, e.g. `={{ $json.to }}` @param value its value for the first item */
function chooseReading(
	context: IExecuteFunctions,
	input: unknown,
	value: unknown,
	isLocator: boolean,
): Reading {
	if (!hasExpression(input)) return { value };
	const { value: within, ...others } = isLocator && isRecord(input) ? input : {};
	const expression = hasExpression(others) ? undefined : (within ?? input);
	const [, path] = FIELD_OF_ITEM.exec(typeof expression === 'string' ? expression : '') ?? [];
	// In a tool, `$json` may differ from the input item, so only n8n can evaluate the expression.
	return path === undefined || isTool(context) ? 'differs' : { fieldOfItem: path.split('.') };
}

/** Matches the expression that n8n's editor writes for a dragged field: `={{ $json.order.number }}`. */
const FIELD_OF_ITEM = /^=\{\{\s*\$json\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}$/;

/** Returns the item's text, number or boolean at a path; undefined for other values, which n8n has to evaluate. */
function fieldOfItem(
	context: IExecuteFunctions,
	itemIndex: number,
	path: readonly string[],
): unknown {
	let value: unknown = getInputItem(context, itemIndex).json;
	for (const name of path) {
		if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return ['string', 'number', 'boolean'].includes(typeof value) ? value : undefined;
}

function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

/**
 * Chooses the instance of the request: from the node, from the message that started the workflow, or from an instance's key.
 * Undefined if none is known and the route doesn't need one.
 * @throws {InputProblem} if the route needs an instance and none is known, or if the credential gives no access to the instance
 */
export function chooseInstance(
	{ context, index }: ItemOfRun,
	connection: Connection,
	{ request, fields }: Operation,
	messageInstance: string | undefined,
): string | undefined {
	const path = instancePath(fields);
	if (path === undefined) return undefined;
	const input = String(readParameter(context, path.join('.'), index, true) ?? '').trim();
	const instance = input === '' ? (messageInstance ?? '') : input;
	const { instanceName } = connection;
	if (isAboutInstance(request) && instance === '' && instanceName === undefined) {
		throw new InputProblem(path, 'is empty', 'Choose one from the list, or enter its name.');
	}
	// If the credential has only a token, the token's instance is unknown, and the trigger's item may name another instance.
	if (instance === '' || (input === '' && isTokenAlone(connection))) return instanceName;
	checkOpens(connection, instance, { path, isFound: input === '' });
	return instance;
}

function instancePath(fields: readonly Field[]): string[] | undefined {
	const isInstance = ({ name }: { readonly name: string }) => name === 'instance';
	if (fields.some(isInstance)) return ['instance'];
	const options = fields.find(({ name }) => name === 'options')?.options ?? [];
	return options.some(isInstance) ? ['options', 'instance'] : undefined;
}

const isAboutInstance = ({ onlyOn, path }: Operation['request']) =>
	onlyOn !== undefined || path.includes('{instance}');

interface Origin {
	readonly path: readonly string[];
	/** True if the instance comes from a message, not from the node. */
	readonly isFound: boolean;
}

/** Checks that the credential gives access to the instance. @throws {InputProblem} if it doesn't, or if that's unknown */
function checkOpens(connection: Connection, instance: string, { path, isFound }: Origin): void {
	const { instanceName, globalKey } = connection;
	if (instanceName === undefined || instanceName === instance || globalKey !== undefined) return;
	if (isTokenAlone(connection)) {
		throw new InputProblem(
			path,
			`cannot be "${instance}": the credential has only the token of an instance, which does not tell its name`,
			'Leave Instance empty to use the instance of the token, or enter the Global API Key in the credential, too.',
		);
	}
	throw new InputProblem(
		path,
		`cannot be "${instance}": the credential opens only the instance "${instanceName}"`,
		isFound
			? `The message came to "${instance}". Choose a credential that opens it, or enter "${instanceName}" to send from there.`
			: 'Leave Instance empty, or choose a credential with the global key.',
	);
}
