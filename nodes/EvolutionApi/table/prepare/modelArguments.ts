import {
	traverseNodeParameters,
	type FromAIArgument,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool } from '../../core/input/nodeOutputs';
import { asRecord, asRecords, isRecord } from '../../core/values/answer';
import { withoutThought } from '../../core/values/text';
import { enteredParameters } from './expressions';

// What a model gave a tool. From version 3 of the agent on, n8n lays all of it over the item of the agent, so that an
// expression such as {{ $json.chat }} takes what the model gave, also if no field asks for it.

/** The calls of `$fromAI` in what is entered, as n8n reads them where it tells the model what to give. */
function callsIn(entered: unknown): FromAIArgument[] {
	const calls: FromAIArgument[] = [];
	traverseNodeParameters(entered, calls);
	return calls;
}

/** The arguments that an expression, or several, name. */
export const argumentsIn = (entered: unknown): string[] => [
	...new Set(callsIn(entered).map(({ key }) => key)),
];

/** What another node put out: nothing is laid over that. */
const OF_ANOTHER_NODE = /\$(?:\(|node\b)[^;{}$]*?\.json\b/g;

/** A key of the item, or the whole item where none follows. */
const OF_ITEM =
	/(?:\bjson|\$data)\b(?:\s*\??\.\s*([\w$]+)|\s*(?:\?\.)?\s*\[\s*(['"`])([^'"`]+)\2\s*\])?/g;

/** Other ways to the item, and to what other fields hold. */
const OF_WHOLE_ITEM = /\$(?:input|items?|thisItem|(?:raw)?parameter|self)\b/i;

/** @returns the keys of the item that an expression takes; undefined stands for all of them */
function keysOfItem(expression: string): Array<string | undefined> {
	const own = expression.replace(OF_ANOTHER_NODE, '');
	const keys = [...own.matchAll(OF_ITEM)].map(([, name, , quoted]) => name ?? quoted);
	return keys.length === 0 && OF_WHOLE_ITEM.test(own) ? [undefined] : keys;
}

/**
 * @param isAbout whom or what it is about
 * @throws {InputProblem} if the expression would take from the item what the model has laid over it
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
	const given = findGiven(context) ?? {};
	const wanted = argumentsIn(enteredParameters(context));
	const overwritten = Object.keys(given).filter((name) => keys.includes(name));
	const strange = Object.keys(given).filter((name) => !wanted.includes(name));
	const name =
		overwritten.find((key) => strange.includes(key)) ??
		(isAbout ? (overwritten[0] ?? (keys.includes(undefined) ? strange[0] : undefined)) : undefined);
	if (name === undefined) return;
	throw new InputProblem(
		path,
		`is taken from the item, and the model gave "${name}", which would take its place`,
		strange.includes(name)
			? `Call the tool again without "${name}".`
			: `Name the node before the agent in the expression, as in {{ $('Edit Fields').last().json.${name} }}.`,
	);
}

/**
 * `$fromAI` prefers the keys of an object called `query` to the arguments next to it, and `$tool` of Human Review reads with
 * `$fromAI`: a person would see other values than the fields get.
 * @throws {InputProblem} if the model gave such an object, and no field asks for it
 */
export function refuseQuery(context: IExecuteFunctions): void {
	if (!isTool(context)) return;
	const own = argumentsIn(enteredParameters(context));
	checkQuery(findGiven(context), [...own, 'tool', 'toolParameters']);
	if (!isHumanReview(context)) return;
	const options = { connectionType: 'ai_tool', depth: 1, includeNodeParameters: true } as const;
	const tools = context.getParentNodes(context.getNode().name, options);
	const names = argumentsIn(tools.map(({ parameters }) => parameters ?? {}));
	checkQuery(asRecord(toolInput(context)).toolParameters, names);
}

function checkQuery(given: unknown, names: readonly string[]): void {
	const { query } = asRecord(given);
	if (typeof query !== 'object' || query === null) return;
	if (names.includes('query') && !names.some((name) => Object.hasOwn(query, name))) return;
	throw new InputProblem(
		[],
		'The model gave "query" as an object, whose keys n8n would prefer to the other arguments',
		'Call the tool again without "query".',
	);
}

/** Whether n8n asks a person with the node before an agent may use a tool. The item has the arguments of that tool. */
export const isHumanReview = (context: IExecuteFunctions): boolean =>
	context.getNode().type.endsWith('HitlTool');

/** Removes what the model thought from the arguments that a person reviews: the tool gets the same object. */
export function removeReviewedThoughts(context: IExecuteFunctions): void {
	const parameters = asRecord(
		isHumanReview(context) && asRecord(toolInput(context)).toolParameters,
	);
	for (const [name, value] of Object.entries(parameters)) {
		if (typeof value === 'string') parameters[name] = withoutThought(value);
	}
}

/** Removes what the model thought from the texts that a tool gets. */
export const withoutThoughts = <Value>(value: Value): Value => mapTexts(value) as Value;

const mapTexts = (value: unknown): unknown => {
	if (typeof value === 'string') return withoutThought(value);
	if (Array.isArray(value)) return value.map(mapTexts);
	return isRecord(value)
		? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part)]))
		: value;
};

/**
 * The first argument of the expression that the model left out, and for which there is no other value: with a text around
 * it, the rest would be used.
 */
export function findLeftOut(context: IExecuteFunctions, expression: string): string | undefined {
	if (!isTool(context)) return undefined;
	const calls = callsIn(expression);
	const given = calls.length === 0 ? undefined : findGiven(context);
	if (given === undefined) return undefined;
	return calls.find(
		({ key, defaultValue }) => (given[key] ?? defaultValue ?? undefined) === undefined,
	)?.key;
}

/** The agent's item with what the model gave laid over it, as version 3 of the agent has it. */
const toolInput = (context: IExecuteFunctions): unknown =>
	context.getExecuteData().data.main?.[0]?.[0]?.json;

/**
 * What the model gave for this call, from the request of the agent that waits for the answer. No function of n8n tells it.
 * Servers of models give calls the same ID, or none. Where no request fits, all of the item may be the model's.
 * @returns undefined where the agent calls the tool itself, which then has the agent's own item
 */
export function findGiven(context: IExecuteFunctions): IDataObject | undefined {
	const item = asRecord(toolInput(context));
	if (!Object.hasOwn(item, 'toolCallId')) return undefined;
	const execution = asRecord(asRecord(Reflect.get(context, 'runExecutionData')).executionData);
	const inputs = asRecords(execution.nodeExecutionStack)
		.flatMap(({ metadata }) => asRecords(asRecord(asRecord(metadata).subNodeExecutionData).actions))
		.map(({ action }) => asRecord(action))
		.filter(({ id }) => id === item.toolCallId)
		.map(({ input }) => asRecord(input))
		.filter((input) => isWithin(input, item));
	const [most] = inputs.sort((one, two) => Object.keys(two).length - Object.keys(one).length);
	return most ?? item;
}

const isWithin = (given: IDataObject, item: IDataObject): boolean =>
	Object.entries(given).every(
		([name, value]) =>
			name === 'toolCallId' || JSON.stringify(value) === JSON.stringify(item[name]),
	);

/** Returns the parameter at a path, also where the path leaves out the group of a fixed collection. */
export function enteredAt(entered: unknown, path: InputProblem['path']): unknown {
	const [step, ...rest] = path;
	if (step === undefined || typeof entered !== 'object' || entered === null) return entered;
	if (Object.hasOwn(entered, step)) return enteredAt(Reflect.get(entered, step), rest);
	const inner = Object.values(entered).filter(isRecordOrList);
	return inner.length === 1 ? enteredAt(inner[0], path) : entered;
}

const isRecordOrList = (value: unknown) => typeof value === 'object' && value !== null;

/** A problem with what a model gave, which is told by which argument to do better. Others are for who has built the workflow. */
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
