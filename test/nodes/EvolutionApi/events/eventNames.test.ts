import { messageIn } from '../../../../nodes/EvolutionApi/core/server/evolutionApi/deliveredMessage';
import { FACTS } from '../../../../nodes/EvolutionApi/core/server/evolutionApi/events';
import { selectableName, triggerEventOptions } from '../../../../nodes/EvolutionApi/events';
import { EVENTS, eventOptions, isOfServer } from '../../../../nodes/EvolutionApi/fields/events';
import { EVENTS as SIMULATED, settableName } from '../../../../simulator/events/names';
import { deliveryNames, deliveryOf } from '../../../support/facts';

it('an event that nobody knows keeps the name that the server compares', () => {
	expect(selectableName('brand-new.event')).toBe('BRAND_NEW_EVENT');
	expect(selectableName('constructor')).toBe('CONSTRUCTOR');
});

it('the trigger offers every event of the server, the one of 2.4, and the two that it tells by itself', () => {
	const values = triggerEventOptions.map(({ value }) => value);
	const ofServer = values.filter(isOfServer);
	expect(values).toHaveLength(ofServer.length + 2);
	expect([...ofServer].sort()).toEqual([...SIMULATED, 'MESSAGING_HISTORY_SET'].sort());
	expect(eventOptions.map(({ value }) => value)).toEqual(ofServer);
});

it('what people use most comes first, each with a name and a description of its own', () => {
	expect(triggerEventOptions.slice(0, 3)).toMatchObject([
		{ name: 'Message Received', description: expect.stringMatching(/ \(messages\.upsert\)$/) },
		{ name: 'Message Sent Through the API' },
		{ name: 'Delivery or Read Tick' },
	]);
	expect(new Set(EVENTS.map(({ name }) => name)).size).toBe(EVENTS.length);
	expect(new Set(EVENTS.map(({ description }) => description)).size).toBe(EVENTS.length);
});

it('what no server sends comes last, and says so', () => {
	const unsent = EVENTS.slice(-3).map(({ value }) => value);
	expect(unsent).toEqual(['APPLICATION_STARTUP', 'CONTACTS_SET', 'GROUP_UPDATE']);
	const named = eventOptions.filter(({ name }) => name.startsWith('Never Sent: '));
	expect(named.map(({ value }) => value)).toEqual(unsent);
});

it('the change of a group says that the server never delivers it', () => {
	const option = triggerEventOptions.find(({ value }) => value === 'GROUP_UPDATE');
	expect(option?.description).toContain('never delivers');
});

it('the other events are compared with the name that was chosen', () => {
	const mismatched = EVENTS.filter(({ value, emits }) => settableName(emits) !== value);
	expect(mismatched.map(({ value }) => value)).toEqual(['GROUP_UPDATE']);
	expect(selectableName('groups.update')).toBe('GROUP_UPDATE');
	for (const { value, emits } of EVENTS) expect(selectableName(emits)).toBe(value);
});

it('every event that the server sends has a flat shape', () => {
	const never = ['application.startup'];
	const isOfMessage = (event: string) => messageIn(event, { key: {} }, null) !== undefined;
	const shaped = EVENTS.map(({ emits }) => emits).filter(
		(event) => FACTS.has(event) || isOfMessage(event),
	);
	expect(EVENTS.map(({ emits }) => emits).filter((event) => !shaped.includes(event))).toEqual(
		never,
	);
	expect([...FACTS.keys()].filter((event) => !shaped.includes(event as never))).toEqual([]);
});

it('every event that was seen is in the list', () => {
	const known: readonly string[] = EVENTS.map(({ emits }) => emits);
	const events = deliveryNames.map((name) => String(deliveryOf(name).body.event));
	expect(events.length).toBeGreaterThan(60);
	expect(events.filter((event) => !known.includes(event))).toEqual([]);
});
