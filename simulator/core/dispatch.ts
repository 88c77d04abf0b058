import type { Schema } from 'jsonschema';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import { cannot, crashed, HttpError, forbidden, notFound, unauthorized } from './answers';
import { licenceGate } from './licence';
import { findRoute } from './router';
import { check, withNewMentions } from './schema';
import type { Answer, Call, PlainRoute, Route, SimRequest } from './types';

/** Evolution routes: gate, table, instance, key, schema, handler, in the server's order. */
export async function dispatch(
	state: State,
	table: readonly Route[],
	request: SimRequest,
): Promise<Answer> {
	try {
		const match = findRoute(table, request.method, request.path);
		const route =
			match && isAtLeast(state.config, match.route.since ?? '0') ? match.route : undefined;
		const closed = route?.open ? undefined : licenceGate(state);
		if (closed) return closed;
		if (!match || !route) return cannot(request.method, request.url);
		return await answer(state, route, match.params, request);
	} catch (error) {
		if (error instanceof HttpError) return error.answer;
		return crashed(error instanceof Error ? error.message : String(error)).answer;
	}
}

async function answer(
	state: State,
	route: Route,
	params: Record<string, string>,
	request: SimRequest,
): Promise<Answer> {
	const call: Call = { state, request, params, body: request.body, query: request.query };
	if (route.guard !== 'instance') {
		guardPlain(route.guard, call);
		checkFile(route, request);
		check(call.body, schemaOf(state, route));
		return await route.handler(call);
	}
	const named = state.instances.get(params.instanceName);
	if (!named) throw notFound(`The "${params.instanceName}" instance does not exist`);
	if (request.apikey !== state.key && request.apikey !== named.token) throw unauthorized();
	checkFile(route, request);
	check(call.body, schemaOf(state, route));
	// The real server lets the query override the path here, after the key was checked.
	const name = request.query.instanceName ?? named.name;
	const instance = state.instances.get(name);
	if (!instance) throw crashed("Cannot read properties of undefined (reading 'integration')");
	return await route.handler({ ...call, instance });
}

function schemaOf({ config }: State, { schema, older, since }: Route): Schema | undefined {
	if (older && !isAtLeast(config, older.before)) return older.schema;
	const hasNewMentions = schema && !since && isAtLeast(config, '2.4.0');
	return hasNewMentions ? withNewMentions(schema) : schema;
}

/** Checks of the routes without an instance in their path. */
function guardPlain(guard: PlainRoute['guard'], { state, request, body }: Call): void {
	const { apikey } = request;
	if (guard === 'none') return;
	if (guard === 'create') {
		// Without a name the server takes the text "undefined".
		const name = String(body.instanceName);
		if (state.instances.has(name) || state.leaving.has(name)) {
			throw forbidden(`This name "${name}" is already in use.`);
		}
	}
	if (apikey === state.key) return;
	const isToken = () => [...state.instances.values()].some(({ token }) => token === apikey);
	if (guard === 'list' && apikey && isToken()) return;
	throw unauthorized();
}

/** The upload library's own complaint, before anything else is looked at. */
function checkFile(route: Route, { files }: SimRequest): void {
	if (route.upload && files.some(({ field }, index) => field !== route.upload || index > 0)) {
		throw crashed('Unexpected file field');
	}
}
