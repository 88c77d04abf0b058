import { setTimeout as sleep } from 'node:timers/promises';

import { storedIn, type Stored } from './support/storedIn';
import { Server, Stage, until } from './support/triggerStage';

// n8n is killed while messages come in without a pause. Executions that had begun are gone with it, whatever a node
// does: its database names the message of each, or says at least that the workflow has taken it, if n8n had not written the
// execution yet. Everything else must reach every workflow, once.

const WORKFLOWS = ['first', 'second', 'third'];
/** Each at another moment between two messages: milliseconds after the last one. */
const KILLS = [0, 120];
const BEFORE = 20;
const EVERY_MS = 250;

const stage = new Stage();
// n8n's own look at what was cut off can fail at every start after that; it changes nothing for the trigger.
const env = { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none', N8N_EVENTBUS_RECOVERY_MODE: 'simple' };
const server = new Server({ env });
const workflowIds: string[] = [];

beforeAll(async () => {
	await stage.start();
	await server.start();
	for (const name of WORKFLOWS) {
		const id = await server.create(stage, name);
		workflowIds.push(id);
		await server.n8n.client.activate(id);
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

/** No two are alike, of whichever kill. */
let said = 0;
const sentAt = new Map<string, number>();
const eventIds = new Map<string, string>();

async function say(): Promise<void> {
	const text = `message ${++said}`;
	sentAt.set(text, Date.now());
	const event = { from: `5511900000${100 + sentAt.size}`, kind: 'text', text };
	eventIds.set(text, await stage.receiveMessage(event));
	await sleep(EVERY_MS);
}

/** Of the messages of this kill: some of the first question may still be under way. */
const counts = () =>
	WORKFLOWS.map((name) =>
		Object.fromEntries(
			Object.entries(stage.counts(`/${name}/production`)).filter(([text]) => sentAt.has(text)),
		),
	);
const lost = () =>
	counts().map((count) => [...sentAt.keys()].filter((text) => count[text] === undefined));

const doubled = () =>
	counts().map((count) => Object.keys(count).filter((text) => count[text] !== 1));

it.each(KILLS)(
	'kill -9 among many messages, %d ms after one: only what n8n had just taken is lost, and nothing comes twice',
	async (afterMs) => {
		sentAt.clear();
		stage.collector.got.length = 0;
		for (let count = 0; count < BEFORE; count++) await say();
		void say();
		await sleep(afterMs);
		const stopped = server.n8n.stop(0);
		const killedAt = Date.now();
		let isBack = false;
		let stored: Stored | undefined;
		const restarted = stopped
			.then(async () => {
				stored = storedIn(server.folder, stage.simulator);
				await server.start();
			})
			.finally(() => (isBack = true));
		while (!isBack) await say();
		await restarted;
		for (let count = 0; count < BEFORE; count++) await say();
		const msBefore = (text: string) => killedAt - (sentAt.get(text) ?? 0);
		const messageOf = (text: string, index: number) => ({
			workflow: { id: workflowIds[index], name: WORKFLOWS[index] },
			eventId: eventIds.get(text) ?? '',
			msBefore: msBefore(text),
		});
		const unexplained = () =>
			lost().map((texts, index) =>
				texts.filter((text) => stored?.explains(messageOf(text, index)) !== true),
			);
		const isAll = () => unexplained().flat().length === 0;
		await until('everything else is there', async () => isAll(), 120_000).catch(() => undefined);
		await sleep(5_000);
		const before = lost().map((texts) => texts.map(msBefore));
		const cutOff = lost().map((texts, index) =>
			texts.filter((text) => stored?.hadBegun(messageOf(text, index))),
		);
		const taken = lost().map((texts, index) =>
			texts.filter((text) => stored?.hadTaken(messageOf(text, index))),
		);
		process.stdout.write(
			`Killed ${afterMs} ms after a message; lost of ${sentAt.size}, by ms before the kill: ` +
				`${JSON.stringify(before)}; whose execution had begun: ${JSON.stringify(cutOff)}; ` +
				`that n8n had stored as taken: ${JSON.stringify(taken)}; ` +
				`twice: ${JSON.stringify(doubled())}\n`,
		);
		expect(unexplained()).toEqual([[], [], []]);
		expect(before.flat().filter((ms) => ms < 0)).toEqual([]);
		expect(doubled()).toEqual([[], [], []]);
	},
	300_000,
);
