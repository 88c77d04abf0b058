import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { receiveText } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Two bots that answer each other are stopped.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

const simulator = useSimulator();
const stage = useN8n(simulator);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BRUNO = '5511977776666';

let test = 0;
beforeEach(() => void test++);

/** A workflow that stops after 5 texts within 2 minutes. */
async function activate(
	loopGuard: IDataObject = { maxStarts: 5, minutes: 2 },
	more: IDataObject = {},
) {
	const options = { loopGuard: { values: loopGuard } };
	const workflow = stage.n8n.workflow(`bot${test}`, { options, ...more });
	await workflow.activate();
	return workflow;
}

async function say(count: number, everyMs: number, more: object = {}): Promise<void> {
	for (let index = 0; index < count; index++) {
		await receiveText(simulator.current, 'I did not understand', more);
		await untilQuiet();
		stage.aheadMs += everyMs;
	}
}

const notes = () => stage.n8n.started.map(({ json }) => json.loopGuard);

it('two bots answer each other without end', async () => {
	await activate();
	await say(9, 10 * SECOND);
	const stopped = { isStopped: true, starts: 5, minutes: 2, goesOnAfterQuietMinutes: 2 };
	expect(notes()).toEqual([undefined, undefined, undefined, undefined, stopped]);
	const logged = stage.n8n.logged.map((entry) => JSON.stringify(entry));
	const told = logged.filter((entry) => entry.includes('two bots may answer each other'));
	expect(told).toHaveLength(1);
	expect(told[0]).toContain('goes on when that chat has been quiet for 2 minutes');
});

it('a chat that was stopped goes on when it has been quiet, and says so', async () => {
	await activate();
	await say(7, 10 * SECOND);
	stage.aheadMs += 2 * MINUTE;
	await say(1, 10 * SECOND);
	expect(notes().slice(5)).toEqual([{ isStopped: false, skipped: 2 }]);
});

it('a person who writes much, with pauses, is never stopped', async () => {
	await activate({ maxStarts: 5, minutes: 15 });
	for (let round = 0; round < 3; round++) {
		await say(4, 10 * SECOND);
		stage.aheadMs += MINUTE;
	}
	expect(notes()).toHaveLength(12);
	expect(notes().filter(Boolean)).toEqual([]);
});

it('other chats go on while one is stopped', async () => {
	await activate();
	await say(6, 10 * SECOND);
	await say(1, 0, { from: BRUNO });
	expect(notes()).toHaveLength(6);
});

it('groups are never stopped', async () => {
	await activate();
	await say(7, 10 * SECOND, { chat: '120363020202020202@g.us' });
	expect(notes()).toHaveLength(7);
});

it('a flood of texts in one second, as after an outage, stops a chat', async () => {
	await activate({ maxStarts: 9, minutes: 2 });
	await say(9, 0);
	expect(notes().filter(Boolean)).toEqual([]);
	expect(notes()).toHaveLength(9);
});

it('many pictures in a row do not stop a chat', async () => {
	await activate();
	const picture = { kind: 'image', base64: 'AAAA', mimetype: 'image/png', caption: undefined };
	await say(7, SECOND, picture);
	expect(notes()).toHaveLength(7);
});

it('Loop Guard with Stop Loops off stops nothing', async () => {
	await activate({ stopLoops: false });
	await say(45, SECOND);
	expect(notes()).toHaveLength(45);
});

it('by default, 40 texts within 15 minutes stop a chat', async () => {
	await activate({});
	await say(42, 15 * SECOND);
	expect(notes()).toHaveLength(40);
});

it('Health Alert tells once that a chat was stopped, and once that it is over', async () => {
	const watcher = stage.n8n.workflow(`watcher${test}`, { events: ['HEALTH_ALERT'] });
	await watcher.activate();
	await activate();
	await say(8, 10 * SECOND);
	const alerts = () =>
		stage.n8n.started.map(({ json }) => json).filter(({ kind }) => kind === 'healthAlert');
	expect(alerts()).toMatchObject([{ problem: 'botsInLoop', isOver: false, severity: 'warning' }]);
	stage.aheadMs += 5 * MINUTE;
	watcher.tick();
	await untilQuiet();
	expect(alerts().slice(1)).toMatchObject([{ problem: 'botsInLoop', isOver: true }]);
});
