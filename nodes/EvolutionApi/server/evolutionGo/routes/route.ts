import { InputProblem } from '../../../core/input/inputProblem';
import type { Result, TableRequest, Target } from '../../adapter';
import { beforeSending, RequestFailure } from '../../../errors/failure';
import { readData, tryGo, type GoRequest } from '../request';

/** What a translation gets: the request of the entry, and how Evolution Go is asked. */
export interface Translated extends Target {
	readonly asked: TableRequest;
	/** Sends, with `idempotent` of the entry if it says no other. @returns what is in the envelope @throws {RequestFailure} */
	go(
		request: Omit<GoRequest, 'idempotent'> & Partial<Pick<GoRequest, 'idempotent'>>,
	): Promise<unknown>;
	/** Sends as {@link Translated.go} does. @returns the whole answer, or why there is none */
	tryGo(
		request: Omit<GoRequest, 'idempotent'> & Partial<Pick<GoRequest, 'idempotent'>>,
	): Promise<Result>;
	/** Translates the request for another instance. */
	of(instance: string): Translated;
}

/** Asks Evolution Go what a route of the table asks. @returns the answer in the shape that this route has */
export type GoRoute = (translated: Translated) => Promise<unknown>;

/** By method and route of the table, e.g. `POST /message/sendText/{instance}`. */
export type GoRoutes = Readonly<Record<`${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`, GoRoute>>;

/** In the place of the first request of a route that is only checked: nothing of it was refused. */
class NothingRefused extends Error {}

const stop = async (): Promise<never> => await Promise.reject(new NothingRefused());

/**
 * Follows a route up to its first request, which is not sent.
 * @throws {InputProblem} if this server cannot do it with these values
 */
export async function checkRoute(
	route: GoRoute,
	target: Target,
	asked: TableRequest,
): Promise<void> {
	const translated = { ...translatedBy(target, asked), go: stop, tryGo: stop };
	await route(translated).catch((error: unknown) => {
		if (!(error instanceof NothingRefused)) throw error;
	});
}

/** What is asked before the first request that isn't harmless is a look-up: if it fails, nothing was done. */
export function translatedBy(target: Target, asked: TableRequest): Translated {
	let isLookUp = !asked.idempotent;
	const tryOne: Translated['tryGo'] = async (request) => {
		const whole = { idempotent: asked.idempotent, ...request };
		isLookUp &&= whole.idempotent;
		const result = await tryGo(target, whole);
		return 'failure' in result && isLookUp ? { failure: beforeSending(result.failure) } : result;
	};
	return {
		...target,
		asked,
		tryGo: tryOne,
		async go(request) {
			const result = await tryOne(request);
			if ('failure' in result) throw new RequestFailure(result.failure);
			return readData(result.body);
		},
		of: (instance) => translatedBy({ ...target, instance }, asked),
	};
}

/** @throws {InputProblem} before anything is sent, if the field has a value that Evolution Go cannot express */
export function refuseIf(
	isGiven: boolean,
	path: ReadonlyArray<string | number>,
	problem: string,
	hint: string,
): void {
	if (isGiven) throw new InputProblem(path, problem, hint);
}
