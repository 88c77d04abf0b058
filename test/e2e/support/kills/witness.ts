import type { Scene } from './scene';

/** A workflow that is active while n8n is killed, and afterwards reports which messages it received. */
export interface Witness {
	readonly name: string;
	setUp(scene: Scene): Promise<void>;
	/** Starts work that is unfinished when n8n is killed or stopped. */
	begin?(round: Round): Promise<void>;
	whileAway?(round: Round): Promise<void>;
	afterwards?(round: Round): Promise<void>;
	/** Runs after the last round. Example: runs an interrupted broadcast again. */
	finish?(): Promise<void>;
	missing(): string[];
	/** Returns errors: which messages were lost, or handled more than once. */
	account(): string[];
}

export interface Round {
	readonly number: number;
	readonly isKill: boolean;
}

export function countsOf(texts: readonly unknown[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(String(text), (counts.get(String(text)) ?? 0) + 1);
	return counts;
}
