import { Router, type Request, type RequestHandler } from 'express';
import type { Schema } from 'jsonschema';
import { eventsOf } from '../events/names';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import { refuseDepth } from './body';
import { needDatabase } from './database';
import { filesOf, upload } from './form';
import { guardInstance, guardPlain, instanceOf } from './guards';
import { check, withEvents, withNewMentions } from './schema';
import type { Answer, Call, Method, Route } from './types';

type Reply = (request: Request, response: Parameters<RequestHandler>[1], answer: Answer) => unknown;

const METHODS = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

/** Copies the body, because multer creates a form's body without a prototype, and so without methods like toString(). */
export function callOf(state: State, request: Request): Call {
	const body = { ...request.body };
	// Like the server, this doesn't check what the query contains.
	const query = request.query as Record<string, string>;
	return {
		state,
		params: request.params,
		body,
		query,
		request: {
			method: request.method,
			url: request.originalUrl,
			apikey: request.get('apikey'),
			authorization: request.get('authorization'),
			body,
			query,
			files: filesOf(request),
		},
	};
}

/** Wraps a handler that may reject, because version 4 of Express only catches synchronous errors. */
const handled =
	(run: (...parameters: Parameters<RequestHandler>) => unknown): RequestHandler =>
	async (request, response, next) => {
		try {
			await run(request, response, next);
		} catch (error) {
			next(error);
		}
	};

interface Entry {
	method: Method;
	path: string;
}

export function routerOf<Each extends Entry>(
	table: readonly Each[],
	handlersOf: (route: Each) => RequestHandler[],
): Router {
	const router = Router();
	for (const route of table) {
		router[METHODS[route.method]](route.path, ...handlersOf(route).map(handled));
	}
	return router;
}

function schemaOf({ config }: State, { schema, since }: Route): Schema | undefined {
	if (!schema) return undefined;
	const current = withEvents(schema, eventsOf(config));
	return !since && isAtLeast(config, '2.4.0') ? withNewMentions(current) : current;
}

async function answerTo(call: Call, route: Route): Promise<Answer> {
	if (route.guard !== 'instance') return await route.handler(call);
	needDatabase(call, route);
	return await route.handler({ ...call, instance: instanceOf(call.state, call) });
}

/** Returns a router that handles requests in the server's order: version, instance and key, form, schema, handler. */
export const evolutionRouter = (state: State, table: readonly Route[], reply: Reply): Router =>
	routerOf(table, (route) => [
		(_request, _response, next) =>
			isAtLeast(state.config, route.since ?? '0') ? next() : next('route'),
		(request, _response, next) => {
			const call = callOf(state, request);
			if (route.guard === 'instance') guardInstance(state, call);
			else guardPlain(route.guard, call);
			next();
		},
		...(route.upload ? [upload.single(route.upload), refuseDepth] : []),
		async (request, response) => {
			const call = callOf(state, request);
			check(call.body, schemaOf(state, route));
			await reply(request, response, await answerTo(call, route));
		},
	]);
