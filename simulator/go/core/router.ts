import { Router, type Request, type RequestHandler } from 'express';
import { filesOf } from '../../core/form';
import type { Answer } from '../../core/types';
import type { State } from '../../state/state';
import { has } from '../state/versions';
import { goOf } from '../state/goInstance';
import { notAuthorized } from './answers';
import { afterCheck } from './numberChecks';
import type { GoCall, GoRequest, GoRoute } from './route';

type Reply = (request: Request, response: Parameters<RequestHandler>[1], answer: Answer) => unknown;

const METHODS = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

function requestOf(state: State, request: Request): GoRequest {
	const isText = Buffer.isBuffer(request.body);
	return {
		state,
		params: request.params,
		query: request.query as Record<string, string>,
		host: request.get('host') ?? '',
		contentType: request.get('content-type') ?? '',
		text: isText ? (request.body as Buffer).toString('utf8') : '',
		fields: isText ? {} : { ...(request.body as Record<string, string>) },
		files: filesOf(request),
	};
}

function withInstance(request: GoRequest, apikey: string | undefined): GoCall {
	const instances = [...request.state.instances.values()];
	const instance = apikey ? instances.find(({ token }) => token === apikey) : undefined;
	if (!instance) throw notAuthorized();
	return { ...request, instance, go: goOf(instance) };
}

async function answerTo(route: GoRoute, state: State, request: Request): Promise<Answer> {
	const goRequest = requestOf(state, request);
	const apikey = request.get('apikey');
	if (route.key === 'global' && apikey !== state.key) throw notAuthorized();
	const call = route.key === 'instance' ? withInstance(goRequest, apikey) : undefined;
	const text = route.numbers
		? afterCheck(route.numbers, goRequest.text, goRequest.contentType)
		: goRequest.text;
	if (route.key !== 'instance') return await route.run({ ...goRequest, text });
	return await route.run({ ...(call as GoCall), text });
}

/** Returns a router that handles requests in the server's order: version, key, number checks, handler. Paths must match exactly. */
export function goRouter(state: State, table: readonly GoRoute[], reply: Reply): Router {
	const router = Router({ caseSensitive: true, strict: true });
	for (const route of table) {
		router[METHODS[route.method]](route.path, (request, response, next) => {
			if (route.since && !has(state.config, route.since)) return next('route');
			return void answerTo(route, state, request)
				.then(async (answer) => {
					await reply(request, response, answer);
				})
				.catch(next);
		});
	}
	return router;
}
