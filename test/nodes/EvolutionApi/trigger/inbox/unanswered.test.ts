import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { tellStored } from '../../../../../nodes/EvolutionApi/n8n/stored';
import { onSleep, sleepByClock, untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, sendText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests n8n in queue mode while PostgreSQL is down. n8n then never reports how an execution ended.

onSleep(sleepByClock);

const simulator = useSimulator();
const stage = useN8n(simulator);
const texts = () => stage.n8n.texts('one');

/** `untilQuiet` gives up after this number of turns. With WebSocket, a request to the server always stays open. */
const QUIET_TURNS = 500;
const STEP_MS = 11_000;
/** Long enough for a trigger to look up missed messages, ms. */
const LATER_MS = 120_000;

async function passTime(): Promise<void> {
	for (let passed = 0; passed < LATER_MS; passed += STEP_MS) {
		stage.aheadMs += STEP_MS;
		await untilQuiet(QUIET_TURNS);
	}
}

const connection = { values: { method: 'webSocket' } };
const WAYS: ReadonlyArray<readonly [what: string, parameters: IDataObject]> = [
	['a message', {}],
	['a message, through WebSocket', { options: { connection } }],
	['an event that is no message', { events: ['SEND_MESSAGE'] }],
];

async function activate(parameters: IDataObject = {}) {
	const workflow = stage.n8n.workflow('one', parameters);
	await workflow.activate();
	const happens = 'events' in parameters ? sendText : receiveText;
	const says = async (text: string) => {
		await happens(simulator.current, text);
		stage.aheadMs += 6_000;
		await untilQuiet(QUIET_TURNS);
	};
	// Through the WebSocket, each event is sent only once, so the connection must be open before the test continues.
	for (let tries = 0; tries < 50 && texts().length === 0; tries++) await says('before');
	return says;
}

it.each(WAYS)(
	'n8n never says what became of an execution, and its database is away: what started it does so once it is back (%s)',
	async (_what, parameters) => {
		const says = await activate(parameters);
		stage.n8n.stuck = [];
		await says('unanswered');
		await settled(() => stage.n8n.stuck?.length === 1);
		stage.n8n.stuck = undefined;
		stage.n8n.failsToStore = 1;
		await says('refused');
		await says('after');
		await passTime();
		const all = ['unanswered', 'refused', 'after'];
		await settled(() => all.every((text) => texts().includes(text)));
		expect(
			texts()
				.filter((text) => text !== 'before')
				.sort(),
		).toEqual([...all].sort());
	},
	60_000,
);

it('n8n never says what became of an execution, and has run it: its message does not start the workflow again', async () => {
	const says = await activate();
	stage.n8n.running = [];
	stage.n8n.storesAtOnce = false;
	await says('unanswered');
	await settled(() => texts().includes('unanswered'));
	stage.n8n.running = undefined;
	stage.n8n.storesAtOnce = true;
	stage.n8n.failsToStore = 1;
	await says('refused');
	await passTime();
	await settled(() => texts().includes('refused'));
	expect(stage.n8n.refusedKeys).toBe(1);
	expect(texts()).toEqual(['before', 'unanswered', 'refused']);
}, 60_000);

it('n8n says nothing of an execution for long, and its database works: it waits for a worker, and starts no second time', async () => {
	const says = await activate();
	stage.n8n.stuck = [];
	await says('waits');
	await settled(() => stage.n8n.stuck?.length === 1);
	stage.n8n.stuck = undefined;
	await passTime();
	await says('after');
	expect(texts()).toEqual(['before', 'after']);
}, 60_000);

it('executions begin in this process, where one may wait for its turn for long: it starts no second time', async () => {
	const context = { getMode: () => 'trigger', sendResponse: () => {} };
	tellStored(context as Partial<IExecuteFunctions> as IExecuteFunctions);
	const says = await activate();
	stage.n8n.stuck = [];
	await says('waits');
	await settled(() => stage.n8n.stuck?.length === 1);
	stage.n8n.stuck = undefined;
	stage.n8n.failsToStore = 1;
	await says('refused');
	await passTime();
	await settled(() => texts().includes('refused'));
	expect(texts()).toEqual(['before', 'refused']);
}, 60_000);
