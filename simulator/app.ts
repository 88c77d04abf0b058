import express, {
	type ErrorRequestHandler,
	type Express,
	type Request,
	type RequestHandler,
	type Response,
} from 'express';
import { controlRoutes } from './control';
import { phoneAnswer } from './control/phone';
import { answerOf, cannot } from './core/answers';
import { bodyParsers } from './core/body';
import { filesOf, upload } from './core/form';
import { licenceGate } from './core/licence';
import { cutAnswer } from './core/cut';
import { logRequest } from './core/log';
import { reply } from './core/reply';
import { callOf, evolutionRouter, routerOf } from './core/router';
import type { Answer } from './core/types';
import { without } from './core/values';
import type { Sockets } from './events/sockets';
import { routes } from './routes';
import { type Fault, takeFault } from './state/faults';
import type { State } from './state/state';

/** The simulator's own routes and pages, then the server's. */
export function createApp(state: State, sockets: Sockets): Express {
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
	evolution(app, state, sockets);
	return app;
}

/** The own routes need no key, so pages of other sites must not reach them. */
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

/** What is known of a request while it is on its way. */
interface Exchange {
	at: number;
	fault?: Fault;
}

const exchangeOf = (response: Response) => response.locals as Exchange;

/** Evolution's order: Socket.IO, body, gate, routes, errors, what is not there; around it the faults and the log. */
function evolution(app: Express, state: State, sockets: Sockets): void {
	const log = (request: Request, { at }: Exchange, status: number) => {
		// A request of which only a part came does not count.
		if (request.aborted) return;
		const { method, path, body } = request;
		const query = without(request.query, 'apikey');
		logRequest(state, { at, method, path, query, body, files: filesOf(request) }, status);
	};
	const answer = async (request: Request, response: Response, given: Answer) => {
		const exchange = exchangeOf(response);
		const drop = exchange.fault?.drop;
		const cut = drop === 'after' || drop === 'mid' ? drop : undefined;
		log(request, exchange, cut === 'after' ? 0 : given.status);
		await reply(response, given, cut);
	};

	app.use((request, response, next) => {
		const fault = takeFault(state.faults, request.method, request.path);
		Object.assign(response.locals, { at: Date.now(), fault } satisfies Exchange);
		if (fault?.closeMs !== undefined) closeLater(state, response, fault.closeMs);
		if (fault?.drop !== 'before') return next();
		log(request, exchangeOf(response), 0);
		return void request.socket.destroy();
	});
	const wait = (response: Response) =>
		state.sleep(state.config.latencyMs + (exchangeOf(response).fault?.delayMs ?? 0));
	app.use((request, response, next) => {
		if (!sockets.takes(request.url)) return next();
		return void wait(response).then(() => {
			const { fault } = exchangeOf(response);
			if (fault?.status) return answer(request, response, faultAnswer(fault.status, fault));
			if (request.socket.destroyed) return undefined;
			response.once('finish', () => log(request, exchangeOf(response), response.statusCode));
			const drop = fault?.drop;
			if (drop === 'after' || drop === 'mid') cutAnswer(response, drop);
			return sockets.handle(request, response);
		});
	});
	app.use(bodyParsers);
	app.use((_request, response, next) => void wait(response).then(() => next()));
	app.use((request, response, next) => {
		const { fault } = exchangeOf(response);
		if (!fault?.status) return next();
		const given = faultAnswer(fault.status, fault);
		// The form is read for the log.
		return upload.any()(request, response, () => void answer(request, response, given));
	});
	app.use((request, response, next) => {
		const closed = licenceGate(state, request.path);
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
}

/** Breaks off the connection if the answer has not been sent after `ms`. */
function closeLater(state: State, response: Response, ms: number): void {
	state.later(ms, () => {
		if (!response.writableFinished) response.socket?.destroy();
	});
}

function faultAnswer(status: number, { body, contentType, headers }: Fault): Answer {
	if (typeof body === 'string')
		return { status, raw: body, contentType: contentType ?? 'text/html', headers };
	const error = 'Injected fault';
	const usual = { status, error, response: { message: error } };
	return { status, body: body ?? usual, contentType, headers };
}
