import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import {
	isTool,
	outputForCall,
	countRuns,
	nodeData,
	readOutputs,
	findParents,
} from '../../core/input/nodeOutputs';
import { isRunByAgent } from '../../n8n/contexts';
import { isLinkGuessed } from '../../core/input/guessedLink';
import { InputProblem } from '../../core/input/inputProblem';
import type { Operation } from '../operation';
import { asRecord, isRecord } from '../../core/values/answer';
import type { Field } from '../../core/values/field';

// Expressions for "this item", such as $('Edit Fields').item. In a tool, n8n reads the agent's first item, even if the agent
// calls the tool for another one. In a loop, it reads the first round's item. After a node that made one item from several,
// such as a summary, n8n also reads the first item.

const OF_ITEM = /\.(item|itemMatching|pairedItem)\b/;

/** Matches expressions such as `$json`. In a tool of an agent before version 3, they always read the agent's first item. */
const OF_OWN_ITEM = /\$(json|input|binary|data)\b/;

/** Matches the node whose item an expression uses, such as `$('Edit Fields').item`. */
const NODE_NAME = /\$\(\s*(['"`])(.*?)\1\s*\)\s*\.(?:item|itemMatching|pairedItem)\b/g;

const FIRST: Objection = [
	'has an expression for one item, but the agent has several: it would always take the first',
	'Put Loop Over Items with a batch size of 1 before the agent.',
];

const ANOTHER: Objection = [
	'has an expression for another item than the one that the agent works on',
	"In a loop, n8n uses the item of the first round. Name the node right before the agent, as in {{ $('Edit Fields').last().json.chat }}, or use Message → Reply.",
];

const GUESSED_LINK: Objection = [
	'has an expression for one item of several, but a node in between lost the link to it: n8n would always use the first',
	'Put Loop Over Items with a batch size of 1 before that node, or read the value from the output of that node.',
];

type Objection = readonly [problem: string, hint: string];

/** Checks fields that choose an address or ID. @throws {InputProblem} if an expression may read the wrong item */
export function refuseFirstOfSeveral(
	context: IExecuteFunctions,
	{ fields }: Operation,
	index: number,
): void {
	const input = enteredParameters(context);
	for (const path of locatorsIn(fields)) {
		const raw = path.reduce<unknown>((within, name) => asRecord(within)[name], input);
		const expression = String(isRecord(raw) ? raw.value : (raw ?? ''));
		const problem = isTool(context)
			? findProblem(context, expression)
			: namesIn(expression).some((name) => isLinkGuessed(context, index, name)) && GUESSED_LINK;
		if (problem) throw new InputProblem(path, ...problem);
	}
}

const namesIn = (expression: string): string[] =>
	[...expression.matchAll(NODE_NAME)].map(([, , name = '']) => name);

/** Cache of the resource locators in each operation's fields: a search takes 7 µs, and each item would repeat it. */
const locatorsOf = new WeakMap<readonly Field[], string[][]>();

function locatorsIn(fields: readonly Field[]): string[][] {
	const locators = locatorsOf.get(fields) ?? findLocators(fields);
	locatorsOf.set(fields, locators);
	return locators;
}

const findLocators = (fields: readonly Field[]): string[][] =>
	fields.flatMap(({ name, type, options = [] }) => {
		if (type === 'resourceLocator') return [[name]];
		return options
			.flatMap((option) => {
				if ('values' in option)
					return findLocators(option.values).map((path) => [option.name, ...path]);
				return 'type' in option ? findLocators([option]) : [];
			})
			.map((path) => [name, ...path]);
	});

function findProblem(context: IExecuteFunctions, expression: string): Objection | undefined {
	if (isOfFirst(context, expression)) return FIRST;
	// True for agents before version 3, for which the check above is enough.
	if (isRunByAgent(context)) return undefined;
	return namesIn(expression).some((name) => isOfAnother(context, name)) ? ANOTHER : undefined;
}

/** Tells whether the expression `$('name').item` may read the wrong item: not the one that the agent works on. */
function isOfAnother(context: IExecuteFunctions, name: string): boolean {
	const output = outputForCall(context, name);
	return output === undefined
		? isAmbiguous(context, name)
		: JSON.stringify(output) !== JSON.stringify(itemTaken(context, name));
}

function isAmbiguous(context: IExecuteFunctions, name: string): boolean {
	try {
		const runs = Array.from({ length: countRuns(context, name) }, (_run, run) =>
			readOutputs(context, name, run),
		);
		return runs.flat(2).length > 1;
	} catch {
		// The node called `name` hasn't run, so it has no items.
		return false;
	}
}

function itemTaken(context: IExecuteFunctions, name: string): unknown {
	try {
		return nodeData(context, 0, name).item?.json;
	} catch {
		return undefined;
	}
}

function isOfFirst(context: IExecuteFunctions, expression: string): boolean {
	const isOfItem = OF_ITEM.test(expression);
	if (!isOfItem && !OF_OWN_ITEM.test(expression)) return false;
	const { data, source } = context.getExecuteData();
	// In a tool of an agent before version 3, `data` contains all items of the agent.
	if (isRunByAgent(context)) return (data.main?.[0]?.length ?? 0) > 1;
	const caller = source?.main?.[0]?.previousNode;
	return isOfItem && caller !== undefined && getsSeveral(context, caller);
}

/** Tells whether the agent certainly gets several items. Several nodes or outputs before the agent make this uncertain. */
function getsSeveral(context: IExecuteFunctions, agent: string): boolean {
	const [parent, ...others] = findParents(context, agent);
	if (parent === undefined || others.length > 0) return false;
	const [items = [], ...otherOutputs] = readOutputs(context, parent);
	return otherOutputs.length === 0 && items.length > 1;
}

// If a field is set to Fixed, an expression in it is plain text, and the recipient would read it.

/** Matches an expression, but not a price such as `{{$5}}`. */
const EXPRESSION = /=\{\{|\{\{\s*\$[a-z(]/i;

/** Matches an expression in a value, such as an AI model's answer. n8n evaluates only expressions that the user enters. */
export const LEFT_EXPRESSION = /=?\{\{\s*\$[a-z(].*?\}\}/is;

const LONGEST_SHOWN = 60;

interface TextPlace {
	readonly path: ReadonlyArray<string | number>;
	readonly value: unknown;
}

/** A run's parameters as entered. They're cached, because n8n copies the whole node for each access. */
interface EnteredValues {
	readonly parameters: INodeParameters;
	readonly checkedNames: Set<string>;
	/** Fields that contain an expression, and the field `filters`; undefined until the first check. */
	fieldsToCheck?: readonly Field[];
}

const enteredOfRuns = new WeakMap<IExecuteFunctions, EnteredValues>();

export function findEntered(context: IExecuteFunctions): EnteredValues {
	const earlier = enteredOfRuns.get(context);
	if (earlier !== undefined) return earlier;
	const input = { parameters: context.getNode().parameters, checkedNames: new Set<string>() };
	enteredOfRuns.set(context, input);
	return input;
}

/** Returns the parameters as entered; expressions begin with "=". */
export const enteredParameters = (context: IExecuteFunctions): INodeParameters =>
	findEntered(context).parameters;

/** Refuses expressions in fields that are set to Fixed. @throws {InputProblem} for the first such expression */
export function refuseLeftExpressions(
	context: IExecuteFunctions,
	values: Readonly<Record<string, unknown>>,
): void {
	const { parameters, checkedNames } = findEntered(context);
	for (const name of Object.keys(values)) {
		if (values[name] === undefined || checkedNames.has(name)) continue;
		checkPlaces([{ path: [name], value: parameters[name] }]);
		checkedNames.add(name);
	}
}

function checkPlaces(places: TextPlace[]): void {
	for (const { path, value } of places) {
		if (typeof value === 'string') checkText(value, path);
		else if (Array.isArray(value) || isRecord(value)) places.push(...listPlaces(value, path));
	}
}

function checkText(text: string, path: TextPlace['path']): void {
	const isEvaluated = text.startsWith('=');
	const start = isEvaluated ? -1 : text.search(EXPRESSION);
	if (start < 0) return;
	const end = text.indexOf('}}', start);
	const code = text.slice(start, end < 0 ? undefined : end + 2);
	const excerpt = code.length > LONGEST_SHOWN ? `${code.slice(0, LONGEST_SHOWN)}…` : code;
	throw new InputProblem(
		path,
		`contains ${excerpt}, but is set to Fixed`,
		'Switch it to Expression.',
	);
}

const listPlaces = (value: object, path: TextPlace['path']): TextPlace[] =>
	Object.entries(value).map(([key, inner]: [string, unknown]) => ({
		path: [...path, Array.isArray(value) ? Number(key) : key],
		value: inner,
	}));
