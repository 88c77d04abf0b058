import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { controlRoutes } from './control';
import { phoneAnswer } from './control/phone';
import { answerOf, cannot } from './core/answers';
import type { Play } from './core/played';
import { bodyParsers } from './core/body';
import { exchangesOf, faultAnswer, faultOf } from './core/exchange';
import { licenseGate } from './core/license';
import { cutAnswer } from './core/cut';
import { reply } from './core/reply';
import { callOf, evolutionRouter, routerOf } from './core/router';
import type { Sockets } from './events/sockets';
import { routes } from './routes';
import type { State } from './state/state';

export function createApp(state: State, play: Play): Express {
	const app = express();
	app.use((_request, response, next) => {
		response.set('Date', new Date(state.now()).toUTCString());
		next();
	});
	app.use('/_sim', refuseForeign, bodyParsers);
	app.use(control(state));
	app.use('/_sim', ({ method, originalUrl }, response) => {
		void reply(response, cannot(method, originalUrl));
	});
	app.use('/_sim', controlFailed);
	app.use(phone);
	play(app, state);
	return app;
}

/** Rejects requests from pages of other sites, because the simulator's own routes need no key. */
const refuseForeign: RequestHandler = (request, response, next) => {
	const { origin, host } = request.headers;
	if (origin === undefined || origin === `http://${host}`) return next();
	return void reply(response, { status: 403, body: { error: 'Foreign origin' } });
};

const control = (state: State) =>
	routerOf(controlRoutes, ({ handler }) => [
		async (request, response) => await reply(response, await handler(callOf(state, request))),
	]);

const controlFailed: ErrorRequestHandler = (error, _request, response, next) =>
	response.headersSent ? next(error) : void reply(response, answerOf(error));

const phone: RequestHandler = ({ method, path }, response, next) => {
	const page = method === 'GET' ? phoneAnswer(path) : undefined;
	if (page) return void reply(response, page);
	return next();
};

/** Adds Evolution API's handlers in its order: Socket.IO, body parsers, license, routes, errors, 404.  */
export const playEvolutionApi =
	(sockets: Sockets): Play =>
	(app, state) => {
		const { answer, begin, inject, log, wait } = exchangesOf(state);
		app.use(begin);
		app.use((request, response, next) => {
			if (!sockets.takes(request.url)) return next();
			return void wait(response).then(() => {
				const fault = faultOf(response);
				if (fault?.status) {
					return answer(request, response, faultAnswer(state, fault.status, fault));
				}
				if (request.socket.destroyed) return undefined;
				response.once('finish', () => log(request, response, response.statusCode));
				const drop = fault?.drop;
				if (drop === 'after' || drop === 'mid') cutAnswer(response, drop);
				return sockets.handle(request, response);
			});
		});
		app.use(bodyParsers);
		app.use((_request, response, next) => void wait(response).then(() => next()));
		app.use(inject);
		app.use((request, response, next) => {
			const closed = licenseGate(state, request.path);
			if (closed) return void answer(request, response, closed);
			return next();
		});
		app.use(evolutionRouter(state, routes, answer));
		const failed: ErrorRequestHandler = (error, request, response, next) => {
			if (response.headersSent) return next(error);
			return void answer(request, response, answerOf(error)).catch(next);
		};
		app.use(failed);
		app.use((request, response) => {
			void answer(request, response, cannot(request.method, request.originalUrl));
		});
	};
