import type { IExecuteFunctions } from 'n8n-workflow';

import { isTokenAlone } from '../server/connection';
import type { Connection } from '../server/adapter';
import { InputProblem } from '../input/inputProblem';
import type { ItemOfRun, Operation } from '../table/operation';
import { isRecord } from '../values/answer';
import type { Field } from '../values/field';

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

/** By the context of a run: its parameters that are the same for all items. */
const constants = new WeakMap<IExecuteFunctions, Map<string, Constant | 'differs'>>();

interface Constant {
	readonly value: unknown;
}

/**
 * A parameter without an expression is read once for a run: for n8n each reading is as much work as a small request.
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
	const ofRun = constants.get(context) ?? new Map<string, Constant | 'differs'>();
	constants.set(context, ofRun);
	const known = ofRun.get(name);
	if (typeof known === 'object') return known.value;
	const read = (rawExpressions: boolean): unknown =>
		context.getNodeParameter(name, itemIndex, null, { rawExpressions, skipValidation: true });
	const resolved = read(false) ?? undefined;
	const isWrapped = isLocator && isRecord(resolved) && 'value' in resolved;
	const value = isWrapped ? (resolved.value ?? undefined) : resolved;
	if (known === undefined) ofRun.set(name, hasExpression(read(true)) ? 'differs' : { value });
	return value;
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
