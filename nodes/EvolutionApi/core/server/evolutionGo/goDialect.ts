import type { Failure } from '../../failures/failure';
import type { Caller, Connection } from '../../http/connection';
import { fillRoute, queryString } from '../../http/route';
import { requestIn, type Dialect, type TableEntry, type TableRequest } from '../dialect';
import type { Result } from '../request';
import { asResult, tryGo } from './goRequest';
import { nearestOnGo, needsMore } from './lacking';
import { translatedBy, type GoRoute, type GoRoutes } from './goRoute';
import { GO_ROUTES } from './routes';

const routeOf = (method: string, route: string): GoRoute | undefined =>
	GO_ROUTES[`${method} ${route}` as keyof GoRoutes];

/** What an operation wants to know beside its own route is in the server's store. */
const NOTHING_KEPT: Failure = {
	message: 'Evolution Go keeps no messages that could be looked up',
	description: 'Enter the ID of the message, without a chat to look through.',
	nothingDone: true,
};

/** *API Request*: a route of Evolution Go itself. */
async function sendAsEntered(
	context: Caller,
	connection: Connection,
	asked: TableRequest,
): Promise<Result> {
	const path = fillRoute(asked.route, asked.parameters) + queryString(asked.query);
	const target = { context, connection, instance: asked.instance ?? '' };
	return await tryGo(target, { ...requestIn(asked), path }).catch(asResult);
}

export const goDialect: Dialect = {
	async ask(context, connection, asked) {
		if (asked.asEntered === true) return await sendAsEntered(context, connection, asked);
		const translate = routeOf(asked.method, asked.route);
		if (translate === undefined) return { failure: NOTHING_KEPT };
		const target = { context, connection, instance: asked.instance ?? '' };
		return await translate(translatedBy(target, asked)).then((body) => ({ body }), asResult);
	},
	async send(context, connection, request) {
		const target = { context, connection, instance: request.instance ?? '' };
		return await tryGo(target, request).catch(asResult);
	},
	can: (entry: TableEntry) =>
		!needsMore(entry) && routeOf(entry.request.method, entry.request.path) !== undefined,
	nearest: nearestOnGo,
	hasStore: false,
	name: 'Evolution Go',
};
