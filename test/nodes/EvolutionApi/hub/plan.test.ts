import type { WorkflowSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { eventsFor } from '../../../../nodes/EvolutionApi/hub/plan';
import { EVENTS } from '../../../../simulator/events/names';
import {
	foreign,
	listOf,
	none,
	ours,
	planned,
	record,
	subscribe,
	test,
	unsubscribe,
	wait,
} from './support/plans';
import { trigger, urlOf } from './support/server';

describe('the plan for the webhook changes nothing', () => {
	it('for a list written by a later version of the node, and gives an error that says so', () => {
		for (const changes of [[subscribe(trigger(1))], [unsubscribe(1)], []]) {
			expect(() => planned(ours(1), { kind: 'newer' }, ...changes)).toThrow('newer version');
		}
	});

	it.each([
		['there is no webhook', null, none, [unsubscribe(1)]],
		['the webhook belongs to another application', record(), none, [unsubscribe(1)]],
		[
			'the webhook belongs to another application and is switched off',
			record({ enabled: false, events: [] }),
			none,
			[unsubscribe(1)],
		],
		['nothing differs', ours(1), listOf(trigger(1)), [subscribe(trigger(1))]],
		[
			'a workflow registers again with the same data',
			ours(1),
			listOf(trigger(1)),
			[subscribe(trigger(1, { base64: undefined, chat: undefined, expires: undefined }))],
		],
		['a workflow leaves that is not on the list', ours(1), listOf(trigger(1)), [unsubscribe(2)]],
		[
			'a workflow joins and leaves at once',
			ours(1),
			listOf(trigger(1)),
			[subscribe(trigger(2)), unsubscribe(2)],
		],
		[
			'a workflow wants all events and the webhook sends every event that the server knows',
			ours(1, { events: EVENTS }),
			listOf(trigger(1, { events: [] })),
			[],
		],
	])('when %s', (_why, current, decoded, changes) => {
		expect(planned(current, decoded, ...changes).setting).toBeUndefined();
	});
});

describe('the planned webhook while a workflow listens', () => {
	it('has no events of an application that is switched off', () => {
		const off = foreign({ enabled: false, events: ['CALL'] });
		expect(eventsFor([trigger(1), off])).toEqual(['MESSAGES_UPSERT']);
		expect(eventsFor([trigger(1), { ...off, enabled: true }])).toEqual(['CALL', 'MESSAGES_UPSERT']);
	});

	it('gets a random signature key if it has none', () => {
		const { setting, state } = planned(null, none, subscribe(trigger(1)));
		expect(setting).toEqual({
			url: urlOf(1),
			enabled: true,
			events: ['MESSAGES_UPSERT'],
			headers: {},
			byEvents: false,
			base64: false,
		});
		const subscribers = [trigger(1)];
		expect(state).toEqual({ ownerUrl: urlOf(1), key: 'new key', subscribers });
	});

	it('keeps its signature key, and gets the earlier one when it was lost', () => {
		const change = subscribe(trigger(2), { key: 'of before' });
		expect(planned(ours(1), listOf(trigger(1)), change).state.key).toBe('kept');
		expect(planned(record(), none, change).state.key).toBe('of before');
		const left = record({ headers: { jwt_key: 'left behind', 'x-evolution-hub': 'packed' } });
		const withoutKey = subscribe(trigger(2));
		expect(planned(left, listOf(trigger(1)), withoutKey).state.key).toBe('left behind');
		expect(planned(left, { kind: 'damaged' }, withoutKey).state.key).toBe('new key');
	});

	it.each<[string, WorkflowSubscriber[], readonly string[], boolean]>([
		[
			'each event that a workflow wants, once',
			[trigger(1), trigger(2, { events: ['CALL', 'MESSAGES_UPSERT'] })],
			['CALL', 'MESSAGES_UPSERT'],
			false,
		],
		['all events if one workflow wants all', [trigger(1), trigger(2, { events: [] })], [], false],
		[
			'media as Base64 if one workflow wants it',
			[trigger(1), trigger(2, { base64: true })],
			['MESSAGES_UPSERT'],
			true,
		],
	])('asks the server for %s', (_what, list, events, base64) => {
		const changes = list.map((subscriber) => subscribe(subscriber));
		expect(planned(null, none, ...changes).setting).toMatchObject({ events, base64 });
	});

	it('includes the events of another application, unless that is switched off', () => {
		const change = subscribe(trigger(1));
		const current = record({ base64: true });
		expect(planned(current, none, change).setting).toMatchObject({
			events: ['CALL', 'MESSAGES_UPSERT'],
			base64: true,
		});
		const off = { ...current, enabled: false };
		expect(planned(off, none, change).setting).toMatchObject({
			events: ['MESSAGES_UPSERT'],
			base64: false,
		});
	});

	it.each([
		['is switched off', { enabled: false }],
		['has the event name appended to its URL', { byEvents: true }],
		['sends media as Base64 that no workflow wants', { base64: true }],
		['sends other events', { events: ['CALL'] }],
		['sends more events than the workflows want', { events: ['CALL', 'MESSAGES_UPSERT'] }],
	])('is corrected when it %s', (_how, rest) => {
		const { setting } = planned(ours(1, rest), listOf(trigger(1)));
		expect(setting).toMatchObject({
			enabled: true,
			byEvents: false,
			base64: false,
			events: ['MESSAGES_UPSERT'],
		});
	});

	it('is written again when a workflow joins or leaves, even if its URL and events stay the same', () => {
		const { setting } = planned(ours(1), listOf(trigger(1)), subscribe(trigger(2)));
		expect(setting).toMatchObject({ url: urlOf(1), events: ['MESSAGES_UPSERT'] });
		const two = listOf(trigger(1), trigger(2));
		expect(planned(ours(1), two, unsubscribe(2)).setting).toEqual(setting);
	});

	it('keeps the place on the list of a workflow that registers again', () => {
		const again = trigger(1, { events: ['CALL'] });
		const { state } = planned(ours(1), listOf(trigger(1), trigger(2)), subscribe(again));
		expect(state.subscribers).toEqual([again, trigger(2)]);
	});
});

describe('the plan for the webhook when the last workflow leaves', () => {
	it('switches a webhook off and empties it if it did not exist before', () => {
		const { setting, state } = planned(ours(1), listOf(trigger(1)), unsubscribe(1));
		expect(setting).toEqual({
			url: urlOf(1),
			enabled: false,
			events: [],
			headers: {},
			byEvents: false,
			base64: false,
		});
		expect(state).toEqual({ subscribers: [] });
	});

	it('ignores test sessions and waiting executions that have expired, and switches the webhook off', () => {
		const { setting } = planned(
			ours(1),
			listOf(trigger(1), test(2, 0), wait(3, -5)),
			unsubscribe(1),
		);
		expect(setting?.enabled).toBe(false);
	});
});

describe('the list of workflows on the webhook, which somebody has overwritten by hand,', () => {
	const seen = [trigger(1), trigger(2), foreign()];
	const back = subscribe(trigger(2), { key: 'ours', list: seen });
	const byHand = (rest: object = {}) => ours(1, { headers: { jwt_key: 'by hand' }, ...rest });

	it.each([
		['is gone', none],
		['does not fit the key any more', { kind: 'damaged' } as const],
	])(
		'is restored as it was last seen, including another application, if the list %s',
		(_how, decoded) => {
			const { state, setting } = planned(byHand(), decoded, back);
			expect(state).toMatchObject({ ownerUrl: urlOf(1), key: 'by hand', subscribers: seen });
			expect(setting).toMatchObject({ url: urlOf(1) });
		},
	);

	it('is restored with a new signature key where the webhook has none', () => {
		expect(planned(byHand({ headers: {} }), none, back).state.key).toBe('new key');
	});

	it.each([
		['belongs to another application', byHand({ url: urlOf(7) })],
		['is switched off', byHand({ enabled: false })],
	])('is not restored where the webhook %s', (_why, current) => {
		const { subscribers } = planned(current, none, back).state;
		expect(subscribers.map(({ url }) => url)).not.toContain(foreign().url);
	});

	it('is not restored if the webhook has a new list: that list only gets back the other application that it lacks', () => {
		const known = { ...back, list: [...seen, trigger(3)] };
		const { subscribers } = planned(ours(1), listOf(trigger(1)), known).state;
		expect(subscribers).toEqual([trigger(1), foreign(), trigger(2)]);
	});
});
