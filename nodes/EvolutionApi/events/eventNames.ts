import { EVENTS, NO_REPLY, HEALTH_ALERT, type EventDefinition } from '../fields/events';

// What a user chooses (`MESSAGES_UPSERT`) and what the server sends (`messages.upsert`).

const all: readonly EventDefinition[] = EVENTS;

/** For the trigger's field: every event, with the server's name for it, and when it comes. */
export const triggerEventOptions = all.map(({ name, value, emits, description }) => {
	const ends = description.replace(/\.?$/, (end) => ` (${emits})${end}`);
	return { name, value, description: ends };
});
const afterConnection = all.findIndex(({ value }) => value === 'CONNECTION_UPDATE') + 1;
triggerEventOptions.splice(afterConnection, 0, { ...HEALTH_ALERT });
const afterTicks = all.findIndex(({ value }) => value === 'MESSAGES_UPDATE') + 1;
triggerEventOptions.splice(afterTicks, 0, { ...NO_REPLY });

const byEmitted = new Map(all.map((event) => [event.emits, event]));

/**
 * `group-participants.update` → `GROUP_PARTICIPANTS_UPDATE`. The name of an unknown event is converted
 * in the same way as by the server.
 */
export const selectableName = (emitted: string): string =>
	byEmitted.get(emitted)?.value ?? emitted.replace(/[.-]/g, '_').toUpperCase();
