import type { Draft } from '../../draft';
import { asParameter, shown } from '../../expressions/value';
import { pageOf } from '../../ourTypes';
import { isRead } from '../../reading';
import { put } from '../../parameters';
import { operationOf, type TableOperation } from '../../table';
import type { NodeJson, Parameters } from '../../workflow';
import { methodsFor, readAddress, type Address } from './address';
import { apiRequestFor } from './apiRequest';
import { sayLeft } from './leftBehind';
import { fittingAtLast, joined } from './fitting';
import { newerBody } from './olderBodies';
import { eitherMedia, place, simplified } from './placing';
import { whyApiRequest } from './whyApiRequest';
import { isHttpRequest, readRequest, sendsKey, type HttpRequest } from './request';

const MANY_CUSTOMERS = pageOf('many-customers.md');

export function convertHttpRequests(draft: Draft): void {
	const servers = new Map<string, string[]>();
	for (const node of draft.nodes.filter(isHttpRequest)) {
		const { request, address, note } = readNode(node);
		if (address === undefined || !isEvolution(request, address, node)) continue;
		if (!convertNode(draft, node, request, address)) continue;
		if (note !== undefined) draft.say('check', node.name, note);
		const base = shown(address.base);
		servers.set(base, [...(servers.get(base) ?? []), node.name]);
		sayKey(draft, node.name, request);
	}
	sayLeft(draft, [...servers.keys()]);
	for (const [base, names] of servers) {
		const used = `(used in: ${names.join(', ')})`;
		if (!base.includes('{{')) {
			draft.say('check', '', `Set the credential's Base URL to ${base} ${used}.`);
			continue;
		}
		draft.say(
			'check',
			'',
			`The credential's Base URL replaces ${base} ${used}. If the server is always the same, enter its address there. If it differs, enter the expression there.`,
			MANY_CUSTOMERS,
		);
	}
}

interface ReadNode {
	readonly request: HttpRequest;
	readonly address: Address | undefined;
	readonly note?: string;
}

/** Reads a node. If it doesn't set a method, the only method that the server has for this route is used. */
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
		note: `It used GET, because no method was chosen. The server only has this route with ${method}, so the node now uses ${method}.`,
	};
}

/** Without a key, the route must contain a capital (`/message/sendText`). Other programs also have `/instance/create`. */
const isEvolution = (request: HttpRequest, { candidates }: Address, node: NodeJson) =>
	sendsKey(request, node) || candidates.some(({ request: { path } }) => /[a-z][A-Z]/.test(path));

function sayKey(draft: Draft, name: string, { headers }: HttpRequest): void {
	const key = headers.get('apikey');
	if (key?.kind === 'literal')
		draft.say(
			'check',
			name,
			'The node contained the key. It is not copied: enter it in the credential.',
		);
	else if (key !== undefined)
		draft.say(
			'check',
			name,
			'The key came from an expression. Now it comes from the credential, where you can also enter an expression.',
			MANY_CUSTOMERS,
		);
}

function convertNode(
	draft: Draft,
	node: NodeJson,
	request: HttpRequest,
	address: Address,
): boolean {
	if ('pagination' in request.options) {
		draft.say('left', node.name, 'It uses Pagination, which our nodes do not support.');
		return false;
	}
	const query = joined(request.query, address.query);
	const path = address.candidates[0]?.request.path ?? '';
	const { body, note } =
		request.body.kind === 'json'
			? newerBody(path, request.body.value)
			: { body: undefined, note: undefined };
	const given = request.body.kind === 'form' ? request.body.fields : body;
	const { found, fields, left } = fittingAtLast(request, address, path, given, query);
	const best = found.find(({ operation }) => !operation.ownItems || !isRead(draft, node.name));
	if (best !== undefined) {
		const parameters = {
			...segmentFields(address, best.operation),
			...best.parameters,
			...eitherMedia(best, found),
			...simplified(best.operation),
		};
		for (const [field, value] of Object.entries(fields)) put(parameters, field, value);
		place(draft, node, request, best.operation, parameters);
		if (left !== undefined) draft.say('check', node.name, left);
	} else {
		const asked = apiRequestFor(
			request,
			{ ...address, query: query ?? request.query },
			note === undefined ? undefined : body,
		);
		if (asked === undefined) {
			draft.say(
				'left',
				node.name,
				`Our nodes cannot send this kind of request (${request.method}, ${request.body.kind === 'other' ? request.body.what : request.body.kind}).`,
			);
			return false;
		}
		place(draft, node, request, operationOf('apiRequest', 'request'), asked);
		draft.say(
			'check',
			node.name,
			whyApiRequest(draft, node, found.length > 0, request, address, given, query),
		);
	}
	if (note !== undefined) draft.say('check', node.name, note);
	return true;
}

function segmentFields({ segments }: Address, { fields }: TableOperation): Parameters {
	return Object.fromEntries(
		[...segments]
			.filter(([name]) => fields.includes(name))
			.map(([name, value]) => [name, asParameter(value)]),
	);
}
