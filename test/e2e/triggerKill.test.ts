import { setTimeout as sleep } from 'node:timers/promises';

import { eventIdOf, parseDelivery } from '../../nodes/EvolutionApi/events';
import type { Memory } from '../../nodes/EvolutionApi/hub';
import { storedTaken } from './support/storedTaken';
import { Server, Stage, until } from './support/triggerStage';

// n8n is killed while messages come in without a pause. Executions that had begun are gone with it, whatever a node
// does, and stay in its list, unless n8n had not written them yet: then its database says that the workflow has taken the
// message. Everything else must reach every workflow, once.

const WORKFLOWS = ['first', 'second', 'third'];
/** Each at another moment between two messages: milliseconds after the last one. */
const KILLS = [0, 80, 160];
const BEFORE = 20;
const EVERY_MS = 250;
/** n8n writes within this time that it runs an execution, once it has stored that the message was taken. */
const UNWRITTEN_MS = 1_000;

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
	const data = await stage.ask('POST', '/_sim/instances/demo/receive', event);
	const body = { event: 'messages.upsert', instance: 'demo', data };
	const delivery = parseDelivery(body, { authentication: 'globalKey' });
	if (delivery) eventIds.set(text, eventIdOf(delivery));
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

/** The executions that a kill has cut off, of each workflow, as n8n shows them after its next start. */
const crashed = async () =>
	await Promise.all(
		workflowIds.map(async (id) => {
			const executions = await server.n8n.client.executions(id);
			return executions.filter(({ status }) => status === 'crashed').map((one) => one.id);
		}),
	);

it.each(KILLS)(
	'kill -9 among many messages, %d ms after one: only what n8n had just taken is lost, and nothing comes twice',
	async (afterMs) => {
		sentAt.clear();
		stage.collector.got.length = 0;
		const earlier = (await crashed()).flat();
		for (let count = 0; count < BEFORE; count++) await say();
		void say();
		await sleep(afterMs);
		const killedAt = Date.now();
		let isBack = false;
		const stopped = server.n8n.stop(0);
		let taken: Memory | undefined;
		const restarted = stopped
			.then(async () => {
				taken = storedTaken(server.folder);
				await server.start();
			})
			.finally(() => (isBack = true));
		while (!isBack) await say();
		await restarted;
		for (let count = 0; count < BEFORE; count++) await say();
		const cutOff = async () =>
			(await crashed()).map((ids) => ids.filter((id) => !earlier.includes(id)).length);
		const msBefore = (text: string) => killedAt - (sentAt.get(text) ?? 0);
		/** The database says that the workflow has taken it; only so shortly before the kill that is no proof of a run. */
		const isUnwritten = (text: string, index: number) =>
			msBefore(text) >= 0 &&
			msBefore(text) <= UNWRITTEN_MS &&
			taken?.wasTaken(eventIds.get(text) ?? '', `${workflowIds[index]}/1-${WORKFLOWS[index]}`) ===
				true;
		const isAll = async () => {
			const most = await cutOff();
			return lost().every(
				(texts, index) => texts.filter((text) => !isUnwritten(text, index)).length <= most[index],
			);
		};
		await until('everything else is there', isAll, 120_000).catch(() => undefined);
		await sleep(5_000);
		const before = lost().map((texts) => texts.map(msBefore));
		const crashes = await cutOff();
		process.stdout.write(
			`Killed ${afterMs} ms after a message; lost of ${sentAt.size}, by ms before the kill: ` +
				`${JSON.stringify(before)}; executions that crashed: ${JSON.stringify(crashes)}; ` +
				`taken by the database, and not written: ${JSON.stringify(lost().map((texts, index) => texts.filter((text) => isUnwritten(text, index)).length))}; ` +
				`twice: ${JSON.stringify(doubled())}\n`,
		);
		expect(await isAll()).toBe(true);
		expect(before.flat().filter((ms) => ms < 0)).toEqual([]);
		expect(doubled()).toEqual([[], [], []]);
	},
	300_000,
);
