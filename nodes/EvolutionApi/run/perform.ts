import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { lookUpFirst } from '../errors/failure';
import { getInputItem } from '../core/input/inputFile';
import { readParameter } from '../table/prepare/parameters';
import { makeItemContext, type AskingRun, type ItemRequest } from '../table/prepare/prepare';
import type { Call } from '../table/operation';
import { isRecord } from '../core/values/answer';
import { askOperation } from './request';

export async function performItem(
	run: AskingRun,
	item: ItemRequest,
): Promise<INodeExecutionData[]> {
	const fullItem = await completeItem(run, item);
	const answer = await answerCompleted(run, fullItem);
	return await toItems(run, { ...fullItem, answer });
}

export const answerItem = async (run: AskingRun, item: ItemRequest): Promise<unknown> =>
	await answerCompleted(run, await completeItem(run, item));

async function answerCompleted(run: AskingRun, item: ItemRequest): Promise<unknown> {
	const { operation, context } = run;
	if (operation.run === undefined || operation.isOneRequest?.(item.input) === true) {
		return await askOperation(run, item);
	}
	const { input, ...request } = item;
	const call: Call = {
		...request,
		context,
		instance: item.instance ?? '',
		item: makeItemContext(context, item),
		ask: async (changes) => await askOperation(run, item, changes),
	};
	return await operation.run(input, call);
}

export async function completeItem(
	{ context, operation }: AskingRun,
	item: ItemRequest,
): Promise<ItemRequest> {
	if (operation.complete === undefined) return item;
	const { connection, instance = '', input } = item;
	const target = { context, connection, instance };
	const { complete } = operation;
	return { ...item, input: await lookUpFirst(async () => await complete(input, target)) };
}

export class ItemWithFiles {
	constructor(
		readonly json: IDataObject,
		readonly files: IBinaryKeyData | undefined,
	) {}
}

export const keepFiles = ({ context, index }: Call, json: IDataObject): ItemWithFiles =>
	new ItemWithFiles(json, getInputItem(context, index).binary);

type ItemWithAnswer = Omit<ItemRequest, 'connection'> & { readonly answer: unknown };

export async function toItems(
	run: AskingRun,
	{ answer, input, instance = '', index, limit, outputFields }: ItemWithAnswer,
): Promise<INodeExecutionData[]> {
	const { context, operation } = run;
	const { simplify, secrets } = operation;
	const hasFiles = answer instanceof ItemWithFiles;
	const plain = hasFiles ? answer.json : asObject(answer);
	const output = operation.output?.(plain, input, instance) ?? listOr(answer, plain);
	const list = Array.isArray(output) ? output.slice(0, limit) : [output];
	const isShort = simplify !== undefined && readParameter(context, 'simplify', index) !== false;
	const hiddenKeys = secrets === undefined || secrets.isShown(input) ? [] : secrets.keys;
	const binary = hasFiles ? answer.files : await outputFile(run, plain, { input, instance, index });
	const shapeOf = (json: IDataObject): IDataObject => {
		const short = withoutKeys(isShort ? simplify(json, instance) : json, hiddenKeys);
		return outputFields === undefined
			? short
			: pick({ ...withoutKeys(json, hiddenKeys), ...short }, outputFields);
	};
	return list.map((json) => ({
		json: shapeOf(json),
		...(binary ? { binary } : {}),
		pairedItem: { item: index },
	}));
}

function asObject(answer: unknown): IDataObject {
	if (answer === null) return {};
	return isRecord(answer) ? answer : { data: answer as IDataObject[] };
}

const listOr = (answer: unknown, object: IDataObject): IDataObject | IDataObject[] =>
	Array.isArray(answer) ? answer.map(asObject) : object;

async function outputFile(
	{ context, operation }: AskingRun,
	answer: IDataObject,
	{ input, instance, index }: { input: unknown; instance: string; index: number },
): Promise<IBinaryKeyData | undefined> {
	const file = await operation.file?.(answer, input, instance, context);
	if (file === undefined) return undefined;
	const name = String(readParameter(context, 'outputBinaryPropertyName', index) ?? 'data');
	return {
		[name]: await context.helpers.prepareBinaryData(file.data, file.fileName, file.mimeType),
	};
}

/** Returns the fields with these names, such as `a.b` for a field inside `a`; null for missing fields. */
const pick = (record: IDataObject, names: readonly string[]): IDataObject =>
	Object.fromEntries(names.map((name) => [name, valueAt(record, name.split('.')) as IDataObject]));

function valueAt(value: unknown, [key, ...inner]: readonly string[]): unknown {
	if (key === undefined) return value ?? null;
	if (Array.isArray(value)) return value.map((entry) => valueAt(entry, [key, ...inner]));
	return isRecord(value) && Object.hasOwn(value, key) ? valueAt(value[key], inner) : null;
}

function withoutKeys(value: IDataObject, keys: readonly string[]): IDataObject {
	if (keys.length === 0) return value;
	const clean = (part: unknown): unknown => {
		if (Array.isArray(part)) return part.map(clean);
		if (!isRecord(part)) return part;
		const entries = Object.entries(part).filter(([key]) => !keys.includes(key));
		return Object.fromEntries(entries.map(([key, inner]) => [key, clean(inner)]));
	};
	return clean(value) as IDataObject;
}
