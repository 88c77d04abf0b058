import { shown, type Value } from '../../../expressions/value';
import goRoutes from '../../../goRoutes.json';
import type { NodeJson } from '../../../workflow';
import { placeIn, type Place } from '../address';
import { readRequest, type HttpRequest } from '../request';
import { goRuleFor } from './goRules';

export interface GoCall {
	readonly node: NodeJson;
	readonly request: HttpRequest;
	readonly place: Place;
	/** For example `POST /send/text`. */
	readonly route: string;
	/** Whether the route needs the server's global key instead of an instance's key. */
	readonly isOfServer: boolean;
	/** JSON, or the fields of a form. */
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

/** Other programs with Evolution Go's route `/send/text` or its header `apikey`. */
const OTHERS = /supabase|\/(?:rest|auth|storage|functions)\/v1\b|uazapi|z-api|wuzapi|callmebot/i;

const hasOwnLogin = ({ headers }: HttpRequest, { parameters }: NodeJson) =>
	headers.has('authorization') ||
	!['none', undefined, ''].includes(parameters.authentication as string | undefined);

/** A request with the header `apikey` and one of these routes can only be for Evolution Go. */
const OF_GO_ALONE = /^GET \/instance\/(?:all|qr|status)$/;

/** Tells whether a body has Evolution Go's keys. The route isn't enough, because other programs have such routes, too. */
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
 * Returns why it's uncertain whether a node calls Evolution Go; undefined if it's certain.
 * @param servers base URLs of nodes that certainly call Evolution Go
 */
export function whyNotGo(call: GoCall, servers: ReadonlySet<string>): string | undefined {
	const { request, node, place, route } = call;
	const { headers } = request;
	if (OTHERS.test(shown(request.url))) return 'its address belongs to another program';
	if (hasOwnLogin(request, node)) return 'it uses another kind of login than the header apikey';
	if (!headers.has('apikey')) {
		return headers.has('token')
			? 'its key is in the header token, as with uazapi or wuzapi, and not in apikey'
			: 'it has no header apikey';
	}
	const isSure = OF_GO_ALONE.test(route) || isBodyOfGo(call) || servers.has(shown(place.base));
	return isSure ? undefined : 'only the route suggests it, and no other node calls that server';
}
