export interface Failure {
	readonly message: string;
	readonly description: string;
	/** HTTP status; missing if there was no answer. */
	readonly httpCode?: number;
	/** The server certainly did nothing, so even a send may be repeated. */
	readonly nothingDone?: boolean;
	/**
	 * A proxy answered instead of passing the request on, so most likely nothing was done. That isn't certain, so a send isn't
	 * repeated automatically.
	 */
	readonly notPassedOn?: boolean;
	readonly someSent?: boolean;
	readonly notFound?: boolean;
	readonly notConnected?: boolean;
	/** Other messages would fail for the same reason, such as a wrong key, so a bulk send stops. */
	readonly holdsForAll?: boolean;
	/** There were too many requests, so a bulk send slows down, and stops only if that doesn't help. */
	readonly asksToSlowDown?: boolean;
	readonly notOnWhatsApp?: boolean;
	/** Positions of the unknown events in the request's list, from 0. */
	readonly unknownEvents?: readonly number[];
	readonly rejectedByWhatsApp?: boolean;
	readonly missingInstance?: string;
	/** The number that isn't on WhatsApp, if there's only one. */
	readonly missingNumber?: string;
	/** URL of a file in the request, if the server can't open that URL. */
	readonly badUrl?: string;
	readonly licenseMissing?: boolean;
	readonly databaseFailed?: boolean;
	readonly unknownRoute?: boolean;
	/** The outcome is unknown. By default, this is true unless the server itself refused the request. */
	readonly isUnclear?: boolean;
	/** A later attempt may succeed. */
	readonly mayHeal?: boolean;
	/** Seconds that the server asks to wait. */
	readonly retryAfter?: number;
}

export class RequestFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** Returns undefined for a final refusal. @throws all other errors, since a later attempt may succeed */
export function undefinedIfRefused(error: unknown): undefined {
	if (error instanceof RequestFailure && error.failure.mayHeal !== true) return undefined;
	throw error;
}

export const mayHaveArrived = ({ nothingDone, notPassedOn, mayHeal, isUnclear }: Failure) =>
	nothingDone !== true && notPassedOn !== true && (mayHeal === true || isUnclear === true);

const NOT_ABOUT_CONTENT = [401, 403, 404, 405, 429];

export const isContentRefused = (failure: Failure): boolean =>
	failure.httpCode !== undefined &&
	!NOT_ABOUT_CONTENT.includes(failure.httpCode) &&
	!mayHaveArrived(failure) &&
	![
		failure.notPassedOn,
		failure.notConnected,
		failure.notOnWhatsApp,
		failure.rejectedByWhatsApp,
		failure.licenseMissing,
		failure.databaseFailed,
	].includes(true);

/** Marks the failure of a request before a send: no message was sent, whatever the outcome of that request. */
export const beforeSending = (failure: Failure): Failure => ({
	...failure,
	nothingDone: true,
	notPassedOn: false,
});

/** @throws {RequestFailure} which states that no message was sent */
export const lookUpFirst = async <T>(lookUp: () => Promise<T>): Promise<T> =>
	await lookUp().catch((error: unknown) => {
		if (!(error instanceof RequestFailure)) throw error;
		throw new RequestFailure(beforeSending(error.failure));
	});

export function addUnclearWarning(failure: Failure): Failure {
	if (!mayHaveArrived(failure)) return failure;
	const warning = 'It may still have been done: look before you send it again.';
	return { ...failure, description: `${warning} ${failure.description}` };
}

export interface ServerAnswer {
	readonly status: number;
	/** Parsed JSON, or the text. */
	readonly body: unknown;
	readonly headers: Record<string, unknown>;
}

export type Program = 'Evolution API' | 'Evolution Go';

export interface Attempt {
	readonly method: string;
	readonly path: string;
	readonly baseUrl: string;
	readonly instance?: string;
	/** The program that the credential is for. */
	readonly program: Program;
	readonly authentication: 'globalKey' | 'instanceKey' | 'evolutionGo';
	readonly since?: string;
	readonly requestBody?: object;
}

export interface Exchange extends Attempt, ServerAnswer {
	/** Error texts in the answer's body. */
	readonly messages: readonly string[];
	/** The server itself reports that it did nothing. */
	readonly isRefusal: boolean;
}

export type Explain = (exchange: Exchange) => Failure | undefined;

/** Returns the failure of a request instead of throwing it. @throws all other errors */
export function asFailure(error: unknown): RequestFailure {
	if (error instanceof RequestFailure) return error;
	throw error;
}

/** @throws all other errors */
export function emptyIfNotFound(error: unknown): [] {
	if (error instanceof RequestFailure && error.failure.notFound === true) return [];
	throw error;
}
