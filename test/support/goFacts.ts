import { readGo, readGoFacts, type GoFact } from '../../dev/conformance/go/goFacts';
import type { Spec } from './factSchema';

/** Facts about a route, and how to call it. */
export interface GoRouteFact extends GoFact {
	readonly key: 'global' | 'instance' | 'none';
	/** only in code that no release has */
	readonly unreleased?: true;
	/** it accepts a form as well */
	readonly form?: true;
	readonly body?: Spec;
	/** a body that the server accepts */
	readonly asks?: Readonly<Record<string, unknown>>;
	/** the type of that body, if `application/json` does not work */
	readonly as?: string;
	/** a body `null` counts as empty, unlike the body of all other routes */
	readonly takesNull?: true;
	/** no answer ever comes */
	readonly hangs?: true;
	/** refused bodies: the missing key (or another body), the status and the error */
	readonly refusals?: ReadonlyArray<{
		readonly without?: string;
		readonly asks?: unknown;
		readonly as?: string;
		readonly status: number;
		readonly error: string;
	}>;
}

interface Common {
	readonly receiver: Spec;
	readonly refusals: Readonly<
		Record<
			string,
			{ status: number; error?: string; code?: string; text?: string; message?: string }
		>
	>;
}

export const goCommon = readGo<Common>('common.json');

export const goRouteFacts = readGoFacts<GoRouteFact>();

/** Returns the body, with the fields that all send routes share. */
export function goBodySpec({ body }: GoRouteFact): Spec | undefined {
	if (body === undefined || typeof body === 'string' || !('...' in body)) return body;
	const own = Object.entries(body).filter(([key]) => key !== '...');
	return { ...(goCommon.receiver as object), ...Object.fromEntries(own) };
}
