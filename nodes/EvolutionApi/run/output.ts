import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { inputItem } from '../core/input/inputItem';
import { readParameter } from '../core/prepare/parameters';
import type { AskingRun, ItemRequest } from '../core/prepare/run';
import { isRecord } from '../core/values/answer';

/** The request of an item, and its answer. */
type Answered = Omit<ItemRequest, 'connection'> & { readonly answer: unknown };

/** An answer as n8n items, each linked to its input item. */
export async function toItems(
	run: AskingRun,
	{ answer, input, instance, index, wanted }: Answered,
): Promise<INodeExecutionData[]> {
	const { context, operation } = run;
	const whole = asObject(answer);
	const shaped = operation.output?.(whole, input, instance ?? '') ?? listOr(answer, whole);
	const list = Array.isArray(shaped) ? shaped.slice(0, wanted) : [shaped];
	const { simplify, secrets } = operation;
	const short = simplify !== undefined && readParameter(context, 'simplify', index) !== false;
	const hidden = secrets === undefined || secrets.shown(input) ? [] : secrets.keys;
	const kept = operation.keepsFiles === true ? inputItem(context, index).binary : undefined;
	const made = await outputBinary(run, whole, { input, instance, index });
	const binary = made ?? operation.files?.(whole) ?? kept;
	return list.map((json) => ({
		json: withoutKeys(short ? simplify(json, instance ?? '') : json, hidden),
		...(binary ? { binary } : {}),
		pairedItem: { item: index },
	}));
}

function asObject(answer: unknown): IDataObject {
	if (answer === null) return {};
	return isRecord(answer) ? answer : { data: answer as IDataObject[] };
}

const listOr = (answer: unknown, whole: IDataObject): IDataObject | IDataObject[] =>
	Array.isArray(answer) ? answer.map(asObject) : whole;

async function outputBinary(
	{ context, operation }: AskingRun,
	answer: IDataObject,
	{ input, instance, index }: Pick<ItemRequest, 'input' | 'instance' | 'index'>,
): Promise<IBinaryKeyData | undefined> {
	const file = await operation.file?.(answer, input, instance ?? '', context);
	if (file === undefined) return undefined;
	const name = String(readParameter(context, 'outputBinaryPropertyName', index) ?? 'data');
	return {
		[name]: await context.helpers.prepareBinaryData(file.data, file.fileName, file.mimeType),
	};
}

/** Without these keys at any depth. */
function withoutKeys(value: IDataObject, keys: readonly string[]): IDataObject {
	if (keys.length === 0) return value;
	const clean = (part: unknown): unknown => {
		if (Array.isArray(part)) return part.map(clean);
		if (!isRecord(part)) return part;
		const kept = Object.entries(part).filter(([key]) => !keys.includes(key));
		return Object.fromEntries(kept.map(([key, inner]) => [key, clean(inner)]));
	};
	return clean(value) as IDataObject;
}
