import type { Request, RequestHandler, Response } from 'express';
import { type Fault, takeFault } from '../state/faults';
import type { State } from '../state/state';
import { filesOf, upload } from './form';
import { logRequest } from './log';
import { reply } from './reply';
import type { Answer } from './types';
import { without } from './values';

interface Exchange {
	at: number;
	fault?: Fault;
}

export const faultOf = (response: Response) => (response.locals as Exchange).fault;

export interface Exchanges {
	/** finds the injected fault for the request; breaks the connection if the fault has `drop: 'before'` */
	begin: RequestHandler;
	wait(response: Response): Promise<void>;
	inject: RequestHandler;
	answer(request: Request, response: Response, content: Answer): Promise<void>;
	log(request: Request, response: Response, status: number): void;
}

export function exchangesOf(state: State): Exchanges {
	const log = (request: Request, response: Response, status: number) => {
		// A request that arrived only in part isn't logged.
		if (request.aborted) return;
		const { at } = response.locals as Exchange;
		const { method, path } = request;
		const query = without(request.query, 'apikey', 'token');
		const body = readable(request);
		logRequest(state, { at, method, path, query, body, files: filesOf(request) }, status);
	};
	const answer = async (request: Request, response: Response, content: Answer) => {
		const drop = faultOf(response)?.drop;
		const cut = drop === 'after' || drop === 'mid' ? drop : undefined;
		log(request, response, cut === 'after' ? 0 : content.status);
		await reply(response, content, cut);
	};
	return {
		log,
		answer,
		begin(request, response, next) {
			const fault = takeFault(state.faults, request.method, request.path);
			Object.assign(response.locals, { at: Date.now(), fault } satisfies Exchange);
			if (fault?.closeMs !== undefined) closeLater(state, response, fault.closeMs);
			if (fault?.drop !== 'before') return next();
			log(request, response, 0);
			return void request.socket.destroy();
		},
		wait: async (response) =>
			await state.sleep(state.config.latencyMs + (faultOf(response)?.delayMs ?? 0)),
		inject(request, response, next) {
			const fault = faultOf(response);
			if (!fault?.status) return next();
			const content = faultAnswer(state, fault.status, fault);
			// Parses the form first, because the log lists its files.
			return upload.any()(request, response, () => void answer(request, response, content));
		},
	};
}

function readable({ body }: Request): unknown {
	if (!Buffer.isBuffer(body)) return body;
	const text = body.toString('utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

function closeLater(state: State, response: Response, ms: number): void {
	state.later(ms, () => {
		if (!response.writableFinished) response.socket?.destroy();
	});
}

/** Returns an error that a test has requested. Without a requested body, the error looks like the server's own errors. */
export function faultAnswer(
	{ config }: State,
	status: number,
	{ body, contentType, headers }: Fault,
): Answer {
	if (typeof body === 'string')
		return { status, raw: body, contentType: contentType ?? 'text/html', headers };
	const error = 'Injected fault';
	const usual =
		config.server === 'go' ? { error } : { status, error, response: { message: error } };
	return { status, body: body ?? usual, contentType, headers };
}
