import { InputProblem } from '../../../core/input/inputProblem';
import type { Result, TableRequest, Target } from '../../adapter';
import { beforeSending, RequestFailure } from '../../../errors/failure';
import { readData, tryGo, type GoRequest } from '../request';

/** An operation's request, still in Evolution API's form, and the functions that call Evolution Go. */
export interface GoCall extends Target {
	readonly request: TableRequest;
	/** Sends a request. `idempotent` defaults to the operation's value. @returns the answer's `data` @throws {RequestFailure} */
	go(
		request: Omit<GoRequest, 'idempotent'> & Partial<Pick<GoRequest, 'idempotent'>>,
	): Promise<unknown>;
	/** Sends a request like {@link GoCall.go}. @returns the whole answer, or the failure instead of throwing it */
	tryGo(
		request: Omit<GoRequest, 'idempotent'> & Partial<Pick<GoRequest, 'idempotent'>>,
	): Promise<Result>;
	/** Returns the same call for another instance. */
	of(instance: string): GoCall;
}

/** Translates a request of the operations table, and sends it to Evolution Go. @returns the answer in Evolution API's form */
export type GoRoute = (call: GoCall) => Promise<unknown>;

/** Translations by method and route of the operations table, e.g. `POST /message/sendText/{instance}`. */
export type GoRoutes = Readonly<Record<`${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`, GoRoute>>;

/** Ends {@link checkRoute} when the translation is about to send its first request, and hasn't refused any value. */
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

/** Makes the {@link GoCall} for a request. If a lookup before the first change fails, the failure has `nothingDone`. */
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

/** Refuses a field whose value Evolution Go can't express. @throws {InputProblem} before anything is sent */
export function refuseIf(
	isGiven: boolean,
	path: ReadonlyArray<string | number>,
	problem: string,
	hint: string,
): void {
	if (isGiven) throw new InputProblem(path, problem, hint);
}
