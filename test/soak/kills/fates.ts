import type { Delivery } from '../../../simulator/state/state';
import type { Executions } from '../../e2e/support/executionsIn';

/** Times are Unix ms. */
export interface Killed {
	/** Time at which the n8n process was gone. */
	readonly to: number;
	readonly readyAt: number;
	/** The executions in n8n's database after the kill. */
	readonly stored: Executions;
}

interface Found {
	readonly tries: ReadonlyArray<Pick<Delivery, 'at' | 'status'>>;
	/** How often the workflow has finished for this message. */
	readonly came: number;
	/** Whether n8n's database ever contained an execution for this message. */
	readonly isStored: boolean;
}

/** `cutOff`: a kill interrupted the execution, but n8n stored it. `deaf`: the starting n8n answered 200, but didn't read the message. */
export type Fate = 'once' | 'cutOff' | 'deaf' | 'undelivered' | 'lost' | 'twice';

export function fateOf({ tries, came, isStored }: Found, killed: readonly Killed[]): Fate {
	if (came > 1) return 'twice';
	if (came === 1) return 'once';
	if (isStored) return 'cutOff';
	const taken = tries.find(isTaken);
	if (taken === undefined) return 'undelivered';
	return killed.some(({ to, readyAt }) => taken.at >= to && taken.at <= readyAt) ? 'deaf' : 'lost';
}

const isTaken = ({ status }: Pick<Delivery, 'status'>): boolean =>
	status !== undefined && status >= 200 && status < 300;
