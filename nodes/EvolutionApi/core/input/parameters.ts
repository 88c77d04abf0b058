import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../server/answer';
import type { Connection } from '../server/connection';
import type { Operation } from '../table/operation';
import { InputProblem } from './inputProblem';

/** Read by those who need them, and not for every item. */
const READ_APART = ['instance', 'concurrency'];

/** The item's values of all the operation's fields, by name; `undefined` for hidden and missing ones. */
export function readParameters(
	context: IExecuteFunctions,
	{ fields }: Operation,
	itemIndex: number,
): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const { name, type } of fields) {
		if (type === 'notice' || READ_APART.includes(name)) continue;
		values[name] = readParameter(context, name, itemIndex, type === 'resourceLocator');
	}
	return values;
}

/** What the parameters of a run, whose context is one object, are for all of its items. */
const known = new WeakMap<IExecuteFunctions, Map<string, Constant | 'differs'>>();

interface Constant {
	readonly value: unknown;
}

/**
 * What has no expression in it is read once for a run: n8n works on each reading as long as on a small request.
 * @param isLocator takes the value out of a resource locator. Ours have no mode with an `extractValue`, so
 *   n8n would do nothing else, but it fails for a hidden field.
 * @returns undefined where n8n has no value, which it otherwise takes for an error
 */
export function readParameter(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
	isLocator = false,
): unknown {
	const ofRun = known.get(context) ?? new Map<string, Constant | 'differs'>();
	known.set(context, ofRun);
	const before = ofRun.get(name);
	if (typeof before === 'object') return before.value;
	const read = (rawExpressions: boolean): unknown =>
		context.getNodeParameter(name, itemIndex, null, { rawExpressions, skipValidation: true });
	const resolved = read(false) ?? undefined;
	const isWrapped = isLocator && isRecord(resolved) && 'value' in resolved;
	const value = isWrapped ? (resolved.value ?? undefined) : resolved;
	if (before === undefined) ofRun.set(name, hasExpression(read(true)) ? 'differs' : { value });
	return value;
}

/** In n8n a text that begins with "=" is an expression. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

/**
 * The instance that the request is for: the node's, else the one of an instance's key. Where the route
 * names none it may be missing.
 * @throws {InputProblem} if there is none, or the key cannot open it
 */
export function instanceFor(
	context: IExecuteFunctions,
	{ instanceName }: Connection,
	{ request, fields, instanceWhenEmpty }: Operation,
	itemIndex: number,
): string | undefined {
	if (!fields.some(({ name }) => name === 'instance')) return undefined;
	const entered = String(readParameter(context, 'instance', itemIndex, true) ?? '').trim();
	const chosen = entered === '' ? (instanceWhenEmpty?.(context, itemIndex) ?? '') : entered;
	const isNeeded = request.path.includes('{instance}');
	if (isNeeded && chosen === '' && instanceName === undefined) {
		throw new InputProblem(
			['instance'],
			'no instance is chosen',
			'Choose one from the list or enter its name.',
		);
	}
	if (instanceName !== undefined && chosen !== '' && chosen !== instanceName) {
		throw new InputProblem(
			['instance'],
			`the credential opens only the instance "${instanceName}", not "${chosen}"`,
			entered === ''
				? `That is the one the message came to: choose a credential that opens it, or enter "${instanceName}" to write from there.`
				: 'Leave Instance empty, or choose a credential with the global key.',
		);
	}
	return chosen === '' ? instanceName : chosen;
}
