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
	/** What was asked for is not there. */
	readonly notFound?: boolean;
	/** The instance has no connection to WhatsApp, so that nothing else will go out either. */
	readonly notConnected?: boolean;
	/** The recipient is not on WhatsApp. */
	readonly notOnWhatsApp?: boolean;
	/** The server does not have the route at all. */
	readonly unknownRoute?: boolean;
	/** The answer does not tell whether the server did it: so are all that are no refusal of the server itself. */
	readonly isUnclear?: boolean;
	/** A later try may succeed. */
	readonly mayHeal?: boolean;
	/** Seconds that the server asks to wait. */
	readonly retryAfter?: number;
}

/** Nobody knows whether the server did what was asked. */
export const mayHaveArrived = ({ nothingDone, mayHeal, isUnclear }: Failure) =>
	nothingDone !== true && (mayHeal === true || isUnclear === true);

/** Of a request that must not simply be made again the user has to know what nobody knows. */
export function withWarning(failure: Failure, retry: 'always' | 'neverAfterSent'): Failure {
	if (retry === 'always' || !mayHaveArrived(failure)) return failure;
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

/** What was asked, to explain the failure with. */
export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly baseUrl: string;
	readonly instance?: string;
	readonly authentication: 'globalKey' | 'instanceKey';
	readonly since?: string;
}

/** A kind of failure: `explain` answers undefined where it is not of that kind. */
export type Explain = (
	answer: ServerAnswer,
	asked: Asked,
	messages: readonly string[],
) => Failure | undefined;
