import type { ForeignSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { plan } from '../../../../nodes/EvolutionApi/hub/plan';
import {
	circumstances,
	foreign,
	listOf,
	none,
	ours,
	planned,
	record,
	subscribe,
	unsubscribe,
	wait,
} from './support/plans';
import { trigger, urlOf } from './support/server';

describe('the webhook of another application', () => {
	it('is put on the list with all its settings when a workflow is activated', () => {
		const { state } = planned(record(), none, subscribe(trigger(1)));
		expect(state.subscribers).toEqual([foreign(), trigger(1)]);
	});

	it('that overwrote our webhook replaces the older application on the list, without the headers that this node had set', () => {
		const left = record({ headers: { jwt_key: 'kept', 'x-evolution-hub': 'packed', a: 'b' } });
		const before = listOf(trigger(2), foreign({ url: 'https://older.example' }));
		const { state } = planned(left, before, subscribe(trigger(1)));
		expect(state.subscribers).toEqual([foreign({ headers: { a: 'b' } }), trigger(1)]);
		expect(planned(left, before, unsubscribe(1)).setting).toMatchObject({
			url: 'https://other.example/hook',
			headers: { a: 'b' },
			byEvents: true,
		});
	});

	it('that overwrote our webhook with other settings is put on the list with these settings', () => {
		const again = record({
			headers: { jwt_key: 'kept', 'x-evolution-hub': 'packed' },
			events: ['LABELS_EDIT'],
		});
		const { state } = planned(again, listOf(trigger(2), foreign()), subscribe(trigger(1)));
		expect(state.subscribers).toEqual([
			foreign({ headers: {}, events: ['LABELS_EDIT'] }),
			trigger(1),
		]);
	});

	it('is not lost when our list is damaged', () => {
		const { state } = planned(
			record({ headers: { 'x-evolution-hub': '1.x' } }),
			{ kind: 'damaged' },
			subscribe(trigger(1)),
		);
		expect(state.subscribers).toEqual([foreign({ headers: {} }), trigger(1)]);
	});

	it('is not assumed where the webhook leads to our workflow, even if our headers are missing', () => {
		const current = record({ url: urlOf(1), headers: {} });
		const { state } = planned(current, none, subscribe(trigger(1)));
		expect(state.subscribers).toEqual([trigger(1)]);
		expect(planned(current, none, unsubscribe(1)).setting).toMatchObject({
			url: urlOf(1),
			enabled: false,
			events: [],
		});
	});

	it.each<[string, ForeignSubscriber]>([
		['as it was', foreign()],
		['with its empty headers object', foreign({ headers: {} })],
		['switched off', foreign({ enabled: false, events: [], base64: true })],
		[
			'with its events in their order',
			foreign({ events: ['CALL', 'APPLICATION_STARTUP', 'CHATS_SET'] }),
		],
	])('is restored %s when the last workflow is deactivated', (_how, before) => {
		const { setting } = planned(ours(1), listOf(trigger(1), before), unsubscribe(1));
		expect({ kind: 'foreign', ...setting }).toEqual(before);
		const { headers, ...rest } = before;
		expect(planned({ ...rest, headers }, none, unsubscribe(1)).setting).toBeUndefined();
	});

	it('is restored when only waiting executions are left on our list', () => {
		const { setting } = planned(ours(1), listOf(trigger(1), wait(2), foreign()), unsubscribe(1));
		expect(setting?.url).toBe('https://other.example/hook');
	});

	it('that had no events is restored switched off, because no events would mean all events', () => {
		const { state } = planned(record({ events: [] }), none, subscribe(trigger(1)));
		expect(planned(ours(1), listOf(...state.subscribers), unsubscribe(1)).setting).toMatchObject({
			enabled: false,
		});
	});

	it('is restored without the events that the server refuses, and switched off if no other is left', () => {
		const refused = { ...circumstances, refusedEvents: new Set(['GROUPS_UPDATE']) };
		const setting = (events: string[]) =>
			plan(ours(1), listOf(trigger(1), foreign({ events })), [unsubscribe(1)], refused).setting;
		expect(setting(['CALL', 'GROUPS_UPDATE'])).toMatchObject({ enabled: true, events: ['CALL'] });
		expect(setting(['GROUPS_UPDATE'])).toMatchObject({ enabled: false, events: [] });
	});
});
