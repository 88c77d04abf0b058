import type { IDataObject } from 'n8n-workflow';

import { SeenEvents } from '../../../../../nodes/EvolutionApi/trigger/memory/seenEvents';
import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// After a Crash: n8n is killed while executions run. It lists them as crashed, and never runs them again.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

const simulator = useSimulator();
const stage = useN8n(simulator);

/** Through WebSocket a call of the server is always open. */
const QUIET_MS = 500;
const METHODS = ['webhook', 'webSocket'];

const optionsFor = (method: string, afterCrash = 'startAgain'): IDataObject => ({
	options: {
		connection: { values: { method } },
		missedMessages: { values: { afterCrash } },
	},
});

/** What started the workflow, with a mark where the item says that it is a second start. */
const starts = () =>
	stage.n8n.started.map(
		({ json }) => `${String(json.text)}${json.startedAgain === true ? ' again' : ''}`,
	);

async function says(text: string): Promise<void> {
	await receiveText(simulator.current, text);
	await settled(() => starts().includes(text));
	await untilQuiet(QUIET_MS);
}

const storedBy = (workflow: TriggerWorkflow): string =>
	String(workflow.staticData['node:WhatsApp']?.taken ?? '');

async function killed(): Promise<void> {
	await stage.n8n.crash();
	stage.n8n.running = undefined;
}

/** Messages come long before n8n is back, and it has been up for long when they are looked for. */
async function activateAgain(workflow: TriggerWorkflow): Promise<void> {
	stage.aheadMs += 10_000;
	await workflow.activate('init');
	stage.aheadMs += 10_000;
}

async function back(workflow: TriggerWorkflow): Promise<void> {
	await activateAgain(workflow);
	await untilQuiet(QUIET_MS);
	await receiveText(simulator.current, 'afterwards');
	await settled(() => starts().includes('afterwards'), 30_000);
	await untilQuiet(QUIET_MS);
}

/** The first execution is over and stored, and the second one runs. */
async function oneRuns(workflow: TriggerWorkflow): Promise<void> {
	await workflow.activate();
	await says('over');
	await settled(() => storedBy(workflow) !== '');
	stage.n8n.running = [];
	await says('cut off');
}

it.each(METHODS)(
	'Start Again: what a kill has cut off starts once more, says so in its item, and nothing else starts twice (%s)',
	async (method) => {
		const workflow = stage.n8n.workflow('one', optionsFor(method));
		await oneRuns(workflow);
		await killed();
		await back(workflow);
		expect(starts()).toEqual(['over', 'cut off', 'cut off again', 'afterwards']);
	},
);

it.each(METHODS)('Leave It: what a kill has cut off does not start again (%s)', async (method) => {
	const workflow = stage.n8n.workflow('one', optionsFor(method, 'leave'));
	await oneRuns(workflow);
	await killed();
	await back(workflow);
	expect(starts()).toEqual(['over', 'cut off', 'afterwards']);
});

it('Start Again: what is cut off for the second time stays where it is', async () => {
	const workflow = stage.n8n.workflow('one', optionsFor('webhook'));
	await oneRuns(workflow);
	await stage.n8n.crash();
	stage.n8n.running = [];
	await activateAgain(workflow);
	await settled(() => starts().includes('cut off again'));
	await untilQuiet(QUIET_MS);
	await killed();
	await back(workflow);
	expect(starts()).toEqual(['over', 'cut off', 'cut off again', 'afterwards']);
});

it('Start Again: n8n cannot store the second execution at first, and starts it once when it can', async () => {
	const workflow = stage.n8n.workflow('one', optionsFor('webhook'));
	await oneRuns(workflow);
	await killed();
	stage.n8n.failsToStore = 2;
	await back(workflow);
	await settled(() => starts().includes('cut off again'), 30_000);
	expect([...starts()].sort()).toEqual(['afterwards', 'cut off', 'cut off again', 'over']);
});

it.each(METHODS)(
	'Start Again: after a polite restart nothing starts again (%s)',
	async (method) => {
		const workflow = stage.n8n.workflow('one', optionsFor(method));
		await oneRuns(workflow);
		await says('runs, too');
		await workflow.end();
		for (const end of stage.n8n.running ?? []) end();
		await killed();
		await back(workflow);
		expect(starts()).toEqual(['over', 'cut off', 'runs, too', 'afterwards']);
	},
);

it('Start Again: publishing the workflow while executions run starts nothing again', async () => {
	const workflow = stage.n8n.workflow('one', optionsFor('webhook'));
	await oneRuns(workflow);
	await workflow.publish({});
	await untilQuiet(QUIET_MS);
	for (const end of stage.n8n.running ?? []) end();
	stage.n8n.running = undefined;
	await says('afterwards');
	expect(starts()).toEqual(['over', 'cut off', 'afterwards']);
});

it('Start Again: an execution that somebody has cancelled is over', async () => {
	const workflow = stage.n8n.workflow('one', optionsFor('webhook'));
	await oneRuns(workflow);
	for (const cancel of stage.n8n.cancel) cancel();
	const before = storedBy(workflow);
	await says('more');
	await settled(() => storedBy(workflow) !== before);
	await killed();
	await back(workflow);
	expect(starts().filter((text) => text.startsWith('cut off'))).toEqual(['cut off']);
});

it('Start Again: of more messages than are stored as done, none is taken for cut off', () => {
	const seen = new SeenEvents();
	for (let second = 1; second <= 600; second++) seen.note(`${second}`, second * 1000);
	seen.note('no message');
	expect(seen.stored(0, 500)).toHaveLength(500);
	expect(seen.latestUnstored(0, 500)).toBe(101_000);
	expect(seen.latestUnstored(0, 700)).toBe(0);
});

it('Start Again: a message whose execution runs for more than an hour counts as done', () => {
	const seen = new SeenEvents();
	seen.begin('long', 1000);
	expect([seen.oldestOpen(), seen.oldestUndone()]).toEqual([1000, 1000]);
	seen.run('long');
	expect([seen.oldestOpen(), seen.oldestUndone(), seen.isTaken('long')]).toEqual([
		Infinity,
		1000,
		true,
	]);
	stage.aheadMs += 3_600_001;
	expect(seen.oldestUndone()).toBe(Infinity);
});

it('Start Again is refused with what to do where events are collected', async () => {
	const { options } = optionsFor('webhook');
	const workflow = stage.n8n.workflow('one', {
		options: { ...(options as IDataObject), batchEvents: 10 },
	});
	await expect(workflow.activate()).rejects.toThrow('does not start a batch again');
});

it('Start Again is forgotten where Missed Messages is off, which hides it', async () => {
	const missedMessages = { values: { recover: false, afterCrash: 'startAgain' } };
	const workflow = stage.n8n.workflow('one', { options: { missedMessages } });
	await oneRuns(workflow);
	await killed();
	await back(workflow);
	expect(starts()).toEqual(['over', 'cut off', 'afterwards']);
});
