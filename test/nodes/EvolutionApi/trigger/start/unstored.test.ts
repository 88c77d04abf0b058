import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// n8n could not store an execution: its database is locked, its disk is full, its PostgreSQL restarts.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

const simulator = useSimulator();
const stage = useN8n(simulator);
const texts = (name = 'one') => stage.n8n.texts(name);

/** Through WebSocket a call of the server is always open. */
const QUIET_MS = 500;

it("n8n's log says once that executions could not be stored", async () => {
	await stage.n8n.workflow('one').activate();
	stage.n8n.failsToStore = 4;
	for (const text of ['first', 'second', 'third']) await receiveText(simulator.current, text);
	await settled(() => texts().length === 3, 30_000);
	const said = JSON.stringify(stage.n8n.logged).match(/could not store an execution/g);
	expect(said).toHaveLength(1);
});

const connection = { values: { method: 'webSocket' } };
const WAYS: ReadonlyArray<readonly [how: string, options: IDataObject]> = [
	['webhook', {}],
	['WebSocket', { connection }],
	['Batch Events', { batchEvents: 1 }],
	['Batch Events through WebSocket', { batchEvents: 1, connection }],
];

it.each(WAYS)(
	'n8n could not store what messages had started: each of them starts the workflow once afterwards (%s)',
	async (_how, options) => {
		await stage.n8n.workflow('one', { options }).activate();
		await receiveText(simulator.current, 'before');
		await settled(() => texts().includes('before'));
		stage.n8n.failsToStore = 3;
		for (const text of ['first', 'second', 'third']) await receiveText(simulator.current, text);
		await receiveText(simulator.current, 'after');
		const all = ['before', 'first', 'second', 'third', 'after'];
		await settled(() => all.every((text) => texts().includes(text)), 30_000);
		await untilQuiet(QUIET_MS);
		expect([...texts()].sort()).toEqual([...all].sort());
	},
);

it('n8n has stored the execution after all: the message that is found again does not start the workflow', async () => {
	await stage.n8n.workflow('one').activate();
	stage.n8n.failsToStore = 1;
	stage.n8n.storesFailed = true;
	await receiveText(simulator.current, 'stored');
	await receiveText(simulator.current, 'after');
	await settled(() => texts().includes('after'));
	await settled(() => stage.n8n.refusedKeys > 0, 30_000);
	await untilQuiet(QUIET_MS);
	expect(texts()).toEqual(['after']);
});

it('an execution that somebody has cancelled was stored: its message does not start the workflow again', async () => {
	stage.n8n.running = [];
	await stage.n8n.workflow('one').activate();
	await receiveText(simulator.current, 'cancelled');
	await settled(() => stage.n8n.cancel.length === 1);
	// As n8n forgets the key of an execution that it does not keep.
	stage.n8n.keys.clear();
	for (const cancel of stage.n8n.cancel) cancel();
	await untilQuiet(QUIET_MS);
	expect(texts()).toEqual(['cancelled']);
});

it('n8n is killed before it could store the execution: the message starts the workflow after the restart', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => texts().includes('hello'));
	stage.n8n.failsToStore = 100;
	await receiveText(simulator.current, 'lost so far');
	await untilQuiet(QUIET_MS);
	await stage.n8n.crash();
	stage.n8n.failsToStore = 0;
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => texts().includes('lost so far'), 30_000);
	expect(texts()).toEqual(['hello', 'lost so far']);
});
