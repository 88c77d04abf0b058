import { EVENTS } from '../../../../nodes/EvolutionApi/fields/events';
import { decodeEvents, encodeEvents } from '../../../../nodes/EvolutionApi/hub/eventCodes';

const values = EVENTS.map(({ value }) => value);

it.each(values)('%s takes one character in the list of the webhook', (event) => {
	expect(encodeEvents([event])).toHaveLength(1);
	expect(typeof encodeEvents([event])).toBe('string');
});

it('all events of the list come out of it again, in their order', () => {
	expect(decodeEvents(encodeEvents(values))).toEqual(values);
});

it('the characters of stored lists mean what they always meant', () => {
	expect(encodeEvents(['APPLICATION_STARTUP', 'MESSAGES_UPSERT', 'CALL'])).toBe('03n');
	expect(encodeEvents(['MESSAGING_HISTORY_SET'])).toBe('v');
});

it('an event that is not in the list stays a name', () => {
	expect(encodeEvents(['CALL', 'SOMETHING_NEW'])).toEqual(['CALL', 'SOMETHING_NEW']);
});
