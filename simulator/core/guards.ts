import type { Instance } from '../state/instance';
import type { State } from '../state/state';
import { crashed, forbidden, notFound, unauthorized } from './answers';
import type { Call, PlainRoute } from './types';

export function guardInstance(state: State, { params, request }: Call): void {
	const named = state.instances.get(params.instanceName);
	if (!named) throw notFound(`The "${params.instanceName}" instance does not exist`);
	if (request.apikey !== state.key && request.apikey !== named.token) throw unauthorized();
}

export function guardPlain(guard: PlainRoute['guard'], { state, request, body }: Call): void {
	const { apikey } = request;
	if (guard === 'none') return;
	if (guard === 'create') {
		// Without a name, the server finds any existing instance. A server without instances creates one called "undefined".
		const name = String(body.instanceName);
		const isAny = body.instanceName === undefined && state.instances.size > 0;
		if (isAny || state.instances.has(name) || state.leaving.has(name)) {
			throw forbidden(`This name "${name}" is already in use.`);
		}
	}
	if (apikey === state.key) return;
	const isToken = () => [...state.instances.values()].some(({ token }) => token === apikey);
	if (guard === 'list' && apikey && isToken()) return;
	throw unauthorized();
}

/** As on the real server, the query overrides the path, after the key was checked. */
export function instanceOf(state: State, { params, query }: Call): Instance {
	const instance = state.instances.get(query.instanceName ?? params.instanceName);
	if (!instance) throw crashed("Cannot read properties of undefined (reading 'integration')");
	return instance;
}
