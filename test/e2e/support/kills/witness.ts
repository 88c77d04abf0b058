import type { Scene } from './scene';

/** What stands on n8n while it is killed, and knows afterwards what it got. */
export interface Witness {
	readonly name: string;
	/** Its workflows are active then. */
	setUp(scene: Scene): Promise<void>;
	/** Begins what n8n is in the middle of when it ends. */
	begin?(round: Round): Promise<void>;
	/** n8n does not run. */
	whileAway?(round: Round): Promise<void>;
	/** n8n is back. */
	afterwards?(round: Round): Promise<void>;
	/** What was cut off for good is done again, and what waits for more ends. */
	finish?(): Promise<void>;
	/** What has not come yet and must come. */
	missing(): string[];
	/** What is wrong, when n8n has ended for the last time: what was lost, and what came twice. */
	account(): string[];
}

export interface Round {
	readonly number: number;
	/** A polite stop otherwise. */
	readonly isKill: boolean;
}

/** How often each text is there. */
export function countsOf(texts: readonly unknown[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(String(text), (counts.get(String(text)) ?? 0) + 1);
	return counts;
}
