import type { NodeJson } from './workflow';

/**
 * `converted`: it is one of our nodes now. `check`: it works differently, or the user has something to do.
 * `added`, `removed`: a node that was not there before, or is not there any more. `left`: it stays as it was.
 * `simpler`: it stays as well, and is not needed any more if something else changes.
 */
export type LineKind = 'converted' | 'check' | 'added' | 'removed' | 'left' | 'simpler';

/** One line for the user. */
export interface Line {
	readonly kind: LineKind;
	/** Name of the node; empty for the workflow as a whole. */
	readonly node: string;
	readonly text: string;
	/** Address of the page that tells more. */
	readonly page?: string;
}

/** A node and its replacements, to show next to each other. */
export interface Replaced {
	readonly before: NodeJson;
	readonly after: readonly NodeJson[];
}

export interface Report {
	readonly lines: readonly Line[];
	readonly replaced: readonly Replaced[];
}
