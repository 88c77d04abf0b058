/** Why a request did not do what was asked, in the user's words. */
export interface Failure {
	/** What happened. */
	readonly message: string;
	/** What to do about it. */
	readonly description: string;
	/** HTTP status; absent when there was no answer. */
	readonly httpCode?: number;
	/** The server certainly did nothing with the request, so that even a send may be repeated. */
	readonly nothingDone?: boolean;
	/**
	 * Something in front of the server has answered, as it does in the place of passing a request on. So nothing was done; but
	 * only the server knows that for certain, and a send is not repeated without a person.
	 */
	readonly notPassedOn?: boolean;
	/** Of several messages some were sent before. */
	readonly someSent?: boolean;
	/** What was asked for is not there. */
	readonly notFound?: boolean;
	/** The instance has no connection to WhatsApp, so that nothing else will go out either. */
	readonly notConnected?: boolean;
	/** Something else than the connection is wrong that will make the next messages of a list fail, too. */
	readonly holdsForAll?: boolean;
	/** Too much was asked in this time: a list goes on more slowly before it stops. */
	readonly asksToSlowDown?: boolean;
	/** The recipient is not on WhatsApp. */
	readonly notOnWhatsApp?: boolean;
	/** The server does not know these of the events that were sent: their places in the list, from 0. */
	readonly unknownEvents?: readonly number[];
	/** WhatsApp did not take the message, and the server waited for that. */
	readonly rejectedByWhatsApp?: boolean;
	/** The number that is not on WhatsApp, if it is only one. */
	readonly missingNumber?: string;
	/** The web address in the request that the server cannot open, as it was sent. */
	readonly unopened?: string;
	/** The server has no license, and does nothing without it. */
	readonly licenseMissing?: boolean;
	/** The database of the server did not do its part. */
	readonly databaseFailed?: boolean;
	/** The server does not have the route at all. */
	readonly unknownRoute?: boolean;
	/** The answer does not tell whether the server did it. True of everything but a refusal by the server itself. */
	readonly isUnclear?: boolean;
	/** A later try may succeed. */
	readonly mayHeal?: boolean;
	/** Seconds that the server asks to wait. */
	readonly retryAfter?: number;
}

/** The request failed; carries what the user is told. */
export class RequestFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** Undefined for a refusal. @throws what may be otherwise at a later try */
export function undefinedIfRefused(error: unknown): undefined {
	if (error instanceof RequestFailure && error.failure.mayHeal !== true) return undefined;
	throw error;
}

/** Nobody knows whether the server did what was asked. */
export const mayHaveArrived = ({ nothingDone, notPassedOn, mayHeal, isUnclear }: Failure) =>
	nothingDone !== true && notPassedOn !== true && (mayHeal === true || isUnclear === true);

/** These are about who asks, the route or how often, and not about what is sent. */
const NOT_ABOUT_CONTENT = [401, 403, 404, 405, 429];

/** Whether the server certainly did not send a message because of what is in it, such as a file that it cannot open. */
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

/** The failure of a request after which nothing was sent, whatever became of the request itself. */
export const beforeSending = (failure: Failure): Failure => ({
	...failure,
	nothingDone: true,
	notPassedOn: false,
});

/** Looks something up before a message is sent. @throws {RequestFailure} that says that nothing was sent */
export const lookUpFirst = async <T>(lookUp: () => Promise<T>): Promise<T> =>
	await lookUp().catch((error: unknown) => {
		if (!(error instanceof RequestFailure)) throw error;
		throw new RequestFailure(beforeSending(error.failure));
	});

/** For a request that must not simply be repeated: the user is told that it may have been done. */
export function addUnclearWarning(failure: Failure): Failure {
	if (!mayHaveArrived(failure)) return failure;
	const warning = 'It may still have been done: look before you send it again.';
	return { ...failure, description: `${warning} ${failure.description}` };
}

/** The answer of a server, as far as it matters here. */
export interface ServerAnswer {
	readonly status: number;
	/** Parsed JSON, else the text. */
	readonly body: unknown;
	readonly headers: Record<string, unknown>;
}

export type Program = 'Evolution API' | 'Evolution Go';

/** What was asked, for the explanation of a failure. */
export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly baseUrl: string;
	readonly instance?: string;
	/** That the credential is for. */
	readonly program: Program;
	readonly authentication: 'globalKey' | 'instanceKey' | 'evolutionGo';
	readonly since?: string;
	/** The body of the request. */
	readonly sent?: object;
}

/** What was asked and what was answered. */
export interface Exchange extends Asked, ServerAnswer {
	/** The texts in the answer. */
	readonly messages: readonly string[];
	/** The server itself says that it did not do what was asked. */
	readonly isRefusal: boolean;
}

/** Explains one kind of failure. @returns undefined if the answer is something else */
export type Explain = (exchange: Exchange) => Failure | undefined;

/** For lists: that nothing matches is no failure. @throws {RequestFailure} for all others */
export function emptyIfNotFound(error: unknown): [] {
	if (error instanceof RequestFailure && error.failure.notFound === true) return [];
	throw error;
}
