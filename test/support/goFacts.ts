import { readGo, readGoFacts, type GoFact } from '../../dev/conformance/go/goFacts';
import type { Spec } from './factSchema';

export interface GoRouteFact extends GoFact {
	readonly key: 'global' | 'instance' | 'none';
	readonly unreleased?: true;
	readonly form?: true;
	readonly body?: Spec;
	/** a body that the server accepts */
	readonly asks?: Readonly<Record<string, unknown>>;
	/** content type of `asks`, if it isn't `application/json` */
	readonly as?: string;
	/** set if the route treats the body `null` as empty; all other routes fail */
	readonly takesNull?: true;
	readonly hangs?: true;
	/** bodies that the server refuses: `asks`, or the accepted body without the key `without` */
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

export function goBodySpec({ body }: GoRouteFact): Spec | undefined {
	if (body === undefined || typeof body === 'string' || !('...' in body)) return body;
	const own = Object.entries(body).filter(([key]) => key !== '...');
	return { ...(goCommon.receiver as object), ...Object.fromEntries(own) };
}
