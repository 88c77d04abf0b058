import type { Scene } from './scene';

/** A workflow that runs while n8n is killed, and reports afterwards what it received. */
export interface Witness {
	readonly name: string;
	/** Activates its workflows. */
	setUp(scene: Scene): Promise<void>;
	/** Starts work for n8n to be interrupted in. */
	begin?(round: Round): Promise<void>;
	/** Runs while n8n is down. */
	whileAway?(round: Round): Promise<void>;
	/** Runs when n8n is back. */
	afterwards?(round: Round): Promise<void>;
	/** Repeats interrupted work, and ends work that waits for more. */
	finish?(): Promise<void>;
	/** Returns expected items that haven't arrived yet. */
	missing(): string[];
	/** Returns the errors after n8n's last stop: lost and repeated items. */
	account(): string[];
}

export interface Round {
	readonly number: number;
	/** Otherwise a polite stop. */
	readonly isKill: boolean;
}

/** Counts each text. */
export function countsOf(texts: readonly unknown[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(String(text), (counts.get(String(text)) ?? 0) + 1);
	return counts;
}
