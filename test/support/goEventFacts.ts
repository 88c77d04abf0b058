import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = Record<string, unknown>;

export interface GoEventFact {
	readonly event: string;
	readonly word?: string;
	readonly unreleased?: true;
	readonly neverComes?: true;
	readonly state?: string;
	readonly data?: Json;
	/** only for messages: the fields of `Info` that differ from the usual ones */
	readonly info?: Json;
	readonly message?: Json;
	readonly flags?: Json;
	readonly beside?: Json;
}

const { usual, events } = JSON.parse(
	readFileSync(join(__dirname, '..', 'contract', 'facts', 'go', 'events.json'), 'utf8'),
) as { usual: { info: Json; context: Json; flags: Json }; events: Record<string, GoEventFact> };

function messageOf(message: Json | undefined): Json {
	if (message === undefined) return {};
	const { messageContextInfo, ...rest } = message;
	if (messageContextInfo === undefined) return { Message: rest };
	const context = messageContextInfo === 'usual' ? usual.context : messageContextInfo;
	return { Message: { ...rest, messageContextInfo: context } };
}

export function goEventData(fact: GoEventFact): Json {
	if (fact.info === undefined) return fact.data ?? {};
	const Info = { ...usual.info, ...fact.info };
	const flags = fact.event === 'Message' ? usual.flags : {};
	return { Info, ...messageOf(fact.message), ...flags, ...fact.flags, ...fact.beside };
}

const INSTANCE = { instanceId: '6a0f7d2e', instanceName: 'sales', instanceToken: 'token-of-sales' };

export const goEventBody = (fact: GoEventFact): Json => ({
	data: goEventData(fact),
	event: fact.event,
	...INSTANCE,
	...(fact.state !== undefined && { state: fact.state }),
});

export const goEvents = events;
