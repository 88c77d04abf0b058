/** What an active trigger is doing. */
export const STATES = [
	/** Nothing is known to reach it yet: it registers, and tries on until the server is there. */
	'starting',
	/** It looks in the server's store for messages that nobody has delivered. */
	'recovering',
	/** Events come, and start the workflow. What may be missing is looked for at the next repair. */
	'live',
	/** n8n ends it, or the workflow is switched off: nothing starts the workflow or registers it again. */
	'leaving',
] as const;

export type TriggerState = (typeof STATES)[number];

/** What happens to it. */
export const TRIGGER_EVENTS = [
	/** Events can reach it. */
	'registered',
	/** It begins to look for missed messages. */
	'searching',
	/** It has looked for all of them, or could not. */
	'searched',
	/** Its workflow is switched off, n8n ends, or its instance is gone. */
	'ended',
	/** n8n has switched the workflow off because of an error, and at once on again, without a new trigger(). */
	'resumed',
] as const;

export type TriggerEvent = (typeof TRIGGER_EVENTS)[number];

/** What leads from one state to another. In all other states the event changes nothing. */
export const TRANSITIONS: Readonly<
	Record<TriggerState, Readonly<Partial<Record<TriggerEvent, TriggerState>>>>
> = {
	starting: { registered: 'live', ended: 'leaving' },
	recovering: { searched: 'live', ended: 'leaving' },
	live: { searching: 'recovering', ended: 'leaving' },
	leaving: { resumed: 'starting' },
};

export const nextState = (state: TriggerState, event: TriggerEvent): TriggerState =>
	TRANSITIONS[state][event] ?? state;
