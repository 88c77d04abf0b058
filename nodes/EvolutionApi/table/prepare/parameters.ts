import type { IExecuteFunctions } from 'n8n-workflow';

import { isTool } from '../../core/input/nodeOutputs';
import { getInputItem } from '../../core/input/inputFile';
import { isTokenAlone } from '../../server/connection';
import type { Connection } from '../../server/adapter';
import { InputProblem } from '../../core/input/inputProblem';
import type { ItemOfRun, Operation } from '../operation';
import { isRecord } from '../../core/values/answer';
import type { Field } from '../../core/values/field';

/** The item's values of all the operation's fields, by name; `undefined` for hidden and missing ones. */
export function readParameters(
	context: IExecuteFunctions,
	{ fields }: Operation,
	itemIndex: number,
): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const { name, type } of fields) {
		// The instance is read where it is needed.
		if (type === 'notice' || name === 'instance') continue;
		values[name] = readParameter(context, name, itemIndex, type === 'resourceLocator');
	}
	return values;
}

/** How a parameter is read for each item of a run. */
type Reading =
	/** It has no expression. */
	| { readonly value: unknown }
	/** It is a field of the item: its names, from the outermost on. */
	| { readonly fieldOfItem: readonly string[] }
	/** n8n evaluates it. */
	| 'differs';

/** By the context of a run, and by the parameter's name. */
const readings = new WeakMap<IExecuteFunctions, Map<string, Reading>>();

/**
 * For n8n each reading is as much work as a small request. So a parameter without an expression is read once for a run,
 * and one that only names a field of the item, as n8n's editor writes it, is taken from there.
 * @param isLocator takes the value out of a resource locator. Ours have no mode with an `extractValue`, so n8n would do
 *   the same, but it fails for a hidden field.
 * @returns undefined if n8n has no value, which would be an error otherwise
 */
export function readParameter(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
	isLocator = false,
): unknown {
	const ofRun = readings.get(context) ?? new Map<string, Reading>();
	readings.set(context, ofRun);
	const known = ofRun.get(name);
	if (typeof known === 'object') {
		if ('value' in known) return known.value;
		const field = fieldOfItem(context, itemIndex, known.fieldOfItem);
		if (field !== undefined) return field;
	}
	const read = (rawExpressions: boolean): unknown =>
		context.getNodeParameter(name, itemIndex, null, { rawExpressions, skipValidation: true });
	const resolved = read(false) ?? undefined;
	const isWrapped = isLocator && isRecord(resolved) && 'value' in resolved;
	const value = isWrapped ? (resolved.value ?? undefined) : resolved;
	if (known === undefined) ofRun.set(name, chooseReading(context, read(true), value, isLocator));
	return value;
}

/** @param entered as the node has it @param value of the item that was read first */
function chooseReading(
	context: IExecuteFunctions,
	entered: unknown,
	value: unknown,
	isLocator: boolean,
): Reading {
	if (!hasExpression(entered)) return { value };
	const { value: within, ...others } = isLocator && isRecord(entered) ? entered : {};
	const expression = hasExpression(others) ? undefined : (within ?? entered);
	const [, path] = FIELD_OF_ITEM.exec(typeof expression === 'string' ? expression : '') ?? [];
	// What n8n takes for the item of a tool is not its input alone.
	return path === undefined || isTool(context) ? 'differs' : { fieldOfItem: path.split('.') };
}

/** What n8n's editor writes when somebody drags a field of the item into a parameter: `={{ $json.order.number }}`. */
const FIELD_OF_ITEM = /^=\{\{\s*\$json\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}$/;

/** @returns a text, a number or a switch; undefined for all else, about which n8n has rules of its own */
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

/** A text that begins with "=" is an expression. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

/**
 * The instance of the request: the node's, else that of the message that started the workflow, else that of an instance's
 * key. It may be missing if the route does not name one.
 * @throws {InputProblem} if it is missing otherwise, or the key does not open it
 */
export function chooseInstance(
	{ context, index }: ItemOfRun,
	connection: Connection,
	{ request, fields }: Operation,
	located: string | undefined,
): string | undefined {
	const path = instancePath(fields);
	if (path === undefined) return undefined;
	const entered = String(readParameter(context, path.join('.'), index, true) ?? '').trim();
	const chosen = entered === '' ? (located ?? '') : entered;
	const { instanceName } = connection;
	if (isAboutInstance(request) && chosen === '' && instanceName === undefined) {
		throw new InputProblem(path, 'is empty', 'Choose one from the list, or enter its name.');
	}
	// What a token opens has no name that could be compared.
	if (chosen === '' || (entered === '' && isTokenAlone(connection))) return instanceName;
	checkOpens(connection, chosen, { path, isFound: entered === '' });
	return chosen;
}

/** Where the node names the instance, from the outermost name on: some operations have it among their options. */
function instancePath(fields: readonly Field[]): string[] | undefined {
	const isInstance = ({ name }: { readonly name: string }) => name === 'instance';
	if (fields.some(isInstance)) return ['instance'];
	const options = fields.find(({ name }) => name === 'options')?.options ?? [];
	return options.some(isInstance) ? ['options', 'instance'] : undefined;
}

const isAboutInstance = ({ onlyOn, path }: Operation['request']) =>
	onlyOn !== undefined || path.includes('{instance}');

interface Named {
	readonly path: readonly string[];
	/** The node does not name the instance: it is that of a message. */
	readonly isFound: boolean;
}

/** @throws {InputProblem} if the credential does not open the instance, or nobody knows whether it does */
function checkOpens(connection: Connection, chosen: string, { path, isFound }: Named): void {
	const { instanceName, globalKey } = connection;
	if (instanceName === undefined || instanceName === chosen || globalKey !== undefined) return;
	if (isTokenAlone(connection)) {
		throw new InputProblem(
			path,
			`cannot be "${chosen}": the credential has only the token of an instance, which does not tell its name`,
			'Leave Instance empty to use the instance of the token, or enter the Global API Key in the credential, too.',
		);
	}
	throw new InputProblem(
		path,
		`cannot be "${chosen}": the credential opens only the instance "${instanceName}"`,
		isFound
			? `The message came to "${chosen}". Choose a credential that opens it, or enter "${instanceName}" to send from there.`
			: 'Leave Instance empty, or choose a credential with the global key.',
	);
}
