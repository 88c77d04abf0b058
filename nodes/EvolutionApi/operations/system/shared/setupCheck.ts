import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../../core/failures/failure';
import type { Result } from '../../../core/server/adapter';
import type { Call } from '../../../core/table/operation';
import type { HubInspection } from '../../../hub';
import type { Acknowledgement } from '../../../hub/acknowledgement';
import type { Finding } from '../../../trigger/health/finding';

// What all checks of System → Check Setup have in common.

/** What the checks look at, and what earlier checks found for later ones. */
export interface Setup extends Pick<Call, 'connection' | 'context'> {
	/** Empty: only the server is checked. */
	readonly instance: string;
	/** Of the server; undefined if unknown. */
	version?: string;
	/** Another program that speaks like Evolution API. */
	lookalike?: { readonly name: string; readonly limits: string };
	/** The answer of `fetchInstances` for the instance. */
	instances?: Result;
	/** The newest messages of the store. */
	messages?: readonly IDataObject[];
	/** The server stores no messages. */
	storesNothing?: boolean;
	hub?: HubInspection;
	/** By URL: how the workflows behind the webhook answered a probe. */
	readonly outcomes: Map<string, Acknowledgement>;
}

export interface SetupCheck {
	/** As the output names it. */
	readonly name: string;
	/** Names of the checks that must succeed before this one. */
	readonly needs: readonly string[];
	/** Left out if no instance is chosen. */
	readonly isOfInstance?: true;
	/**
	 * @param before what was found so far
	 * @throws {RequestFailure} a problem that also prevents all checks that need this one
	 */
	readonly look: (
		setup: Setup,
		before: readonly (Finding & { readonly check: string })[],
	) => Promise<Finding> | Finding;
}

/** For a problem that makes other checks impossible. */
export const stopped = (message: string, description: string): RequestFailure =>
	new RequestFailure({ message, description });

/** The body of an answer. @throws {RequestFailure} if there is none */
export function answerIn(result: Result): unknown {
	if ('failure' in result) throw new RequestFailure(result.failure);
	return result.body;
}
