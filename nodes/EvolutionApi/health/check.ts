import type { WorkflowAnswer } from '../hub/ask';
import type { HubInspection } from '../hub/repair';
import type { Result } from '../server/adapter';
import type { Delivery, ServerKind } from '../server/delivery';
import type { ServerProgram, StoredMessage } from '../server/records';
import type { Call } from '../table/operation';
import type { Finding } from './findings';

export type NamedFinding = Finding & { readonly check: string };

/** Input of the checks, and results of earlier checks for later ones. */
export interface Setup extends Pick<Call, 'connection' | 'context'> {
	readonly instance: string;
	readonly findings: NamedFinding[];
	program?: ServerProgram;
	instances?: Result;
	/** The newest messages of the store, newest first. */
	messages?: readonly StoredMessage[];
	/** The same messages as in `messages`, as the server would deliver them. */
	deliveries?: readonly Delivery[];
	storesNothing?: boolean;
	hub?: HubInspection;
	/** Each workflow's answer to the question whether it's alive, keyed by URL. */
	readonly answers: Map<string, WorkflowAnswer>;
}

export interface Check {
	readonly name: string;
	/** Names of the checks that must succeed before this one. */
	readonly needs: readonly string[];
	/** The only kind of server that has this check; missing if all kinds have it. */
	readonly on?: ServerKind;
	readonly needsNoInstance?: true;
	/** @throws {RequestFailure} to report a problem and to skip the checks that need this check */
	readonly look: (setup: Setup) => Promise<Finding> | Finding;
}
