import { raw } from 'express';
import type { Express, ErrorRequestHandler, RequestHandler } from 'express';
import { exchangesOf } from '../core/exchange';
import { upload } from '../core/form';
import type { State } from '../state/state';
import { goAnswerOf, pageNotFound } from './core/answers';
import { goLicenseGate } from './core/license';
import { goRouter } from './core/router';
import { goRoutes } from './routes';

/** Body size limit of the simulator. The real server reads a body of any size. */
const LIMIT = '1gb';

const cors: RequestHandler = (request, response, next) => {
	response.set({
		'Access-Control-Allow-Origin': '*',
		'Access-Control-Allow-Credentials': 'true',
		'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
		'Access-Control-Allow-Headers':
			'Origin, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, Accept, Cache-Control, X-Requested-With, apikey, ApiKey',
		'Access-Control-Expose-Headers': 'Content-Length',
	});
	if (request.method === 'OPTIONS') return void response.status(200).end();
	return next();
};

const isForm = (contentType: string | undefined) =>
	contentType?.startsWith('multipart/form-data') ?? false;

/** Keeps bodies as raw bytes, because each route parses its own, whatever the content type. Only multipart forms are parsed here. */
const bodies: RequestHandler[] = [
	raw({ type: ({ headers }) => !isForm(headers['content-type']), limit: LIMIT }),
	(request, response, next) => {
		if (!isForm(request.get('content-type'))) return next();
		return void upload.any()(request, response, next);
	},
];

const redirect =
	(paths: readonly string[]): RequestHandler =>
	({ method, path, originalUrl }, response, next) => {
		const bare = path.replace(/\/+$/, '');
		if (bare === path || !paths.includes(bare)) return next();
		return void response.redirect(method === 'GET' ? 301 : 307, originalUrl.replace(path, bare));
	};

/** Adds the server's handlers in its order: license, CORS, routes, 404. */
export function goApp(app: Express, state: State): void {
	const { answer, begin, inject, wait } = exchangesOf(state);
	app.set('query parser', 'simple');
	app.use(begin);
	app.use(bodies);
	app.use((_request, response, next) => void wait(response).then(() => next()));
	app.use(inject);
	app.use((request, response, next) => {
		const closed = goLicenseGate(state, request.path, request.get('host') ?? '');
		if (closed) return void answer(request, response, closed);
		return next();
	});
	app.use(cors);
	app.use(redirect(goRoutes.map(({ path }) => path)));
	app.use(goRouter(state, goRoutes, answer));
	const failed: ErrorRequestHandler = (error, request, response, next) => {
		if (response.headersSent) return next(error);
		return void answer(request, response, goAnswerOf(error)).catch(next);
	};
	app.use(failed);
	app.use((request, response) => void answer(request, response, pageNotFound()));
}
