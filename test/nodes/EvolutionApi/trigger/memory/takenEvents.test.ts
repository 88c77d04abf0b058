import type { IDataObject, INode } from 'n8n-workflow';

import { openStaticData } from '../../../../../nodes/EvolutionApi/trigger/memory/staticData';
import {
	claimEvent,
	loadTaken,
	loadTakenOnce,
	rememberTaken,
	findTakenEvents,
	releaseEvent,
	takenEntry,
	type TriggerId,
} from '../../../../../nodes/EvolutionApi/trigger/memory/takenEvents';

let count = 0;
const trigger = (
	instanceId = `instance ${count++}`,
	nodeId = `workflow/${count++}`,
): TriggerId => ({
	instanceId,
	nodeId,
});
/** @param taken what the node has stored */
function context(stored: IDataObject = {}, taken?: unknown) {
	const given = {
		getInstanceId: () => 'n8n',
		getNode: () => ({ id: 'node' }) as INode,
		getWorkflow: () => ({ id: 'workflow', active: true }),
		getWorkflowStaticData: () => stored,
	};
	if (taken !== undefined) openStaticData(given).put({ taken });
	return given;
}

it('the same event starts a workflow once, also if it is delivered again while it is still being handled', () => {
	const node = trigger();
	expect([claimEvent(node, 'a'), claimEvent(node, 'a'), claimEvent(node, 'b')]).toEqual([
		true,
		false,
		true,
	]);
});

it('an event starts a workflow once, however many others come between two delivery attempts of the server', () => {
	const now = jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
	const node = trigger();
	claimEvent(node, 'a');
	// Ten a second; the server's last try is 1,215 s and the time of its requests after the first.
	for (let count = 0; count < 15_000; count++) {
		now.mockReturnValue(1_800_000_000_000 + count * 100);
		claimEvent(node, `other ${count}`);
	}
	expect([claimEvent(node, 'a'), claimEvent(node, 'other 0')]).toEqual([false, false]);
	now.mockRestore();
});

it('the same event may start two triggers of one instance', () => {
	expect([claimEvent(trigger('hub'), 'a'), claimEvent(trigger('hub'), 'a')]).toEqual([true, true]);
});

it('an event that could not start the workflow may start it later, and stays known as accepted by other workflows', () => {
	const node = trigger();
	claimEvent(node, 'a');
	rememberTaken(node, 'a', ['http://other']);
	releaseEvent(node, 'a');
	expect(findTakenEvents(node).wasTaken('a', 'http://other')).toBe(true);
	expect(claimEvent(node, 'a')).toBe(true);
});

describe('events that started a workflow, after a restart', () => {
	it('are known if any trigger of the instance has stored them', () => {
		const [one, other] = [trigger('before', 'workflow/1'), trigger('before', 'workflow/2')];
		claimEvent(one, 'a');
		claimEvent(other, 'a');
		claimEvent(other, 'b');
		const stored: IDataObject = {};
		openStaticData(context(stored)).put(takenEntry(one, 1234));
		expect(stored.lastEventAt).toBe(1234);
		expect(typeof stored.taken).toBe('string');
		const restarted = trigger('after', 'workflow/2');
		loadTaken(trigger('after', 'workflow/1'), context(structuredClone(stored)));
		expect([
			claimEvent(restarted, 'a'),
			claimEvent(restarted, 'b'),
			claimEvent(restarted, 'c'),
		]).toEqual([false, false, true]);
	});

	it('are known from the stored data of all triggers together, whichever starts first', () => {
		const [early, late] = [{}, {}];
		claimEvent(trigger('was', 'workflow/1'), 'a');
		openStaticData(context(early)).put(takenEntry(trigger('was'), 1));
		claimEvent(trigger('was', 'workflow/2'), 'b');
		openStaticData(context(late)).put(takenEntry(trigger('was'), 2));
		const now = trigger('is', 'workflow/1');
		loadTaken(now, context(late));
		claimEvent(now, 'c');
		loadTaken(trigger('is', 'workflow/2'), context(early));
		expect(['a', 'b', 'c', 'd'].map((id) => claimEvent(now, id))).toEqual([
			false,
			true,
			false,
			true,
		]);
		expect(claimEvent(trigger('is', 'workflow/2'), 'b')).toBe(false);
	});
});

it('an event that started the workflow before trigger() ran, while n8n was starting, does not start it again', () => {
	const nodeId = 'starting/1';
	claimEvent({ instanceId: nodeId, nodeId }, 'a');
	const active = { instanceId: 'starting', nodeId };
	loadTaken(active, context());
	expect([claimEvent(active, 'a'), claimEvent(active, 'b')]).toEqual([false, true]);
});

it('a webhook processor reads only once from the static data which events started the workflow', () => {
	const node = trigger();
	const stored: IDataObject = {};
	loadTakenOnce(node, context(stored));
	claimEvent(node, 'a');
	openStaticData(context(stored)).put(takenEntry(node, 1));
	releaseEvent(node, 'a');
	loadTakenOnce(node, context(stored));
	expect(claimEvent(node, 'a')).toBe(true);
});

it.each([
	['no JSON', '{'],
	['a number', 7],
	['nothing', undefined],
	['half a list', '[["a"]]'],
])(
	'events that started a workflow: static data that contains %s counts as empty',
	(_what, taken) => {
		const node = trigger();
		loadTaken(node, context({}, taken));
		expect(claimEvent(node, 'a')).toBe(true);
	},
);
