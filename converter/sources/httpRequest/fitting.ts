import { shown, type Value } from '../../expressions/value';
import type { Shape, TableOperation } from '../../table';
import type { Parameters } from '../../workflow';
import type { Address } from './address';
import { withoutFileType } from './fileTypes';
import { matchShape, valueAt } from './match';
import type { HttpRequest } from './request';
import { withoutTransports } from './transports';

export interface Fitting {
	readonly operation: TableOperation;
	readonly parameters: Parameters;
	readonly shape: Shape;
}

export interface FittingAtLast {
	readonly found: readonly Fitting[];
	readonly fields: Parameters;
	readonly left?: string;
}

/** Finds operations for a request. If there are none, tries again without values that the server doesn't need. */
export function fittingAtLast(
	request: HttpRequest,
	address: Address,
	path: string,
	body: Value | undefined,
	query: Value | undefined,
): FittingAtLast {
	if (query === undefined) return { found: [], fields: {} };
	const found = fitting(request, address, wholeOf(request, body, query));
	if (found.length > 0) return { found, fields: {} };
	const transports = withoutTransports(path, body);
	const fileType = withoutFileType(path, body);
	const without = transports ?? fileType;
	if (without === undefined) return { found, fields: {} };
	const rest = fitting(request, address, wholeOf(request, without.body, query));
	return { found: rest, fields: without.fields, left: fileType?.note };
}

/** Returns the operations that can send the given request, the likeliest first. */
export function fitting(
	request: HttpRequest,
	{ candidates }: Pick<Address, 'candidates'>,
	whole: Value | undefined,
): Fitting[] {
	if (whole === undefined) return [];
	const found = candidates.flatMap(({ operation, request: { shapes, set } }) =>
		shapes
			.filter(({ file }) => (file !== undefined) === (request.body.kind === 'form'))
			.flatMap((shape): Fitting[] => {
				const { parameters, left } = matchShape(shape, whole);
				if (left.length > 0) return [];
				const file =
					shape.file !== undefined && request.body.kind === 'form'
						? { [shape.file]: request.body.file }
						: {};
				const filled = withRemoval(operation, { ...set, ...parameters, ...file });
				return [{ operation, shape, parameters: filled }];
			}),
	);
	const rank = ({ shape }: Fitting) => (isLikely(shape, whole) ? 0 : 1);
	return found.sort((one, other) => rank(one) - rank(other));
}

/** Switches that replace an empty field: our node removes a reaction with `removeReaction`, not with an empty `emoji`. */
const REMOVALS: Readonly<Record<string, readonly [field: string, choice: string]>> = {
	'message/sendReaction': ['emoji', 'removeReaction'],
};

function withRemoval(
	{ resource, operation }: Pick<TableOperation, 'resource' | 'operation'>,
	parameters: Parameters,
): Parameters {
	const [field = '', choice = ''] = REMOVALS[`${resource}/${operation}`] ?? [];
	if (parameters[field] !== '') return parameters;
	const others = { ...parameters, [choice]: true };
	delete others[field];
	return others;
}

/** Returns false if a URL would be put in `mediaBase64`, or Base64 in `mediaUrl`. */
function isLikely({ says }: Shape, whole: Value): boolean {
	const say = says.find(({ field }) => field === 'mediaUrl' || field === 'mediaBase64');
	const given = say && valueAt(whole, say.at);
	if (given === undefined) return true;
	const text = shown(given);
	const isBase64 =
		given.kind === 'literal'
			? !/^https?:/i.test(text)
			: /base64/i.test(text) && !/https?:/i.test(text);
	return isBase64 === (say?.field === 'mediaBase64');
}

/** Returns `{ body, query }` as one object; undefined if an expression hides their content. */
export function wholeOf(
	request: HttpRequest,
	body: Value | undefined,
	query: Value,
): Value | undefined {
	if (
		request.body.kind === 'other' ||
		(body !== undefined && body.kind !== 'object' && body.kind !== 'list')
	)
		return undefined;
	const isEmpty = (value: Value | undefined) =>
		value === undefined || (value.kind === 'object' && value.entries.size === 0);
	return {
		kind: 'object',
		entries: new Map([
			...(body === undefined || isEmpty(body) ? [] : ([['body', body]] as const)),
			...(isEmpty(query) ? [] : ([['query', query]] as const)),
		]),
	};
}

/** @returns undefined if an expression hides the content of `query` */
export function joined(query: Value, inAddress: ReadonlyMap<string, Value>): Value | undefined {
	if (query.kind !== 'object') return undefined;
	return { kind: 'object', entries: new Map([...inAddress, ...query.entries]) };
}
