import { setTimeout as sleep } from 'node:timers/promises';

import { PATIENCE_MS } from '../../dev/n8n/client';
import { AskingBot, Question } from './support/kills/conversations';
import { Board } from './support/kills/board';
import { Broadcast } from './support/kills/broadcast';
import { Listener } from './support/kills/listener';
import { isNight } from './support/night';
import { Scene, type KillAfterMs } from './support/kills/scene';
import type { Witness } from './support/kills/witness';

// Stops an n8n with everything that is running in it: first politely, then with `kill -9`.
// Then checks which messages were lost or repeated. docs/crashes.md and comments in support/kills/ list acceptable losses.

const OTHER_KILLS: ReadonlyArray<readonly [how: string, afterMs: KillAfterMs]> = [
	['is killed 0 ms after a message', 0],
	['is killed 120 ms after a message', 120],
];
const ENDS: ReadonlyArray<readonly [how: string, afterMs: KillAfterMs]> = [
	['is shut down normally', undefined],
	['is killed 60 ms after a message', 60],
	...(isNight ? OTHER_KILLS : []),
];
const BEFORE = 4;
const WHILE_AWAY = 8;
const WHILE_STARTING = 4;
const AFTERWARDS = 2;
const EVERY_MS = 150;
const ROUND_MS = 8 * PATIENCE_MS;

const SHOP = 'shop';
const BRANCHES = ['north', 'south', 'west'] as const;
const scene = new Scene();
const LISTENERS: ReadonlyArray<readonly [what: string, listener: Listener]> = [
	[
		'the first of three triggers that share a webhook',
		new Listener('first', { instances: [SHOP] }),
	],
	[
		'the second of three triggers that share a webhook',
		new Listener('second', { instances: [SHOP] }),
	],
	[
		'the third of three triggers that share a webhook',
		new Listener('third', { instances: [SHOP] }),
	],
	[
		'a trigger with a WebSocket',
		new Listener('socket', { instances: ['office'], method: 'webSocket' }),
	],
	['a trigger with Additional Instances', new Listener('several', { instances: BRANCHES })],
	[
		'a trigger with Additional Instances and a WebSocket',
		new Listener('several-socket', { instances: BRANCHES, method: 'webSocket' }),
	],
	[
		'the first of two triggers on an instance of Evolution Go',
		new Listener('go-first', { server: 'go', instances: ['demo'] }),
	],
	[
		'the second of two triggers on an instance of Evolution Go',
		new Listener('go-second', { server: 'go', instances: ['demo'] }),
	],
];
const WITNESSES: ReadonlyArray<readonly [what: string, witness: Witness]> = [
	...LISTENERS,
	[
		'a bot whose trigger starts it and hears the answer to its Send and Wait',
		new AskingBot('asking-bot', '55119000081'),
	],
	[
		'Send and Wait in a workflow without a trigger of WhatsApp',
		new Question('question', '55119000082', { server: 'api', instance: SHOP }),
	],
	[
		'Send and Wait on Evolution Go in a workflow without a trigger of WhatsApp',
		new Question('go-question', '55119000083', { server: 'go', instance: 'demo' }),
	],
	['Send and Wait in a group where only one person decides', new Board('board', SHOP)],
	[
		'a broadcast with Deduplication that is run again after each kill',
		new Broadcast('broadcast', { server: 'api', instance: 'news' }),
	],
	[
		'a broadcast with Deduplication on Evolution Go that is run again after each kill',
		new Broadcast('go-broadcast', { server: 'go', instance: 'demo' }),
	],
];
const listeners = LISTENERS.map(([, listener]) => listener);
const witnesses = WITNESSES.map(([, witness]) => witness);

beforeAll(async () => {
	await scene.start();
	for (const name of [SHOP, 'office', ...BRANCHES, 'news']) scene.addInstance(name);
	for (const witness of witnesses) await witness.setUp(scene);
}, ROUND_MS);

afterAll(async () => await scene.end(), PATIENCE_MS);

describe('every message starts the workflow once,', () => {
	it.each(ENDS)(
		'although n8n %s',
		async (how, afterMs) => {
			const round = {
				number: ENDS.findIndex(([one]) => one === how) + 1,
				isKill: afterMs !== undefined,
			};
			for (const witness of witnesses) await witness.begin?.(round);
			await scene.sayTimes(BEFORE, EVERY_MS);
			await nothingMissing(listeners);
			// Only the executions of these messages may be interrupted by the kill.
			await scene.sayTimes(1, EVERY_MS);
			await scene.say();
			await scene.stop(afterMs);
			const cutOff = listeners.map((one) => `${one.name} ${one.cutOff().length}`);
			await scene.sayTimes(WHILE_AWAY);
			for (const witness of witnesses) await witness.whileAway?.(round);
			await scene.restart(WHILE_STARTING);
			for (const witness of witnesses) await witness.afterwards?.(round);
			await scene.sayTimes(AFTERWARDS);
			process.stdout.write(`n8n ${how}; not posted by then: ${cutOff.join(', ')}\n`);
			await nothingMissing();
		},
		ROUND_MS,
	);

	it(
		'counted again after all restarts of n8n',
		async () => {
			await Promise.all(witnesses.map(async (witness) => await witness.finish?.()));
			await nothingMissing();
			await scene.stop(undefined);
			scene.readDatabase();
		},
		ROUND_MS,
	);
});

describe('after n8n was killed several times, nothing is lost or done twice by', () => {
	it.each(WITNESSES)('%s', (_what, witness) => {
		expect(witness.account()).toEqual([]);
	});
});

/** Time after a kill in which n8n can't activate a workflow that it was activating when it was killed, ms. */
const LEASE_MS = 120_000;

/** Waits until no message is missing. Gives up when no more messages arrive. */
async function nothingMissing(among: readonly Witness[] = witnesses): Promise<void> {
	let before = '';
	for (let since = Date.now(); Date.now() - since < LEASE_MS + PATIENCE_MS; await sleep(500)) {
		const missing = among.flatMap((witness) => witness.missing()).join('; ');
		if (missing === '') return;
		if (missing !== before) since = Date.now();
		before = missing;
	}
	process.stdout.write(`Not there after ${(LEASE_MS + PATIENCE_MS) / 1000} s: ${before}\n`);
}
