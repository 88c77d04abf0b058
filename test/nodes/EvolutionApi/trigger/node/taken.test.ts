import type { IDataObject } from 'n8n-workflow';

import {
	claim,
	noteTaken,
	recall,
	release,
	store,
} from '../../../../../nodes/EvolutionApi/trigger/node/taken';
import { wasTaken } from '../../../../../nodes/EvolutionApi/trigger/hub';

let count = 0;
const node = (stored: IDataObject = {}, id = `${count++}`) => ({
	getWorkflow: () => ({ id: 'workflow' }),
	getNode: () => ({ id }),
	getWorkflowStaticData: () => stored,
});

it('the same event starts a workflow once, also while the first is still being worked on', () => {
	const context = node();
	expect([claim(context, 'a'), claim(context, 'a'), claim(context, 'b')]).toEqual([
		...[true, false, true],
	]);
});

it('two triggers of one workflow each take it', () => {
	expect([claim(node(), 'a'), claim(node(), 'a')]).toEqual([true, true]);
});

it('an event that could not be started may come again; who else has it stays known', () => {
	const context = node();
	claim(context, 'a');
	noteTaken(context, 'a', ['http://other']);
	release(context, 'a');
	expect(wasTaken(recall(context), 'a', 'http://other')).toBe(true);
	expect(claim(context, 'a')).toBe(true);
});

it('a restart knows what was stored', () => {
	const stored: IDataObject = {};
	const context = node(stored);
	claim(context, 'a');
	store(context, 1234);
	expect(stored.lastEventAt).toBe(1234);
	expect(typeof stored.taken).toBe('string');
	const restarted = node(JSON.parse(JSON.stringify(stored)));
	expect([claim(restarted, 'a'), claim(restarted, 'b')]).toEqual([false, true]);
});

it.each([
	['no JSON', '{'],
	['a number', 7],
	['nothing', undefined],
	['half a list', '[["a"]]'],
])('%s in the static data is as good as nothing', (_what, taken) => {
	expect(claim(node({ taken }), 'a')).toBe(true);
});
