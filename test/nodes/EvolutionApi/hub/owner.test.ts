import type { Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import type { HubChange } from '../../../../nodes/EvolutionApi/hub/plan';
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

describe('Send and Wait: an execution that wants to register on the webhook', () => {
	const message = /^Waiting for a reply needs a published workflow|^Execution \S+ is still waiting/;
	it.each([
		['beside another application', record(), none],
		['beside another waiting execution', ours(1), listOf(wait(1))],
		[
			'beside another application that only a test session serves',
			ours(1),
			listOf(test(1), foreign()),
		],
	])('is refused %s, if no trigger is active', (_where, current, decoded) => {
		expect(() => planned(current, decoded, subscribe(wait(2)))).toThrow(message);
	});

	it.each([
		['where no webhook is set', null, none],
		['beside a webhook that is switched off', record({ enabled: false, events: [] }), none],
		['beside a trigger', ours(1), listOf(trigger(1), wait(3), foreign())],
		['beside a waiting execution that has expired', ours(1), listOf(wait(1, 0))],
		['beside a test session', ours(1), listOf(test(1))],
		['when it is already on the list', ours(2), listOf(wait(2, 5), wait(3))],
	])('is accepted %s', (_where, current, decoded) => {
		expect(planned(current, decoded, subscribe(wait(2))).setting).toBeDefined();
	});
});

describe('the workflow that owns the webhook, to which the server delivers,', () => {
	const ownerOf = (current: number, list: Subscriber[], ...changes: HubChange[]) =>
		planned(ours(current), listOf(...list), ...changes).state.ownerUrl;

	it.each<[string, number, Subscriber[], HubChange[], number]>([
		[
			'stays the same when another trigger joins',
			2,
			[trigger(1), trigger(2)],
			[subscribe(trigger(3))],
			2,
		],
		[
			'that leaves hands over to a trigger',
			1,
			[trigger(1), test(2), wait(3), trigger(4)],
			[unsubscribe(1)],
			4,
		],
		[
			'is a test session only without a trigger',
			1,
			[trigger(1), wait(3), test(2)],
			[unsubscribe(1)],
			2,
		],
		['that was a test session gives way to a trigger', 1, [test(1)], [subscribe(trigger(2))], 2],
		[
			'that was a waiting execution gives way to a test session',
			1,
			[wait(1)],
			[subscribe(test(2))],
			2,
		],
		[
			'among waiting executions is the one that expires last',
			1,
			[trigger(1), wait(2, 50), wait(3, 70), wait(4, 60)],
			[unsubscribe(1)],
			3,
		],
		['that has expired hands over to a waiting execution', 1, [test(1, 0), wait(2)], [], 2],
		[
			'that does not answer is replaced by the workflow that noticed it',
			1,
			[trigger(1), trigger(2), trigger(3)],
			[subscribe(trigger(3), { asOwner: true })],
			3,
		],
		[
			'does not change when a test session asks to own the webhook',
			1,
			[trigger(1)],
			[subscribe(test(2), { asOwner: true })],
			1,
		],
	])('%s', (_what, current, list, changes, owner) => {
		expect(ownerOf(current, list, ...changes)).toBe(urlOf(owner));
	});
});
