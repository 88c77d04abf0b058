import type { WorkflowSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import {
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

const socket = (number: number, rest: Partial<WorkflowSubscriber> = {}) =>
	trigger(number, { kind: 'socket', ...rest });
const off = (number: number) => ours(number, { enabled: false, events: [] });

describe('with WebSocket triggers, the webhook', () => {
	it('of another application is not changed', () => {
		const { setting, state } = planned(record(), none, subscribe(socket(1)));
		expect(setting).toBeUndefined();
		expect(state.subscribers).toMatchObject([{ kind: 'foreign' }]);
	});

	it('has the list of workflows, and is switched off, if no other application uses it', () => {
		const { setting, state } = planned(null, none, subscribe(socket(1)));
		expect(setting).toMatchObject({ url: urlOf(1), enabled: false, events: [] });
		expect(state).toMatchObject({ ownerUrl: urlOf(1), key: 'new key' });
		expect(planned(off(1), listOf(socket(1)), subscribe(socket(1))).setting).toBeUndefined();
	});

	it('is switched on for a webhook trigger, without the events that only a WebSocket trigger wants', () => {
		const list = listOf(socket(1, { events: ['CALL'] }));
		const { setting, state } = planned(off(1), list, subscribe(trigger(2)));
		expect(setting).toMatchObject({ url: urlOf(2), enabled: true, events: ['MESSAGES_UPSERT'] });
		expect(state.subscribers).toHaveLength(2);
	});

	it('is switched off again when the webhook trigger leaves', () => {
		const { setting } = planned(ours(2), listOf(socket(1), trigger(2)), unsubscribe(2));
		expect(setting).toMatchObject({ url: urlOf(1), enabled: false });
	});

	it('is restored when the last trigger leaves', () => {
		const theirs = foreign({ enabled: false, events: [] });
		const { setting } = planned(off(1), listOf(socket(1), theirs), unsubscribe(1));
		expect(setting).toMatchObject({ url: theirs.url, enabled: false, headers: theirs.headers });
	});
});

it('Send and Wait: several executions can wait if a WebSocket trigger is active, but none if only another application is there', () => {
	const list = listOf(socket(1), wait(2));
	expect(planned(off(1), list, subscribe(wait(3))).state.ownerUrl).toBe(urlOf(1));
	expect(() => planned(record(), none, subscribe(wait(3)))).toThrow('needs a published workflow');
});
