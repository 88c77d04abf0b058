import type { IDataObject, IDeferredPromise, IExecuteFunctions, IRun } from 'n8n-workflow';

import { executionsFinding } from '../../../../../nodes/EvolutionApi/health/silenceChecks';
import { tellStored } from '../../../../../nodes/EvolutionApi/n8n/stored';
import {
	keepsNoMore,
	startUntilStored,
} from '../../../../../nodes/EvolutionApi/trigger/inbox/keep';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, sendText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests an n8n that can't store an execution, because its database is locked, its disk is full, or its PostgreSQL restarts.

const simulator = useSimulator();
const stage = useN8n(simulator);
const texts = (name = 'one') => stage.n8n.texts(name);

/** `untilQuiet` gives up after this number of turns. With WebSocket, a request to the server always stays open. */
const QUIET_TURNS = 500;

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
];

it.each(WAYS)(
	'n8n could not store what messages of a chat had started: each starts the workflow once afterwards, in order (%s)',
	async (_how, options) => {
		await stage.n8n.workflow('one', { options }).activate();
		await receiveText(simulator.current, 'before');
		await settled(() => texts().includes('before'));
		stage.n8n.failsToStore = 3;
		for (const text of ['first', 'second', 'third']) await receiveText(simulator.current, text);
		await receiveText(simulator.current, 'after');
		const all = ['before', 'first', 'second', 'third', 'after'];
		await settled(() => all.every((text) => texts().includes(text)), 30_000);
		await untilQuiet(QUIET_TURNS);
		expect(texts()).toEqual(all);
	},
);

const noRecovery = { missedMessages: { values: { recover: false } } };
const UNFOUND: ReadonlyArray<readonly [what: string, parameters: IDataObject]> = [
	['an event that is no message', { events: ['SEND_MESSAGE'] }],
	[
		'an event that is no message, through WebSocket',
		{ events: ['SEND_MESSAGE'], options: { connection } },
	],
	['a message, where Missed Messages is off', { options: noRecovery }],
	[
		'a message, where Missed Messages is off, through WebSocket',
		{ options: { ...noRecovery, connection } },
	],
];

/** Sorts events other than messages, because they may come in any order. */
const inOrder = (all: readonly unknown[], { events }: IDataObject) =>
	events === undefined ? all : [...all].sort();

async function expectEachOnce(parameters: IDataObject, failsToStore: number, all: string[]) {
	await stage.n8n.workflow('one', parameters).activate();
	const happens = 'events' in parameters ? sendText : receiveText;
	// Through the WebSocket, each event is sent only once, so the connection must be open before the test continues.
	for (let tries = 0; tries < 50 && !texts().includes('before'); tries++) {
		await happens(simulator.current, 'before');
		await untilQuiet(QUIET_TURNS);
	}
	const before = texts().length;
	stage.n8n.failsToStore = failsToStore;
	for (const text of all) await happens(simulator.current, text);
	await settled(() => all.every((text) => texts().includes(text)), 30_000);
	await untilQuiet(QUIET_TURNS);
	expect(inOrder(texts().slice(before), parameters)).toEqual(inOrder(all, parameters));
}

it.each(UNFOUND)(
	'n8n could not store what no store has: each starts the workflow once afterwards, messages in order (%s)',
	async (_what, parameters) =>
		await expectEachOnce(parameters, 3, ['first', 'second', 'third', 'after']),
);

const CHATS: ReadonlyArray<readonly [how: string, options: IDataObject]> = [
	...WAYS,
	['no store', noRecovery],
];

it.each(CHATS)(
	'starts no message of a chat while n8n still tries to store the one before, and stores others: each starts once, in order (%s)',
	async (_how, options) => {
		const context = { getMode: () => 'trigger', sendResponse: () => {} };
		tellStored(context as Partial<IExecuteFunctions> as IExecuteFunctions);
		await stage.n8n.workflow('one', { options }).activate();
		await receiveText(simulator.current, 'before');
		await settled(() => texts().includes('before'));
		stage.n8n.stuck = [];
		await receiveText(simulator.current, 'first');
		await settled(() => stage.n8n.stuck?.length === 1);
		const [fail] = stage.n8n.stuck;
		stage.n8n.stuck = undefined;
		for (const text of ['second', 'third']) await receiveText(simulator.current, text);
		await receiveText(simulator.current, 'other chat', { from: '351910000001' });
		await untilQuiet(QUIET_TURNS);
		expect(texts()).toEqual(['before', 'other chat']);
		fail();
		const all = ['before', 'other chat', 'first', 'second', 'third'];
		await settled(() => all.every((text) => texts().includes(text)), 30_000);
		await untilQuiet(QUIET_TURNS);
		expect(texts()).toEqual(all);
	},
);

it('while n8n cannot store executions, the server is asked to keep what no store has, and n8n is killed: it comes again', async () => {
	simulator.current.config.webhookRetry.delaysMs = Array<number>(100).fill(200);
	const workflow = stage.n8n.workflow('one', { events: ['SEND_MESSAGE'] });
	await workflow.activate();
	stage.n8n.failsToStore = Infinity;
	await sendText(simulator.current, 'first');
	await untilQuiet(QUIET_TURNS);
	await sendText(simulator.current, 'second');
	const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);
	await settled(() => statuses().includes(503));
	await stage.n8n.crash();
	stage.n8n.failsToStore = 0;
	await workflow.activate('init');
	stage.aheadMs += 40_000;
	await settled(() => texts().includes('second'), 30_000);
	await untilQuiet(QUIET_TURNS);
	expect(texts().filter((text) => text === 'second')).toHaveLength(1);
});

it('more than n8n may keep until it can store executions stays at the server', async () => {
	const trigger = { isLeaving: false, context: { logger: { warn: () => {} } } } as never;
	const isOver: Array<Promise<boolean>> = [];
	let canStore = false;
	const start = async (done: IDeferredPromise<IRun>) => {
		if (canStore) done.resolve({} as IRun);
		else done.reject(new Error('SQLITE_BUSY: database is locked'));
		return canStore;
	};
	for (let number = 0; number < 1_000; number++)
		isOver.push(startUntilStored(trigger, [[{ json: { number } }]], start));
	expect(keepsNoMore()).toBe(true);
	expect(await startUntilStored(trigger, [], async () => true)).toBe(false);
	canStore = true;
	expect(new Set(await Promise.all(isOver))).toEqual(new Set([true]));
	expect(keepsNoMore()).toBe(false);
});

it.each(WAYS)(
	'n8n had written the execution, could not run it, and then knows its key: the message starts the workflow once (%s)',
	async (_how, options) => {
		await stage.n8n.workflow('one', { options }).activate();
		await receiveText(simulator.current, 'before');
		await settled(() => texts().includes('before'));
		stage.n8n.failsToStore = 2;
		stage.n8n.storesFailed = true;
		for (const text of ['first', 'second', 'after']) await receiveText(simulator.current, text);
		const all = ['before', 'first', 'second', 'after'];
		await settled(() => all.every((text) => texts().includes(text)), 30_000);
		await untilQuiet(QUIET_TURNS);
		expect(texts()).toEqual(all);
		expect(stage.n8n.refusedKeys).toBeGreaterThan(0);
	},
);

it.each(UNFOUND)(
	'n8n had written the execution, could not run it, and then knows its key: what no store has starts the workflow once (%s)',
	async (_what, parameters) => {
		stage.n8n.storesFailed = true;
		await expectEachOnce(parameters, 2, ['first', 'second', 'after']);
	},
);

it('as long as n8n writes executions and runs none, Check Setup counts them, and the log says it once', async () => {
	await stage.n8n.workflow('one').activate();
	await receiveText(simulator.current, 'before');
	await settled(() => texts().includes('before'));
	stage.n8n.failsToStore = Infinity;
	stage.n8n.storesFailed = true;
	await receiveText(simulator.current, 'first');
	const count = () => Number(/store (\d+)/.exec(executionsFinding('UTC').details)?.[1] ?? 0);
	await settled(() => count() >= 3, 30_000);
	expect(count()).toBeGreaterThanOrEqual(3);
	expect(JSON.stringify(stage.n8n.logged).match(/could not store an execution/g)).toHaveLength(1);
	stage.n8n.failsToStore = 0;
	await settled(() => texts().includes('first'), 30_000);
	await settled(() => count() === 0);
	expect(count()).toBe(0);
});

it('a worker of queue mode cannot read the execution: the message starts the workflow once it can', async () => {
	await stage.n8n.workflow('one').activate();
	await receiveText(simulator.current, 'before');
	await settled(() => texts().includes('before'));
	stage.n8n.failsOnWorker = 2;
	for (const text of ['first', 'second']) await receiveText(simulator.current, text);
	await settled(() => ['first', 'second'].every((text) => texts().includes(text)), 30_000);
	await untilQuiet(QUIET_TURNS);
	expect(texts()).toEqual(['before', 'first', 'second']);
});

it('no worker can ever run it: the message is tried five times, and no more', async () => {
	await stage.n8n.workflow('one').activate();
	stage.n8n.failsOnWorker = Infinity;
	await receiveText(simulator.current, 'never');
	await settled(() => stage.n8n.keys.size === 5, 30_000);
	await untilQuiet(QUIET_TURNS);
	expect(stage.n8n.keys.size).toBe(5);
});

/** Kills n8n after a message has started the workflow. The stored static data is older than the message. */
async function killedAfter(text: string): Promise<void> {
	const workflow = stage.n8n.workflow('one', { options: { connection } });
	await workflow.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => texts().includes('hello'));
	const stored = structuredClone(workflow.staticData);
	await receiveText(simulator.current, text);
	await settled(() => texts().includes(text));
	await stage.n8n.crash();
	workflow.staticData = stored;
	await receiveText(simulator.current, 'missed');
}

it('n8n was killed, and cannot store executions when it is back: what has started the workflow before does not start it again', async () => {
	await killedAfter('taken');
	stage.n8n.failsToStore = 2;
	const [workflow] = stage.n8n.all;
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => texts().includes('missed'), 30_000);
	await untilQuiet(QUIET_TURNS);
	expect(stage.n8n.refusedKeys).toBeGreaterThan(0);
	expect(texts()).toEqual(['hello', 'taken', 'missed']);
});

it('n8n was killed, and writes executions that it cannot run when it is back: what it missed starts the workflow, and nothing twice', async () => {
	await killedAfter('taken');
	stage.n8n.failsToStore = 2;
	stage.n8n.storesFailed = true;
	const [workflow] = stage.n8n.all;
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => texts().includes('missed'), 30_000);
	await untilQuiet(QUIET_TURNS);
	expect(texts()).toEqual(['hello', 'taken', 'missed']);
});

it('an execution that somebody has cancelled was stored: its message does not start the workflow again', async () => {
	stage.n8n.running = [];
	await stage.n8n.workflow('one').activate();
	await receiveText(simulator.current, 'cancelled');
	await settled(() => stage.n8n.cancel.length === 1);
	// n8n forgets the deduplication key of an execution that it doesn't keep.
	stage.n8n.keys.clear();
	for (const cancel of stage.n8n.cancel) cancel();
	await untilQuiet(QUIET_TURNS);
	expect(texts()).toEqual(['cancelled']);
});

it('n8n is killed before it could store the execution: the message starts the workflow after the restart', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => texts().includes('hello'));
	stage.n8n.failsToStore = 100;
	await receiveText(simulator.current, 'lost so far');
	await untilQuiet(QUIET_TURNS);
	await stage.n8n.crash();
	stage.n8n.failsToStore = 0;
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => texts().includes('lost so far'), 30_000);
	expect(texts()).toEqual(['hello', 'lost so far']);
});
