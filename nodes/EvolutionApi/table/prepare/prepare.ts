import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { fetchFile } from '../../core/http/fetchUrl';
import { integer } from '../../core/input/checks';
import { InputProblem, parseInput } from '../../core/input/inputProblem';
import { openInputFile } from '../../core/input/inputFile';
import { isTool } from '../../core/input/nodeOutputs';
import { readTime } from '../../core/values/time';
import type { Connection } from '../../server/adapter';
import type { ConnectionOf } from '../../server/connection';
import type { ItemContext, Operation } from '../operation';
import { isRecord, asRecord, firstText } from '../../core/values/answer';
import { refuseFirstOfSeveral, refuseLeftExpressions } from './expressions';
import { refuseQuery, removeReviewedThoughts, withoutThoughts } from './modelArguments';
import { refuseNothingGiven } from './nothingGiven';
import { refusePlaceholders } from './placeholders';
import { hintAddresses } from './serverAddresses';
import { chooseInstance, readParameter, readParameters } from './parameters';

export interface Run {
	readonly context: IExecuteFunctions;
	readonly operation: Operation;
	/** Returns the connection of each item. They may differ, because a credential may contain expressions. */
	readonly connectionOf: ConnectionOf;
}

export type AskingRun = Pick<Run, 'context' | 'operation'>;

/** The request for one item. Without `instance`, the request concerns the whole server. */
export interface ItemRequest {
	readonly connection: Connection;
	readonly input: unknown;
	readonly instance?: string;
	readonly index: number;
	/** Number or JID of the recipient; undefined if the request isn't a message. */
	readonly recipient?: string;
	readonly limit?: number;
	/** Names of the output fields that a tool's model gets; undefined for all fields. */
	readonly outputFields?: readonly string[];
	readonly partsSent?: number;
	readonly asText?: boolean;
	/** Returns how long to show "typing…" before the second and later messages, in ms. */
	readonly typingTime?: (text: string) => number;
}

export type ItemOutcome = { readonly items: INodeExecutionData[] } | { readonly error: unknown };

export const toOutcome = async (items: Promise<INodeExecutionData[]>): Promise<ItemOutcome> =>
	await items.then(
		(output) => ({ items: output }),
		(error: unknown) => ({ error }),
	);

export function makeItemContext(
	context: IExecuteFunctions,
	{ index: itemIndex, connection }: Pick<ItemRequest, 'index' | 'connection'>,
): ItemContext {
	return {
		serverFetchesVideoNotes: connection.server.fetchesVideoNotes,
		async openFile(binaryPropertyName) {
			return await openInputFile(context, itemIndex, binaryPropertyName);
		},
		async fetchFile(url, field) {
			return await fetchFile(context, url, field);
		},
	};
}

/** @throws {InputProblem} naming the field that is wrong */
export function prepareItem(run: Run, index: number): ItemRequest {
	const { context, operation } = run;
	const connection = run.connectionOf(index);
	refuseFirstOfSeveral(context, operation, index);
	refuseQuery(context);
	removeReviewedThoughts(context);
	const rawValues = readParameters(context, operation, index);
	const values = isTool(context) ? withoutThoughts(rawValues) : rawValues;
	refuseLeftExpressions(context, values);
	refuseNothingGiven({ context, index }, operation, values, connection);
	refusePlaceholders({ context, index }, operation, values);
	const times = convertTimes(operation.fields, values, context.getTimezone());
	const input: unknown = parseInput(operation.input, times);
	hintAddresses(context, connection.baseUrl, operation.opens?.(input) ?? []);
	const limit = wantedCount(context, operation, index);
	const outputFields = selectedFields(context, operation, index);
	const place = operation.locate?.(input, { context, index });
	const instance = chooseInstance({ context, index }, connection, operation, place?.instance);
	const recipient = place?.recipient ?? firstText(asRecord(input).recipient) ?? undefined;
	return { connection, input, instance, index, recipient, limit, outputFields };
}

interface InvalidItem {
	readonly error: unknown;
}

/** Checks all items of the run before the first request. */
export function prepareItems(run: Run): Array<ItemRequest | InvalidItem> {
	return run.context.getInputData().map((_item, index) => {
		try {
			return prepareItem(run, index);
		} catch (error) {
			return { error };
		}
	});
}

export const isPrepared = (item: ItemRequest | InvalidItem): item is ItemRequest => 'index' in item;

const limitInput = z.object({ limit: integer(1, 1_000_000) });

/** Returns *Limit*; Infinity with *Return All*, or if the operation has no *Limit*. @throws {InputProblem} if it's invalid */
function wantedCount(context: IExecuteFunctions, { fields }: Operation, index: number): number {
	const hasLimit = fields.some(({ name }) => name === 'limit');
	if (!hasLimit || readParameter(context, 'returnAll', index) === true) return Infinity;
	return parseInput(limitInput, { limit: readParameter(context, 'limit', index) }).limit;
}

/**
 * Returns the names in *Output → Selected Fields*, which only tools offer; undefined if *Output* has another value.
 * @throws {InputProblem} if the list of fields is empty
 */
function selectedFields(
	context: IExecuteFunctions,
	{ simplify }: Operation,
	index: number,
): readonly string[] | undefined {
	if (simplify === undefined || readParameter(context, 'simplify', index) !== 'selected')
		return undefined;
	// A model may write a list in JSON, or one field per line.
	const names = String(readParameter(context, 'outputFields', index) ?? '').match(/[\w$.-]+/g);
	if (names === null) {
		const hint = 'Enter the names of fields of the output, such as chat, name.';
		throw new InputProblem([], '"Fields" is empty', hint);
	}
	return names;
}

type Values = Record<string, unknown>;

/** A field, a group of a fixed collection, or an option of a dropdown. Only a field has `type`. */
interface FieldLike {
	readonly name: string;
	readonly type?: string;
	readonly options?: readonly unknown[];
	readonly values?: readonly unknown[];
}

/**
 * Converts times without a zone, as from n8n's date picker, from the workflow's zone to ISO in UTC. Also converts times within
 * collections. Other values stay unchanged, so that the input check reports them.
 * @param fields of an operation, or the options of a field
 */
export function convertTimes(fields: readonly unknown[], inputs: Values, timeZone: string): Values {
	if (!hasTimes(fields)) return inputs;
	const entries = fields.filter(isFieldLike).flatMap((field): Array<[string, unknown]> => {
		const value = inputs[field.name];
		return value === undefined ? [] : [[field.name, convertTime(field, value, timeZone)]];
	});
	return { ...inputs, ...Object.fromEntries(entries) };
}

const timesOfFields = new WeakMap<readonly unknown[], boolean>();

function hasTimes(fields: readonly unknown[]): boolean {
	const hasTime =
		timesOfFields.get(fields) ??
		fields.some(
			(field) =>
				isFieldLike(field) &&
				(field.type === 'dateTime' ||
					hasTimes(field.options ?? []) ||
					hasTimes(field.values ?? [])),
		);
	timesOfFields.set(fields, hasTime);
	return hasTime;
}

function convertTime(
	{ type, options, values }: FieldLike,
	value: unknown,
	timeZone: string,
): unknown {
	if (type === 'dateTime') return isoInZone(value, timeZone);
	const isCollection = type === 'collection' || type === 'fixedCollection';
	// A group of a fixed collection has its fields in `values`. The group's value is one entry, or a list of entries.
	const inner = isCollection ? options : values;
	if (inner === undefined) return value;
	const within = (entry: unknown) =>
		isRecord(entry) ? convertTimes(inner, entry, timeZone) : entry;
	return Array.isArray(value) ? value.map(within) : within(value);
}

const isFieldLike = (field: unknown): field is FieldLike =>
	isRecord(field) && typeof field.name === 'string';

function isoInZone(value: unknown, timeZone: string): unknown {
	if (typeof value !== 'string') return value;
	const time = readTime(value, timeZone);
	return Number.isNaN(time.getTime()) ? value : time.toISOString();
}
