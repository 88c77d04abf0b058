import type { Reply } from '../../../../nodes/EvolutionApi/hub/reply';
import type { Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { plan } from '../../../../nodes/EvolutionApi/hub/plan';
import { inspect, planRepair } from '../../../../nodes/EvolutionApi/hub/repair';
import {
	circumstances,
	foreign,
	listOf,
	none,
	NOW_S,
	ours,
	record,
	test as session,
	wait,
} from './support/plans';
import { trigger, urlOf } from './support/server';

type Fates = Record<number, Reply>;

function repaired(current: ReturnType<typeof record>, list: Subscriber[], fates: Fates) {
	const decoded = listOf(...list);
	const outcomes = new Map(
		Object.entries(fates).map(([number, outcome]) => [urlOf(number), outcome]),
	);
	const { changes, removals } = planRepair(inspect(current, decoded), outcomes, NOW_S * 1000);
	return {
		changes,
		removed: removals.map(({ subscriber, reason }) => [subscriber.url, reason]),
		...(changes === undefined ? {} : plan(current, decoded, changes, circumstances)),
	};
}

/** Another tool has set the webhook without headers. Evolution API then keeps the old headers, including ours. */
const pushedOut = () =>
	record({ headers: { 'x-theirs': '1', jwt_key: 'ours', 'x-evolution-hub': 'packed' } });
const tool = foreign({ headers: { 'x-theirs': '1' } });

describe('Repair Trigger Registration of a webhook that leads to our workflows', () => {
	it('changes nothing if all workflows on the list answer', () => {
		const { setting, removed } = repaired(ours(1), [trigger(1), trigger(2)], {
			1: 'taken',
			2: 'taken',
		});
		expect({ setting, removed }).toEqual({ setting: undefined, removed: [] });
	});

	it('removes workflows that are gone or expired, and keeps those that are only out of reach', () => {
		const list = [trigger(1), trigger(2), trigger(3), session(4, -1), foreign()];
		const { state, removed } = repaired(ours(1), list, {
			1: 'taken',
			2: 'gone',
			3: 'again',
			4: 'taken',
		});
		expect(removed).toEqual([
			[urlOf(2), 'gone'],
			[urlOf(4), 'expired'],
		]);
		expect(state).toEqual({
			ownerUrl: urlOf(1),
			key: 'kept',
			subscribers: [trigger(1), trigger(3), foreign()],
		});
	});

	it.each<[string, Reply]>([
		['is gone', 'gone'],
		['is out of reach', 'again'],
		['refuses the probe', 'declined'],
	])(
		'points the webhook to a trigger that answers, if its present workflow %s',
		(_what, outcome) => {
			const list = [trigger(1), trigger(2), session(3), trigger(4)];
			const fates: Fates = { 1: outcome, 2: 'again', 3: 'taken', 4: 'taken' };
			expect(repaired(ours(1), list, fates).setting?.url).toBe(urlOf(4));
		},
	);

	it('leaves the address of the webhook unchanged if no other workflow answers', () => {
		const { setting } = repaired(ours(1), [trigger(1), trigger(2)], { 1: 'again', 2: 'again' });
		expect(setting).toBeUndefined();
	});

	it('restores the earlier webhook if all workflows on the list are gone', () => {
		const { setting, removed } = repaired(ours(1), [trigger(1), foreign()], { 1: 'gone' });
		expect(removed).toEqual([[urlOf(1), 'gone']]);
		expect(setting).toMatchObject({ url: tool.url, enabled: true, headers: foreign().headers });
	});

	it('switches the events on again that its workflows want', () => {
		const wrong = ours(1, { events: ['CALL'], byEvents: true });
		expect(repaired(wrong, [trigger(1)], { 1: 'taken' }).setting).toMatchObject({
			events: ['MESSAGES_UPSERT'],
			byEvents: false,
		});
	});
});

describe('Repair Trigger Registration of a webhook that another tool has overwritten', () => {
	it('sets our webhook again with its old signature key, and keeps forwarding events to the tool', () => {
		const list = [trigger(1), trigger(2), wait(3), trigger(4)];
		const fates: Fates = { 1: 'again', 2: 'taken', 3: 'taken', 4: 'gone' };
		const { state, removed } = repaired(pushedOut(), list, fates);
		expect(removed).toEqual([[urlOf(4), 'gone']]);
		expect(state?.ownerUrl).toBe(urlOf(2));
		expect(state?.key).toBe('ours');
		expect(new Set(state?.subscribers)).toEqual(new Set([tool, trigger(1), trigger(2), wait(3)]));
	});

	it('leaves the webhook to the tool, and keeps our list, if none of our triggers answers', () => {
		const { changes, removed } = repaired(pushedOut(), [trigger(1), wait(2), trigger(3)], {
			1: 'again',
			2: 'taken',
			3: 'gone',
		});
		expect(changes).toBeUndefined();
		expect(removed).toEqual([
			[urlOf(3), 'gone'],
			[urlOf(1), 'unreachable'],
			[urlOf(2), 'unreachable'],
		]);
	});

	it('only removes our headers if all our workflows are gone', () => {
		const { setting } = repaired(pushedOut(), [trigger(1)], { 1: 'gone' });
		const { url, events, byEvents } = tool;
		expect(setting).toMatchObject({ url, events, byEvents, headers: { 'x-theirs': '1' } });
	});
});

it.each([
	['that of another application', record()],
	['not there', null],
])('Repair Trigger Registration changes nothing if the webhook is %s', (_what, current) => {
	expect(planRepair(inspect(current, none), new Map(), NOW_S * 1000)).toEqual({ removals: [] });
});
