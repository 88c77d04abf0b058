import { setTimeout as sleep } from 'node:timers/promises';

import { PATIENCE_MS } from '../../dev/n8n/client';
import { Listener } from './support/kills/listener';
import { Scene } from './support/kills/scene';
import { until } from './support/triggerStage';

// Tests an n8n that deletes executions and their deduplication keys when the executions end. After a kill, a message that
// arrived since the trigger's last checkpoint may start a workflow twice.

/** Time after which a received event is certainly stored, ms. The trigger stores a checkpoint every 5 s, and n8n has to write it. */
const STORED_BY_MS = 12_000;
const EVERY_MS = 150;
const KILLS_MS = [0, 1_000];
const ROUND_MS = 8 * PATIENCE_MS;

const scene = new Scene({ EXECUTIONS_DATA_SAVE_ON_ERROR: 'none', EXECUTIONS_DATA_PRUNE: 'false' });
const listeners = [
	new Listener('webhook', { instances: ['shop'] }),
	new Listener('socket', { instances: ['office'], method: 'webSocket' }),
];
const last = new Set<string>();

const missing = () => listeners.flatMap((listener) => listener.missing());

async function expectAll(): Promise<void> {
	// The expectation below reports the missing messages.
	await until('everything came', () => missing().length === 0).catch(() => undefined);
	expect(missing()).toEqual([]);
}

beforeAll(async () => {
	await scene.start();
	for (const name of ['shop', 'office']) scene.addInstance(name);
	for (const listener of listeners) await listener.setUp(scene);
}, ROUND_MS);

afterAll(async () => await scene.end(), PATIENCE_MS);

it.each(KILLS_MS)(
	'n8n, which keeps no executions, is killed %i ms after a message: every message starts the workflow',
	async (afterMs) => {
		await scene.sayTimes(4, EVERY_MS);
		await expectAll();
		await sleep(STORED_BY_MS);
		const before = scene.messages.length;
		await scene.sayTimes(4, EVERY_MS);
		for (const { text } of scene.messages.slice(before)) last.add(text);
		await scene.stop(afterMs);
		await scene.sayTimes(4);
		await scene.restart(2);
		await scene.sayTimes(2);
		await expectAll();
		const counts = listeners.map((one) => `${one.name} ${one.twice().length}`);
		process.stdout.write(`killed after ${afterMs} ms; twice by then: ${counts.join(', ')}\n`);
	},
	ROUND_MS,
);

it.each(listeners.map((listener) => [listener.name, listener] as const))(
	'only messages of the last seconds before a kill came twice (%s)',
	(_, listener) => {
		expect(listener.twice().filter((text) => !last.has(text))).toEqual([]);
	},
);
