import type { Delivery } from '../../../simulator/state/state';
import type { Executions } from '../../e2e/support/executionsIn';

/** A kill: Unix times in milliseconds. */
export interface Killed {
	/** When n8n was gone. */
	readonly to: number;
	/** When it was back. */
	readonly readyAt: number;
	/** The executions in its database after the kill. */
	readonly stored: Executions;
}

/** The facts about a message at one workflow. */
interface Found {
	readonly tries: ReadonlyArray<Pick<Delivery, 'at' | 'status'>>;
	/** How often the workflow finished with it. */
	readonly came: number;
	/** Whether n8n ever had an execution with it. */
	readonly isStored: boolean;
}

/** `cutOff`: its execution had begun, and n8n has it; `deaf`: n8n answered 200 to everything while it started. */
export type Fate = 'once' | 'cutOff' | 'deaf' | 'undelivered' | 'lost' | 'twice';

export function fateOf({ tries, came, isStored }: Found, killed: readonly Killed[]): Fate {
	if (came > 1) return 'twice';
	if (came === 1) return 'once';
	if (isStored) return 'cutOff';
	const taken = tries.find(isTaken);
	if (taken === undefined) return 'undelivered';
	return killed.some(({ to, readyAt }) => taken.at >= to && taken.at <= readyAt) ? 'deaf' : 'lost';
}

/** The server counts every 2xx as delivered. */
const isTaken = ({ status }: Pick<Delivery, 'status'>): boolean =>
	status !== undefined && status >= 200 && status < 300;
