import type { Failure } from '../../failures/failure';
import { fillRoute, queryString } from '../../http/route';
import type {
	Caller,
	Connection,
	Result,
	ServerAdapter,
	TableEntry,
	TableRequest,
} from '../adapter';
import { EXPLANATIONS } from './goAnswers';
import { goDeliveries } from './goDeliveries';
import { checkKeys, identify, ownJid } from './goInstances';
import { isGoRefusal } from './goRefusal';
import { asResult, dataIn, tryGo } from './goRequest';
import { checkRoute, translatedBy, type GoRoute, type GoRoutes } from './goRoute';
import { readVote } from './goVotes';
import { goWebhook } from './goWebhook';
import { asksByPort, nearestOnGo, needsMore } from './lacking';
import { GO_ROUTES } from './routes';

const routeOf = (method: string, route: string): GoRoute | undefined =>
	GO_ROUTES[`${method} ${route}` as keyof GoRoutes];

/** What an operation wants to know beside its own route is in the server's store. */
const NOTHING_KEPT: Failure = {
	message: 'Evolution Go keeps no messages that could be looked up',
	description: 'Enter the ID of the message, without a chat to look through.',
	nothingDone: true,
};

/** Route and body are those of Evolution Go itself: of *API Request*, and of what only it has. */
async function sendAsWritten(
	context: Caller,
	connection: Connection,
	asked: TableRequest,
): Promise<Result> {
	const path = fillRoute(asked.route, asked.parameters) + queryString(asked.query);
	const target = { context, connection, instance: asked.instance ?? '' };
	return await tryGo(target, { ...asked, path }).catch(asResult);
}

const withoutEnvelope = (result: Result): Result =>
	'failure' in result ? result : { body: dataIn(result.body) };

/**
 * Evolution Go, 0.6.1 to 0.7.2, as its published source says: nothing of it was seen on a running server. It keeps no
 * messages. Its WebSocket wants the global key in the address, and under load it ends the whole server.
 */
export const evolutionGo: ServerAdapter = {
	kind: 'evolutionGo',
	name: 'Evolution Go',

	async ask(context, connection, asked) {
		if (asked.asEntered === true) return await sendAsWritten(context, connection, asked);
		const translate = routeOf(asked.method, asked.route);
		if (translate === undefined) {
			if (asked.onlyOn === undefined) return { failure: NOTHING_KEPT };
			return withoutEnvelope(await sendAsWritten(context, connection, asked));
		}
		const target = { context, connection, instance: asked.instance ?? '' };
		return await translate(translatedBy(target, asked)).then((body) => ({ body }), asResult);
	},
	async check(context, connection, asked) {
		const route = routeOf(asked.method, asked.route);
		const target = { context, connection, instance: asked.instance ?? '' };
		if (route !== undefined) await checkRoute(route, target, asked);
	},
	async send(context, connection, request) {
		const target = { context, connection, instance: request.instance ?? '' };
		return await tryGo(target, request).catch(asResult);
	},
	can: (entry: TableEntry) =>
		entry.request.onlyOn === 'evolutionGo' ||
		asksByPort(entry) ||
		(!needsMore(entry) && routeOf(entry.request.method, entry.request.path) !== undefined),
	nearest: nearestOnGo,

	explanations: EXPLANATIONS,
	isRefusal: isGoRefusal,
	identify,
	checkKeys,

	ownJid,

	deliveries: goDeliveries,
	webhook: goWebhook,
	sendsNoChoices: true,
	quotesNameAuthor: true,
	readVote,
};
