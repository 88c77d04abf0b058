import { shown, type Value } from '../../../expressions/value';
import goRoutes from '../../../goRoutes.json';
import type { NodeJson } from '../../../workflow';
import { placeIn, type Place } from '../address';
import { readRequest, type HttpRequest } from '../request';
import { goRuleFor } from './goRules';

/** A node whose address ends in a route of Evolution Go. */
export interface GoCall {
	readonly node: NodeJson;
	readonly request: HttpRequest;
	readonly place: Place;
	/** `POST /send/text` */
	readonly route: string;
	/** The key of the server opens it, not that of an instance. */
	readonly isOfServer: boolean;
	/** Fields of a form, or JSON. */
	readonly body: Value | undefined;
}

const keys: Readonly<Record<string, string>> = goRoutes;

const pathsWith = (method: string): string[] =>
	Object.keys(keys)
		.filter((route) => route.startsWith(`${method} `))
		.map((route) => route.slice(method.length + 1))
		.sort((one, other) => stepsIn(other) - stepsIn(one));

const stepsIn = (path: string) => path.split('/').filter((step) => !step.startsWith('{')).length;

export function readGoCall(node: NodeJson): GoCall | undefined {
	const request = readRequest(node);
	const place = placeIn(request.url, pathsWith(request.method));
	if (place === undefined) return undefined;
	const route = `${request.method} ${place.route}`;
	const { body: given } = request;
	const body =
		given.kind === 'json' ? given.value : given.kind === 'form' ? given.fields : undefined;
	return { node, request, place, route, isOfServer: keys[route] === 'global', body };
}

/** They have `/send/text`, too, and other keys; or the header, and other routes. */
const OTHERS = /supabase|\/(?:rest|auth|storage|functions)\/v1\b|uazapi|z-api|wuzapi|callmebot/i;

const hasOwnLogin = ({ headers }: HttpRequest, { parameters }: NodeJson) =>
	headers.has('authorization') ||
	!['none', undefined, ''].includes(parameters.authentication as string | undefined);

/** These say by themselves whose they are, with the header. */
const OF_GO_ALONE = /^GET \/instance\/(?:all|qr|status)$/;

/** Whether the body is one of Evolution Go: on shared routes it must match exactly. */
function isBodyOfGo({ route, body }: GoCall): boolean {
	if (route === 'POST /instance/create') {
		return body?.kind === 'object' && ['name', 'token'].every((key) => body.entries.has(key));
	}
	const isSending = route.startsWith('POST /send/');
	if (isSending && body?.kind !== 'object') return body !== undefined;
	if (isSending && body?.kind === 'object' && body.entries.has('number')) return true;
	const rule = goRuleFor(route, body);
	if (typeof rule !== 'object' || rule.required.length === 0) return false;
	if (body?.kind !== 'object') return false;
	const names = [...body.entries.keys()];
	return rule.required.every((key) => names.includes(key));
}

/**
 * Why a node is not taken for one that asks Evolution Go; undefined if it is certain.
 * @param servers the addresses of those that are certain by themselves
 */
export function whyNotGo(call: GoCall, servers: ReadonlySet<string>): string | undefined {
	const { request, node, place, route } = call;
	const { headers } = request;
	if (OTHERS.test(shown(request.url))) return 'another program answers at its address';
	if (hasOwnLogin(request, node)) return 'it has a login of another kind than the header apikey';
	if (!headers.has('apikey')) {
		return headers.has('token')
			? 'its key is in the header token, as that of uazapi or wuzapi, and not in apikey'
			: 'it has no header apikey';
	}
	const isSure = OF_GO_ALONE.test(route) || isBodyOfGo(call) || servers.has(shown(place.base));
	return isSure ? undefined : 'nothing but the route says so, and no other node asks that server';
}
