import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { findMedia } from '../../../../nodes/EvolutionApi/events/receivedMedia';
import { eventToItems } from '../../../../nodes/EvolutionApi/events/eventItems';
import { deliveryNames, deliveryOf } from '../../../support/facts';
import { delivery, itemOf } from './support/deliveries';
import { EXPECTED, MEDIA } from './support/expected';

describe('a captured delivery of Evolution API', () => {
	it('has an expected item in these tests', () => {
		expect(Object.keys(EXPECTED).sort()).toEqual([...deliveryNames].sort());
	});

	it.each(Object.entries(EXPECTED))(
		'becomes an item with the documented keys: %s',
		(name, expected) => {
			const { body } = deliveryOf(name);
			const { message, facts } = delivery(body).entries[0] ?? delivery(body);
			expect(message ?? facts).toBeDefined();
			const item = itemOf(body);
			expect(item).toMatchObject(expected);
			expect(item).not.toHaveProperty('data');
			expect(Object.values(item)).not.toContain(undefined);
			const media = findMedia(delivery(body));
			if (name in MEDIA) expect(media).toMatchObject(MEDIA[name]);
			else expect(media).toBeUndefined();
			for (const simplify of [true, false]) {
				const text = JSON.stringify(eventToItems(delivery(body), { simplify }));
				expect(text).not.toMatch(/"0":\d/);
				expect(text).not.toMatch(/evo-global-key|apikey|"destination"/i);
			}
		},
	);

	it('of a connection change gives Health Alert the same state as the item', () => {
		const names = deliveryNames.filter((name) => name.startsWith('connection.update'));
		const states = names.map((name) => delivery(deliveryOf(name).body).connection?.state);
		expect(states).toEqual(names.map((name) => itemOf(deliveryOf(name).body).state));
		expect(states.length).toBeGreaterThan(2);
	});

	it('passes a trigger without filters, except for own messages, own deletions, reactions, poll votes and statuses', () => {
		const passes = compileFilters({});
		const dropped = deliveryNames.filter((name) => !passes(delivery(deliveryOf(name).body)));
		expect(dropped.sort()).toEqual([
			'messages.delete.via-api',
			'messages.upsert.fromMe-other-device',
			'messages.upsert.poll-vote',
			'messages.upsert.reaction',
			'messages.upsert.status-broadcast',
		]);
	});
});
