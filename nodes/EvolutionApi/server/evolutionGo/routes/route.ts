import { InputProblem } from '../../../core/input/inputProblem';
import type { Result, TableRequest, Target } from '../../adapter';
import { beforeSending, RequestFailure } from '../../../errors/failure';
import { readData, tryGo, type GoRequest } from '../request';

export interface GoCall extends Target {
	readonly request: TableRequest;
	/** `idempotent` defaults to the operation's value. @returns the answer's `data` @throws {RequestFailure} */
	go(
		request: Omit<GoRequest, 'idempotent'> & Partial<Pick<GoRequest, 'idempotent'>>,
	): Promise<unknown>;
	/** @returns the whole answer, or the failure instead of throwing it */
	tryGo(
		request: Omit<GoRequest, 'idempotent'> & Partial<Pick<GoRequest, 'idempotent'>>,
	): Promise<Result>;
	of(instance: string): GoCall;
}

/** @returns the answer in Evolution API's form */
export type GoRoute = (call: GoCall) => Promise<unknown>;

export type GoRoutes = Readonly<Record<`${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`, GoRoute>>;

/** Thrown instead of a route's first request: the route has accepted the input. */
class NothingRefused extends Error {}

const stop = async (): Promise<never> => await Promise.reject(new NothingRefused());

/**
 * Runs a {@link GoRoute} up to its first request to the server, which isn't sent.
 * @throws {InputProblem} if this server doesn't support the request with these values
 */
export async function checkRoute(
	route: GoRoute,
	target: Target,
	request: TableRequest,
): Promise<void> {
	const call = { ...prepareCall(target, request), go: stop, tryGo: stop };
	await route(call).catch((error: unknown) => {
		if (!(error instanceof NothingRefused)) throw error;
	});
}

/** A route may look up data before it changes something. If such a lookup fails, the failure has `nothingDone`. */
export function prepareCall(target: Target, tableRequest: TableRequest): GoCall {
	let isLookUp = !tableRequest.idempotent;
	const tryOne: GoCall['tryGo'] = async (request) => {
		const question = { idempotent: tableRequest.idempotent, ...request };
		isLookUp &&= question.idempotent;
		const result = await tryGo(target, question);
		return 'failure' in result && isLookUp ? { failure: beforeSending(result.failure) } : result;
	};
	return {
		...target,
		request: tableRequest,
		tryGo: tryOne,
		async go(request) {
			const result = await tryOne(request);
			if ('failure' in result) throw new RequestFailure(result.failure);
			return readData(result.body);
		},
		of: (instance) => prepareCall({ ...target, instance }, tableRequest),
	};
}

/** @throws {InputProblem} before anything is sent */
export function refuseIf(
	isGiven: boolean,
	path: ReadonlyArray<string | number>,
	problem: string,
	hint: string,
): void {
	if (isGiven) throw new InputProblem(path, problem, hint);
}
