/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, Stage, until } from './support/triggerStage';

// n8n is killed while messages come in without a pause. What it took and had not run to its end is gone with
// it, whatever a node does: that is counted here. Everything else must reach every workflow, once.

const WORKFLOWS = ['first', 'second', 'third'];
const MESSAGES = 90;
const KILLED_AFTER = 40;
const EVERY_MS = 250;
/** So long before its end an execution may have been taken on, and not be over. */
const UNDER_WAY_MS = 5_000;

const stage = new Stage();
// n8n's own look at what was cut off can fail at every start after that; it changes nothing for the trigger.
const env = { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none', N8N_EVENTBUS_RECOVERY_MODE: 'simple' };
const server = new Server({ env });

beforeAll(async () => {
	await stage.start();
	await server.start();
	for (const name of WORKFLOWS) {
		await server.n8n.client.activate(await server.create(stage, name));
	}
	await until('all listen', async () => {
		await stage.receive({ from: '5511900000000', kind: 'text', text: 'are you there' });
		await sleep(500);
		return WORKFLOWS.every((name) => 'are you there' in stage.counts(`/${name}/production`));
	});
});

afterAll(async () => {
	await server.end();
	await stage.end();
});

it('kill -9 among many messages: only what n8n was about to run is lost, and nothing comes twice', async () => {
	const sentAt = new Map<string, number>();
	let killedAt = 0;
	let restarted: Promise<unknown> = Promise.resolve();
	for (let index = 0; index < MESSAGES; index++) {
		if (index === KILLED_AFTER) {
			killedAt = Date.now();
			restarted = server.n8n.stop(0).then(async () => await server.start());
		}
		const text = `message ${index}`;
		sentAt.set(text, Date.now());
		await stage.receive({ from: `55119000000${10 + index}`, kind: 'text', text });
		await sleep(EVERY_MS);
	}
	await restarted;
	const counts = () => WORKFLOWS.map((name) => stage.counts(`/${name}/production`));
	const lost = () =>
		counts().map((count) => [...sentAt.keys()].filter((text) => count[text] === undefined));
	const isLate = (text: string) => (sentAt.get(text) ?? 0) > killedAt;
	await until(
		'all that came after the kill is there',
		() => lost().every((texts) => !texts.some(isLate)),
		120_000,
	).catch(() => undefined);
	await sleep(3_000);
	const doubled = counts().map((count) => [...sentAt.keys()].filter((text) => count[text] > 1));
	process.stdout.write(
		`killed after ${KILLED_AFTER} of ${MESSAGES} messages; lost with it: ${JSON.stringify(lost())}, twice: ${JSON.stringify(doubled)}\n`,
	);
	const wasUnderWay = (text: string) => {
		const before = killedAt - (sentAt.get(text) ?? 0);
		return before >= 0 && before < UNDER_WAY_MS;
	};
	expect(lost().map((texts) => texts.filter((text) => !wasUnderWay(text)))).toEqual([[], [], []]);
	expect(doubled.map((texts) => texts.filter((text) => !wasUnderWay(text)))).toEqual([[], [], []]);
}, 300_000);
