import type { Draft } from '../../draft';
import { isObject, type NodeJson, type Parameters } from '../../workflow';
import type { Items } from './items';

// Nodes that only let some of the events through: IF, Filter and Switch.

/** Conditions of a node, and whether items that meet the conditions continue (`isTrue`) or stop. */
interface Gate {
	readonly conditions: readonly Parameters[];
	readonly combinator: unknown;
	readonly isTrue: boolean;
}

/** Returns the trigger settings that make a node unnecessary; undefined if no settings have the node's effect. */
export function insteadOf(
	draft: Draft,
	items: Items,
	node: NodeJson,
	events: readonly string[],
): readonly string[] | undefined {
	const gates = gatesOf(draft, node);
	if (gates.length === 0) return undefined;
	const instead = gates.flatMap(({ conditions, combinator, isTrue }) => {
		// Every setting of the trigger must match, so settings can't replace `A or B`. `not (A or B)` means `not A and not B`.
		const isOneByOne = conditions.length === 1 || combinator === (isTrue ? 'and' : 'or');
		return conditions.map((one) =>
			isOneByOne ? insteadOfCheck(items, node, one, isTrue, events) : undefined,
		);
	});
	const known = instead.filter((one) => one !== undefined);
	return known.length < instead.length ? undefined : [...new Set(known)];
}

/** Returns the conditions that stop items; empty if the node stops no items, or is too complex. */
function gatesOf(draft: Draft, node: NodeJson): Gate[] {
	const outputs = draft.outputsOf(node.name);
	const isUsed = (index: number) => (outputs[index] ?? []).length > 0;
	if (/\.switch$/.test(node.type)) return gatesOfSwitch(node, isUsed);
	const { conditions, combinator } = conditionsOf(node);
	if (conditions.length === 0 || isUsed(0) === isUsed(1)) return [];
	return [{ conditions, combinator, isTrue: isUsed(0) }];
}

/** Returns the conditions of a Switch with one used output. For output 2, items must meet rule 2, but not rules 0 and 1. */
function gatesOfSwitch(
	{ parameters: { rules, options } }: NodeJson,
	isUsed: (index: number) => boolean,
): Gate[] {
	const values = isObject(rules) && Array.isArray(rules.values) ? rules.values : [];
	const conditions = values.filter(isObject).map((rule) => conditionsIn(rule.conditions));
	const hasRest = isObject(options) && options.fallbackOutput === 'extra';
	const used = [...conditions.keys(), ...(hasRest ? [conditions.length] : [])].filter(isUsed);
	const isOdd =
		isObject(options) &&
		(options.allMatchingOutputs === true || typeof options.fallbackOutput === 'number');
	if (used.length !== 1 || isOdd || conditions.length < values.length) return [];
	const [way] = used;
	return conditions.slice(0, way + 1).map((rule, index) => ({ ...rule, isTrue: index === way }));
}

type Conditions = Omit<Gate, 'isTrue'>;

const NONE: Conditions = { conditions: [], combinator: undefined };

const conditionsOf = ({ type, parameters }: NodeJson): Conditions => {
	const { conditions, combineOperation } = parameters;
	if (!/\.(?:if|filter)$/.test(type)) return NONE;
	return conditionsIn(conditions, combineOperation);
};

function conditionsIn(given: unknown, combineOperation?: unknown): Conditions {
	if (!isObject(given)) return NONE;
	if (Array.isArray(given.conditions)) {
		return {
			conditions: given.conditions.filter(isObject).filter((one) => !isEmpty(one)),
			combinator: given.combinator ?? 'and',
		};
	}
	const older = Object.values(given).flatMap((list) => (Array.isArray(list) ? list : []));
	return {
		conditions: older.filter(isObject).map(({ value1, value2, operation }) => ({
			leftValue: value1,
			rightValue: value2,
			operator: { operation: operation ?? 'equal' },
		})),
		combinator: combineOperation === 'any' ? 'or' : 'and',
	};
}

/** Recognizes the condition that the editor adds by default: an empty text equals an empty text. */
const isEmpty = ({ leftValue, rightValue, operator }: Parameters) =>
	leftValue === '' && rightValue === '' && isObject(operator) && operator.operation === 'equals';

/** Returns the trigger setting that has the same effect as a condition; undefined if no setting has. */
function insteadOfCheck(
	items: Items,
	node: NodeJson,
	{ leftValue, rightValue, operator }: Parameters,
	isTrue: boolean,
	events: readonly string[],
): string | undefined {
	const origin = items.originOf(node, leftValue);
	const operation = isObject(operator) ? String(operator.operation) : '';
	const right = String(rightValue ?? '').replace(/^=(?:\{\{\s*(\w+)\s*\}\})?/, '$1');
	const [path, ...more] = new Set(origin?.paths.map((one) => one.replace(/^body\./, '')));
	if (origin === undefined || path === undefined || more.length > 0) return undefined;
	const wanted = wantedOf(operation, right);
	if (origin.as === 'isGroup') {
		return wanted === undefined ? undefined : onlyChats(wanted === isTrue);
	}
	if (origin.as !== undefined) return undefined;
	switch (path) {
		case 'data.key.fromMe':
			return wanted === undefined || wanted === isTrue
				? undefined
				: 'switch off Filters → Include My Own Messages';
		case 'data.key.remoteJid':
			if (right !== '@g.us') return undefined;
			if (['contains', 'endsWith'].includes(operation)) return onlyChats(isTrue);
			return ['notContains', 'notEndsWith'].includes(operation) ? onlyChats(!isTrue) : undefined;
		case 'event': {
			const isThis = isTrue && ['equals', 'equal'].includes(operation);
			const option = right.toUpperCase().replace(/[.-]/g, '_');
			return isThis && events.includes(option) ? `leave only ${option} in Trigger On` : undefined;
		}
		default:
			return undefined;
	}
}

const onlyChats = (areGroups: boolean) =>
	`choose ${areGroups ? 'Groups' : 'Private Chats'} in Filters → Chat Types`;

function wantedOf(operation: string, right: string): boolean | undefined {
	if (operation === 'true' || operation === 'false') return operation === 'true';
	if (!/^(?:true|false)$/.test(right)) return undefined;
	if (['equals', 'equal'].includes(operation)) return right === 'true';
	return ['notEquals', 'notEqual'].includes(operation) ? right !== 'true' : undefined;
}
