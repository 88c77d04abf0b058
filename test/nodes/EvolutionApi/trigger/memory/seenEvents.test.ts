import type { IDataObject, INode } from 'n8n-workflow';

import { openStaticData } from '../../../../../nodes/EvolutionApi/trigger/memory/staticData';
import {
	findAnswers,
	findSeen,
	hasTaken,
	loadSeen,
	loadSeenOnce,
	seenEntries,
	SeenEvents,
	type TriggerId,
} from '../../../../../nodes/EvolutionApi/trigger/memory/seenEvents';

const NOW = 1_800_000_000_000;

describe('an event that comes to a trigger', () => {
	it('starts its workflow once, also if it is delivered again while it is still being handled', () => {
		const seen = new SeenEvents();
		expect([seen.begin('a'), seen.begin('a'), seen.begin('b')]).toEqual([true, false, true]);
		seen.finish('a');
		expect(seen.begin('a')).toBe(false);
	});

	it('may start it later, if n8n could not store the execution', async () => {
		const seen = new SeenEvents();
		seen.begin('a', NOW);
		const stored = seen.findStarting('a')?.outcome.promise;
		seen.forget('a');
		expect(await stored).toBe(false);
		expect([seen.isTaken('a'), seen.begin('a')]).toEqual([false, true]);
		const storedNow = seen.findStarting('a')?.outcome.promise;
		seen.finish('a');
		expect(await storedNow).toBe(true);
	});

	it('is known while it waits, and may start the workflow until that is over', () => {
		const seen = new SeenEvents();
		seen.wait('a', NOW);
		expect([seen.knows('a'), seen.isTaken('a'), seen.oldestOpen()]).toEqual([true, false, NOW]);
		seen.begin('a', NOW);
		seen.endWait('a');
		expect([seen.isTaken('a'), seen.oldestOpen()]).toEqual([true, NOW]);
		seen.finish('a');
		seen.wait('b', NOW);
		seen.endWait('b');
		expect([seen.knows('a'), seen.knows('b'), seen.oldestOpen()]).toEqual([true, false, Infinity]);
	});

	it('starts nothing if it is done already, and has no time if it is no message', () => {
		const seen = new SeenEvents();
		seen.begin('no message');
		expect(seen.oldestOpen()).toBe(Infinity);
		seen.note('an answer', NOW);
		expect([seen.begin('an answer'), seen.knows('an answer')]).toEqual([false, true]);
	});

	it('is known however many others come between two delivery attempts of the server, up to 10,000', () => {
		const seen = new SeenEvents();
		for (let count = 0; count <= 10_000; count++) seen.note(`${count}`, NOW);
		expect([seen.knows('0'), seen.knows('1'), seen.knows('10000')]).toEqual([false, true, true]);
	});

	it('changes what is stored when it is done, not while it starts the workflow', () => {
		const seen = new SeenEvents();
		seen.begin('a', NOW);
		seen.wait('b', NOW);
		expect([seen.changes, seen.stored(0, 10)]).toEqual([0, []]);
		seen.finish('a');
		expect([seen.changes, seen.stored(0, 10)]).toEqual([1, [['a', NOW / 1000]]]);
	});
});

describe('of the events that are done, n8n keeps', () => {
	it('those since a moment, and of them the newest', () => {
		const seen = new SeenEvents();
		for (let count = 0; count < 10; count++) seen.note(`${count}`, NOW + count * 1000);
		seen.note('found later', NOW - 1000);
		const ids = (since: number, most: number) => seen.stored(since, most).map(([id]) => id);
		expect(ids(NOW + 7999, 10)).toEqual(['7', '8', '9']);
		expect(ids(NOW, 2)).toEqual(['8', '9']);
	});

	it('those of the next trigger() as well, which knows none that was on its way', () => {
		const trigger = { instanceId: 'one', nodeId: 'workflow/1' };
		findSeen(trigger).note('done', NOW);
		findSeen(trigger).begin('on its way', NOW);
		loadSeen(trigger, context({}));
		expect([hasTaken(trigger, 'done'), hasTaken(trigger, 'on its way')]).toEqual([true, false]);
	});
});

const context = (stored: IDataObject) => ({
	getInstanceId: () => 'n8n',
	getNode: () => ({ id: 'node' }) as INode,
	getWorkflow: () => ({ id: 'workflow', active: true }),
	getWorkflowStaticData: () => stored,
});

let count = 0;
const newTrigger = (): TriggerId => ({
	instanceId: `instance ${++count}`,
	nodeId: `workflow/${count}`,
});

const ALL = { completeUpTo: NOW, since: 0, most: 500 };

describe('after a restart', () => {
	it('a trigger knows which events have started its workflow, and which were for questions of its instance', () => {
		const before = newTrigger();
		findSeen(before).note('started', NOW);
		findAnswers(before).note('answer', NOW);
		const stored: IDataObject = {};
		openStaticData(context(stored)).put(seenEntries(before, ALL));
		expect(stored.lastEventAt).toBe(NOW);
		const [after, beside] = [newTrigger(), newTrigger()];
		loadSeen(after, context(structuredClone(stored)));
		const taken = (trigger: TriggerId) =>
			['started', 'answer', 'other'].map((eventId) => hasTaken(trigger, eventId));
		expect(taken(after)).toEqual([true, true, false]);
		expect(taken({ ...beside, instanceId: after.instanceId })).toEqual([false, true, false]);
	});

	it('a webhook processor reads it only once from the static data', () => {
		const trigger = newTrigger();
		const stored: IDataObject = {};
		loadSeenOnce(trigger, context(stored));
		findSeen(trigger).note('a', NOW);
		openStaticData(context(stored)).put(seenEntries(trigger, ALL));
		findSeen(trigger).forget('a');
		loadSeenOnce(trigger, context(stored));
		expect(hasTaken(trigger, 'a')).toBe(false);
	});

	it.each([
		['no JSON', '{'],
		['a number', 7],
		['nothing', undefined],
		['an object', '{"a":1}'],
		['half a list', '[["a"],[1,2],null]'],
	])('static data that contains %s counts as empty', (_what, taken) => {
		const trigger = newTrigger();
		const stored: IDataObject = {};
		openStaticData(context(stored));
		Object.assign(stored, { taken });
		loadSeen(trigger, context(stored));
		expect(findSeen(trigger).stored(0, 500)).toEqual([]);
	});
});
