import { readMessage } from '../../../../nodes/EvolutionApi/server/words/messages';
import { FACTS } from '../../../../nodes/EvolutionApi/server/evolutionApi/events';
import {
	selectableName,
	triggerEventOptions,
	EVENTS,
	eventsToSend,
	eventsInput,
	isServerEvent,
} from '../../../../nodes/EvolutionApi/fields/events';
import { EVENTS as SIMULATED, settableName } from '../../../../simulator/events/names';
import { deliveryNames, deliveryOf } from '../../../support/facts';

it('an unknown event of the server gets a name in capitals, as in the list of events', () => {
	expect(selectableName('brand-new.event')).toBe('BRAND_NEW_EVENT');
	expect(selectableName('constructor')).toBe('CONSTRUCTOR');
});

it('Trigger On offers every event of a server, and Health Alert, which the trigger makes itself', () => {
	const values = triggerEventOptions.map(({ value }) => value);
	const ofServer = values.filter(isServerEvent);
	expect(values).toHaveLength(ofServer.length + 1);
	const sent = SIMULATED.filter((name) => name !== 'APPLICATION_STARTUP');
	expect([...ofServer].sort()).toEqual([...sent, 'MESSAGING_HISTORY_SET'].sort());
	expect(eventsToSend.options.map(({ value }) => value)).toEqual(ofServer);
});

it('Trigger On lists first what people use most, each with its own name and description', () => {
	expect(triggerEventOptions.slice(0, 3)).toMatchObject([
		{ name: 'Message Received', description: expect.stringMatching(/ \(messages\.upsert\)$/) },
		{ name: 'Message Sent by Bot' },
		{ name: 'Message Status Updated' },
	]);
	expect(new Set(EVENTS.map(({ name }) => name)).size).toBe(EVENTS.length);
	expect(new Set(EVENTS.map(({ description }) => description)).size).toBe(EVENTS.length);
});

it('Trigger On lists last what only Evolution Go delivers, and says so', () => {
	const last = EVENTS.slice(-2).map(({ value }) => value);
	expect(last).toEqual(['CONTACTS_SET', 'GROUP_UPDATE']);
	const named = eventsToSend.options.filter(({ name }) => name.endsWith(' (Evolution Go)'));
	expect(named.map(({ value }) => value)).toEqual(last);
});

it('the parameter Events accepts APPLICATION_STARTUP, which no server sends, and refuses unknown events', () => {
	expect(eventsInput.safeParse(['APPLICATION_STARTUP', 'CALL']).success).toBe(true);
	expect(eventsInput.safeParse(['SERVER_STARTUP']).success).toBe(false);
});

// n8n lists a trigger's events as "On " and the event's name, in lower case and without punctuation.
it("event names have no word that n8n's conversion to lower case would spoil, such as API", () => {
	const spoiled = triggerEventOptions.filter(({ name }) => /\b(API|WhatsApp|2\.\d)\b/.test(name));
	expect(spoiled).toEqual([]);
});

it('each event name that the server delivers is matched to its entry in Trigger On', () => {
	const mismatched = EVENTS.filter(({ value, emits }) => settableName(emits) !== value);
	expect(mismatched.map(({ value }) => value)).toEqual(['GROUP_UPDATE']);
	expect(selectableName('groups.update')).toBe('GROUP_UPDATE');
	for (const { value, emits } of EVENTS) expect(selectableName(emits)).toBe(value);
});

it('every event of the server is simplified to a flat item', () => {
	const isOfMessage = (event: string) => readMessage(event, { key: {} }, null) !== undefined;
	const shaped = EVENTS.map(({ emits }) => emits).filter(
		(event) => FACTS.has(event) || isOfMessage(event),
	);
	expect(EVENTS.map(({ emits }) => emits).filter((event) => !shaped.includes(event))).toEqual([]);
	expect([...FACTS.keys()].filter((event) => !shaped.includes(event as never))).toEqual([]);
});

it('every captured event is in the list of the trigger', () => {
	const known: readonly string[] = EVENTS.map(({ emits }) => emits);
	const events = deliveryNames.map((name) => String(deliveryOf(name).body.event));
	expect(events.length).toBeGreaterThan(60);
	expect(events.filter((event) => !known.includes(event))).toEqual([]);
});
