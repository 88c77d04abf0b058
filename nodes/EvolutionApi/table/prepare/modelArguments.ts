import {
	isHitlToolType,
	traverseNodeParameters,
	type FromAIArgument,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool } from '../../core/input/nodeOutputs';
import { findCalls, isRunByAgent, toolItem } from '../../n8n/contexts';
import { asRecord, isRecord } from '../../core/values/answer';
import { withoutThought } from '../../core/values/text';
import { enteredParameters } from './expressions';

// Arguments that a model gave a tool. Since version 3 of the agent, n8n merges them all into the agent's item, so an expression
// such as {{ $json.chat }} reads the model's value even if no field asks for it.

/** Returns the calls of `$fromAI` in a parameter, as n8n reads them to describe the tool to the model. */
function callsIn(tree: unknown): FromAIArgument[] {
	const calls: FromAIArgument[] = [];
	traverseNodeParameters(tree, calls);
	return calls;
}

export const argumentsIn = (tree: unknown): string[] => [
	...new Set(callsIn(tree).map(({ key }) => key)),
];

/** Matches where an expression reads another node's output, such as `$('Chat').item.json`. */
const OF_ANOTHER_NODE = /\$(?:\(|node\b)[^;{}$]*?\.json\b/g;

/** Matches where an expression reads a key of the item, such as `$json.name`, or the whole item: `$json`. */
const OF_ITEM =
	/(?:\bjson|\$data)\b(?:\s*\??\.\s*([\w$]+)|\s*(?:\?\.)?\s*\[\s*(['"`])([^'"`]+)\2\s*\])?/g;

/** Matches code that may read any key of the item: `$input`, or `$parameter.text` (the field may contain `{{ $json.a }}`). */
const OF_WHOLE_ITEM = /\$(?:input|items?|thisItem|(?:raw)?parameter|self)\b/i;

/** Returns the keys of the item that an expression reads; undefined stands for all keys. */
function keysOfItem(expression: string): Array<string | undefined> {
	const own = expression.replace(OF_ANOTHER_NODE, '');
	const keys = [...own.matchAll(OF_ITEM)].map(([, name, , key]) => name ?? key);
	return keys.length === 0 && OF_WHOLE_ITEM.test(own) ? [undefined] : keys;
}

/**
 * Refuses an expression such as `{{ $json.chat }}` if n8n put the model's argument `chat` into `$json`. @throws {InputProblem}
 * @param isAbout true if the field chooses the recipient or another target
 */
export function refuseOverwritten(
	context: IExecuteFunctions,
	path: InputProblem['path'],
	expression: string,
	isAbout: boolean,
): void {
	if (!isTool(context)) return;
	const keys = keysOfItem(expression);
	if (keys.length === 0) return;
	const callArguments = findCallArguments(context) ?? {};
	const declaredNames = argumentsIn(enteredParameters(context));
	const conflicts = Object.keys(callArguments).filter((name) => keys.includes(name));
	const strange = Object.keys(callArguments).filter((name) => !declaredNames.includes(name));
	const name =
		conflicts.find((key) => strange.includes(key)) ??
		(isAbout ? (conflicts[0] ?? (keys.includes(undefined) ? strange[0] : undefined)) : undefined);
	if (name === undefined) return;
	throw new InputProblem(
		path,
		`is read from the item, and the model gave "${name}", which would replace it`,
		strange.includes(name)
			? `Call the tool again without "${name}".`
			: `Name the node before the agent in the expression, as in {{ $('Edit Fields').last().json.${name} }}.`,
	);
}

/**
 * Refuses an object as the model's argument `query`. If the object has a key `text`, n8n's `$fromAI('text')` returns its value,
 * even if a person has approved another argument `text` in Human Review. @throws {InputProblem}
 */
export function refuseQuery(context: IExecuteFunctions): void {
	if (!isTool(context)) return;
	const own = argumentsIn(enteredParameters(context));
	checkQuery(findCallArguments(context), [...own, 'tool', 'toolParameters']);
	if (!isHumanReview(context)) return;
	const options = { connectionType: 'ai_tool', depth: 1, includeNodeParameters: true } as const;
	const tools = context.getParentNodes(context.getNode().name, options);
	const names = argumentsIn(tools.map(({ parameters }) => parameters ?? {}));
	checkQuery(toolItem(context).toolParameters, names);
}

function checkQuery(callArguments: unknown, names: readonly string[]): void {
	const { query } = asRecord(callArguments);
	if (typeof query !== 'object' || query === null) return;
	if (names.includes('query') && !names.some((name) => Object.hasOwn(query, name))) return;
	throw new InputProblem(
		[],
		'The model gave "query" as an object, whose keys n8n would prefer to the other arguments',
		'Call the tool again without "query".',
	);
}

/** Tells whether this node asks a person before an agent may use a tool. The item then contains the arguments for that tool. */
export const isHumanReview = (context: IExecuteFunctions): boolean =>
	isHitlToolType(context.getNode().type);

/** Removes a model's thoughts from the arguments that a person reviews, and so from those that the tool gets later. */
export function removeReviewedThoughts(context: IExecuteFunctions): void {
	const parameters = asRecord(isHumanReview(context) && toolItem(context).toolParameters);
	for (const [name, value] of Object.entries(parameters)) {
		if (typeof value === 'string') parameters[name] = withoutThought(value);
	}
}

export const withoutThoughts = <Value>(value: Value): Value => mapTexts(value) as Value;

const mapTexts = (value: unknown): unknown => {
	if (typeof value === 'string') return withoutThought(value);
	if (Array.isArray(value)) return value.map(mapTexts);
	return isRecord(value)
		? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part)]))
		: value;
};

/**
 * Returns the name of the first argument without a default that the model left out, e.g. `to` for `$fromAI('to')`. n8n would
 * insert nothing for such an argument.
 */
export function findLeftOut(context: IExecuteFunctions, expression: string): string | undefined {
	if (!isTool(context)) return undefined;
	const calls = callsIn(expression);
	const callArguments = calls.length === 0 ? undefined : findCallArguments(context);
	if (callArguments === undefined) return undefined;
	return calls.find(
		({ key, defaultValue }) => (callArguments[key] ?? defaultValue ?? undefined) === undefined,
	)?.key;
}

/**
 * Returns the model's arguments for this call of the tool; the tool's whole input item if they aren't found. Calls may
 * share an ID, so the call is found by its arguments, which the tool's input item contains.
 * @returns undefined in a tool of an agent before version 3, which doesn't add the arguments to the item
 */
export function findCallArguments(context: IExecuteFunctions): IDataObject | undefined {
	if (isRunByAgent(context)) return undefined;
	const item = toolItem(context);
	const inputs = findCalls(context).filter((input) => isWithin(input, item));
	const [most] = inputs.sort((one, two) => Object.keys(two).length - Object.keys(one).length);
	return most ?? item;
}

const isWithin = (part: IDataObject, item: IDataObject): boolean =>
	Object.entries(part).every(
		([name, value]) =>
			name === 'toolCallId' || JSON.stringify(value) === JSON.stringify(item[name]),
	);

/** Returns the parameter at a path, even if the path leaves out the group of a fixed collection. */
export function enteredAt(tree: unknown, path: InputProblem['path']): unknown {
	const [step, ...rest] = path;
	if (step === undefined || typeof tree !== 'object' || tree === null) return tree;
	if (Object.hasOwn(tree, step)) return enteredAt(Reflect.get(tree, step), rest);
	const inner = Object.values(tree).filter(isRecordOrList);
	return inner.length === 1 ? enteredAt(inner[0], path) : tree;
}

const isRecordOrList = (value: unknown) => typeof value === 'object' && value !== null;

/** Turns a problem with a model's argument into a request to correct it. Other problems are for the workflow's author. */
export function askModel(context: IExecuteFunctions, error: unknown): unknown {
	if (!isTool(context) || !(error instanceof InputProblem)) return error;
	const { path, problem, hint, isForBuilder } = error;
	if (path.length === 0 || hint.includes(AGAIN)) return error;
	const [argument] = argumentsIn(enteredAt(enteredParameters(context), path));
	if (argument === undefined) return error;
	const again = `${AGAIN} with another "${argument}".`;
	return new InputProblem(path, problem, isForBuilder ? again : `${hint} ${again}`);
}

const AGAIN = 'Call the tool again';
