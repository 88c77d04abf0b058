import type { ITriggerFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/connection';
import type { TriggerSettings } from './settings';

/** An active workflow whose `trigger()` lives in this process. */
export interface Living {
	readonly context: ITriggerFunctions;
	readonly settings: TriggerSettings;
	readonly connection: Connection;
	readonly instance: string;
	/** The `jwt_key` of deliveries as it was read last; else what is registered holds. */
	key?: string;
	/** It is being switched off: nothing may put it on the list again. */
	isLeaving: boolean;
	/** Unix time in milliseconds from which on messages may be missing, until they were caught up with. */
	missedSince?: number;
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
		entry.isLeaving = true;
		if (living.get(name) === entry) living.delete(name);
	};
}

/** The URL of this start, which create() and trigger() both need while n8n runs them at the same time. */
const urls = new Map<string, string>();

export function announceUrl(name: string, url: string | undefined): void {
	if (url === undefined) urls.delete(name);
	else urls.set(name, url);
}

/** @returns undefined where n8n has not asked for the registration since it started */
export const announcedUrl = (name: string): string | undefined => urls.get(name);
