import type { NodeJson } from './workflow';

/**
 * `converted`: the node is one of ours now. `check`: it works differently, or the user has to do something. `added`: a node that
 * is new. `removed`: a node that no longer exists. `left`: the node is unchanged. `simpler`: the node is unchanged, but a
 * setting of our trigger could replace it.
 */
export type LineKind = 'converted' | 'check' | 'added' | 'removed' | 'left' | 'simpler';

export interface Line {
	readonly kind: LineKind;
	/** Name of the node; empty if the line is about the workflow as a whole. */
	readonly node: string;
	readonly text: string;
	readonly page?: string;
}

export interface Replaced {
	readonly before: NodeJson;
	readonly after: readonly NodeJson[];
}

export interface Report {
	readonly lines: readonly Line[];
	readonly replaced: readonly Replaced[];
}
