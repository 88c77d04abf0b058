import type { Draft } from '../../draft';
import { asParameter, shown, type Value } from '../../expressions/value';
import { mediaFields, mediaNotes } from '../../media';
import { ourNode } from '../../ourNode';
import { isRead, readersOf } from '../../reading';
import { operationOf, type Shape, type TableOperation } from '../../table';
import type { NodeJson, Parameters } from '../../workflow';
import { methodsFor, readAddress, type Address } from './address';
import { apiRequestFor } from './apiRequest';
import { sayLeft } from './leftBehind';
import { matchShape, valueAt } from './match';
import { fromOptions, isFullResponse } from './nodeOptions';
import { newerBody } from './olderBodies';
import { isHttpRequest, readRequest, sendsKey, type HttpRequest } from './request';

/** Rewrites HTTP Request nodes that call a route of Evolution API. */
export function convertHttpRequests(draft: Draft): void {
	const servers = new Map<string, string[]>();
	for (const node of draft.nodes.filter(isHttpRequest)) {
		const { request, address, note } = readNode(node);
		if (address === undefined || !isEvolution(request, address, node)) continue;
		if (!convertNode(draft, node, request, address)) continue;
		if (note !== undefined) draft.say('changed', node.name, note);
		const base = shown(address.base);
		servers.set(base, [...(servers.get(base) ?? []), node.name]);
		sayKey(draft, node.name, request);
	}
	sayLeft(draft, [...servers.keys()]);
	for (const [base, names] of servers) {
		const where = `what was ${base} in: ${names.join(', ')}.`;
		draft.say(
			'changed',
			'',
			base.includes('{{')
				? `The Base URL of the credential takes the place of ${where} If it is always the same server, enter its address there. If it differs, the credential can hold the expression: see docs/many-customers.md.`
				: `The Base URL of the credential has to be ${where}`,
		);
	}
}

interface ReadNode {
	readonly request: HttpRequest;
	readonly address: Address | undefined;
	/** For the user. */
	readonly note?: string;
}

/** With the method that the route has, where the node has none of its own. */
function readNode(node: NodeJson): ReadNode {
	const request = readRequest(node);
	const address = readAddress(request.method, request.url);
	const [method, ...more] = methodsFor(request.method, request.url);
	if (address !== undefined || !request.isUnchosen || method === undefined || more.length > 0) {
		return { request, address };
	}
	return {
		request: readRequest(node, method),
		address: readAddress(method, request.url),
		note: `It asked with GET, because no method was chosen. The server has this route with ${method} only, so that is sent now.`,
	};
}

/** Other programs have routes such as /instance/create as well. */
const isEvolution = (request: HttpRequest, { candidates }: Address, node: NodeJson) =>
	sendsKey(request, node) || candidates.some(({ request: { path } }) => /[a-z][A-Z]/.test(path));

function sayKey(draft: Draft, name: string, { headers }: HttpRequest): void {
	const key = headers.get('apikey');
	if (key?.kind === 'literal')
		draft.say(
			'changed',
			name,
			'The key stood in the node. It is not copied: put it into the credential.',
		);
	else if (key !== undefined)
		draft.say(
			'changed',
			name,
			'The key came from an expression. It is that of the credential now, which can hold an expression, too: see docs/many-customers.md.',
		);
}

/** @returns whether it was possible */
function convertNode(
	draft: Draft,
	node: NodeJson,
	request: HttpRequest,
	address: Address,
): boolean {
	if ('pagination' in request.options) {
		draft.say('left', node.name, 'It reads page after page, which no request of ours does.');
		return false;
	}
	const query = joined(request.query, address.query);
	const path = address.candidates[0]?.request.path ?? '';
	const { body, note } =
		request.body.kind === 'json'
			? newerBody(path, request.body.value)
			: { body: undefined, note: undefined };
	const found = query === undefined ? [] : fitting(request, address, wholeOf(request, body, query));
	const best = found.find(({ operation }) => !operation.ownItems || !isRead(draft, node.name));
	if (best !== undefined) {
		place(draft, node, request, best.operation, {
			...segmentFields(address, best.operation),
			...best.parameters,
			...eitherMedia(best, found),
			...simplified(best.operation),
		});
	} else {
		const given = apiRequestFor(
			request,
			{ ...address, query: query ?? request.query },
			note === undefined ? undefined : body,
		);
		if (given === undefined) {
			draft.say(
				'left',
				node.name,
				`What it sends (${request.method}, ${request.body.kind === 'other' ? request.body.what : request.body.kind}) cannot be sent with a node of ours.`,
			);
			return false;
		}
		place(draft, node, request, operationOf('apiRequest', 'request'), given);
		draft.say(
			'changed',
			node.name,
			whyApiRequest(draft, node, found.length > 0, request, address, body, query),
		);
	}
	if (note !== undefined) draft.say('changed', node.name, note);
	return true;
}

function place(
	draft: Draft,
	node: NodeJson,
	request: HttpRequest,
	operation: TableOperation,
	given: Parameters,
): void {
	const { parameters, settings, notes } = fromOptions(request.options, operation);
	draft.replace(node, { ...ourNode(node, operation, { ...given, ...parameters }), ...settings });
	draft.unpin(node.name);
	draft.say('converted', node.name, operation.label);
	for (const note of [...mediaNotes(given), ...notes]) draft.say('changed', node.name, note);
	if (isFullResponse(request.options)) sayFullResponse(draft, node.name);
}

function sayFullResponse(draft: Draft, name: string): void {
	const readers = readersOf(draft, name);
	const where = readers.length > 0 ? ` See what is read of it in: ${readers.join(', ')}.` : '';
	draft.say(
		'changed',
		name,
		`It put out status, headers and "body". Now the item is what was under "body".${where}`,
	);
}

const simplified = ({ fields }: TableOperation) =>
	fields.includes('simplify') ? { simplify: false } : {};

interface Fitting {
	readonly operation: TableOperation;
	readonly parameters: Parameters;
	readonly shape: Shape;
}

/** The operations of ours that send the same, the likeliest first. */
function fitting(
	request: HttpRequest,
	{ candidates }: Address,
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
				return [{ operation, shape, parameters: { ...set, ...parameters, ...file } }];
			}),
	);
	const rank = ({ shape }: Fitting) => (isLikely(shape, whole) ? 0 : 1);
	return found.sort((one, other) => rank(one) - rank(other));
}

/** Where a file may be an address as well as Base64. */
function eitherMedia({ operation, parameters }: Fitting, found: readonly Fitting[]): Parameters {
	const { mediaUrl } = parameters;
	const isEither = found.some(
		(other) => other.operation === operation && other.parameters.mediaBase64 !== undefined,
	);
	return mediaUrl !== undefined && isEither ? mediaFields(mediaUrl) : {};
}

/** An address and Base64 stand in the same place of a request, but not in the same field. */
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

/** Body and query as the table has them; undefined if an expression hides what is in them. */
function wholeOf(request: HttpRequest, json: Value | undefined, query: Value): Value | undefined {
	const body = request.body.kind === 'form' ? request.body.fields : json;
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

/** @returns undefined if an expression hides what is in it */
function joined(query: Value, inAddress: ReadonlyMap<string, Value>): Value | undefined {
	if (query.kind !== 'object') return undefined;
	return { kind: 'object', entries: new Map([...inAddress, ...query.entries]) };
}

/** The instance, and other parameters of the path that have a field. */
function segmentFields({ segments }: Address, { fields }: TableOperation): Parameters {
	return Object.fromEntries(
		[...segments]
			.filter(([name]) => fields.includes(name))
			.map(([name, value]) => [name, asParameter(value)]),
	);
}

function whyApiRequest(
	draft: Draft,
	node: NodeJson,
	isKnown: boolean,
	request: HttpRequest,
	address: Address,
	body: Value | undefined,
	query: Value | undefined,
): string {
	const name = address.candidates.map(({ operation }) => operation.label).join(' or ');
	if (isKnown && isRead(draft, node.name)) {
		return `API Request, because other nodes read the answer as it is. ${name} would put out something else.`;
	}
	const whole = query === undefined ? undefined : wholeOf(request, body, query);
	if (whole === undefined)
		return `API Request, because the whole body comes from an expression. See whether ${name} does for it.`;
	const shapes = address.candidates.flatMap(({ request: { shapes: all } }) => all);
	const left = shapes
		.map((shape) => {
			const { left: paths } = matchShape(shape, whole);
			// With choices other than those of the request, it would be about another kind of message.
			return { paths, isOther: paths.some((path) => path in shape.always) };
		})
		.sort(
			(one, other) =>
				Number(one.isOther) - Number(other.isOther) || one.paths.length - other.paths.length,
		)[0]?.paths;
	if (left === undefined)
		return `API Request, because ${name} puts out something else than the server's answer.`;
	return `API Request, because ${name} has no field for: ${left.map((path) => path.replace(/^(?:body|query)\./, '')).join(', ')}.`;
}
