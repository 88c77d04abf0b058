import type { ITriggerFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/connection';
import type { Memory } from '../hub';
import type { TriggerSettings } from './settings';

/** An active workflow whose `trigger()` lives in this process. */
export interface Living {
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	/** The `jwt_key` of deliveries; it may change when the webhook is repaired. */
	key: string;
	/** What was taken, newer than what n8n has stored. */
	memory: Memory;
}

const living = new Map<string, Living>();

/** By workflow and node: the same node may be in several workflows. */
export const nameOf = (context: {
	getWorkflow(): { id?: string };
	getNode(): { id: string };
}): string => `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;

export const livingOf = (name: string): Living | undefined => living.get(name);

/** @returns takes it off again, unless a newer one has its place */
export function enliven(name: string, entry: Living): () => void {
	living.set(name, entry);
	return () => {
		if (living.get(name) === entry) living.delete(name);
	};
}
