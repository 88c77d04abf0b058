import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import { migratedFolder } from '../../dev/n8n/userFolder';
import { newInstance } from '../../simulator/state/instance';
import { holdDatabase, refuseRuns } from './support/heldDatabase';
import { isNight } from './support/night';
import { canMountDisks, fillDisk, mountSmallDisk } from './support/smallDisk';
import { PERSON_MS, Server, Stage, until } from './support/triggerStage';
import { createAsking, question, start } from './support/waitStage';

// Tests an n8n that can't store executions: another process locks its database, as a backup, a VACUUM or a slow disk may do, or the
// disk is full.

/** After the database works again, the trigger must start all missing executions within this time, ms. */
const FOUND_MS = 60_000;
const MESSAGES = 4;
const ANA = '5511988887777';

const stage = new Stage();
const go = new Stage('go');
const server = new Server();
const home = path.join(server.folder, '.n8n');
const hasDisk = canMountDisks();
let unmount = () => {};

const SOCKET = { options: { connection: { values: { method: 'webSocket' } } } };
const WORKFLOWS: ReadonlyArray<readonly [name: string, parameters: object]> = [
	['webhook', {}],
	['socket', SOCKET],
	[
		'several',
		{
			instance: { __rl: true, mode: 'name', value: 'branch' },
			options: { additionalInstances: { values: { include: 'byName', names: 'demo' } } },
		},
	],
];
const NAMES = [...WORKFLOWS.map(([name]) => name), 'go'];

beforeAll(async () => {
	for (const one of [stage, go]) await one.start();
	const { instances, config } = stage.simulator.state;
	const branch = newInstance({ name: 'branch', integration: 'WHATSAPP-BAILEYS' }, config);
	Object.assign(branch, { state: 'open', paired: true, hasClient: true });
	instances.set('branch', Object.assign(branch, { ownerJid: '5511990000009@s.whatsapp.net' }));
	if (hasDisk) {
		mkdirSync(home);
		unmount = mountSmallDisk(home);
		cpSync(await migratedFolder(runtimeFolder()), home, { recursive: true });
	}
	await server.start();
	for (const [name, parameters] of WORKFLOWS)
		await server.n8n.client.listen(await server.create(stage, name, parameters, WITH_ID));
	await server.n8n.client.listen(await server.create(go, 'go', {}, WITH_ID));
	await createAsking(stage, server, 'ask');
	await createAsking(stage, server, 'approve', { responseType: 'approval', showChoicesAs: 'page' });
});

afterAll(async () => {
	await server.stop();
	unmount();
	await server.end();
	for (const one of [stage, go]) await one.end();
});

const says = async (text: string) => {
	for (const one of [stage, go]) await one.receive({ from: ANA, kind: 'text', text });
};

/** Posts the execution's ID, too. n8n numbers executions in the order in which it stores them. */
const WITH_ID = { jsonBody: '={{ JSON.stringify({ ...$json, execution: $execution.id }) }}' };

const stageOf = (name: string) => (name === 'go' ? go : stage);
const countsOf = (name: string) => stageOf(name).counts(`/${name}/production`);

const unordered = (texts: readonly string[]): string[] =>
	NAMES.flatMap((name) => {
		const all = stageOf(name).collector.at(`/${name}/production`);
		const items = all.filter(({ text }) => texts.includes(String(text)));
		items.sort((one, other) => Number(one.execution) - Number(other.execution));
		const started = items.map(({ text }) => text);
		return String(started) === String(texts) ? [] : [`${name}: ${String(started)}`];
	});

const wrongIn = (texts: readonly string[]): string[] =>
	NAMES.flatMap((name) =>
		texts.flatMap((text) => {
			const count = countsOf(name)[text] ?? 0;
			return count === 1 ? [] : [`${name}: "${text}" ${count} times`];
		}),
	);

/** Starts a fault: from then on, n8n can't store executions. @returns a function that ends the fault */
type Fault = () => Promise<() => Promise<void> | void>;

const held: Fault = async () => await holdDatabase(server.folder);
const refused: Fault = async () => await refuseRuns(server.folder);
const full: Fault = async () => await Promise.resolve(fillDisk(home));

async function sayDuring(fault: Fault, what: string, ms: number): Promise<string[]> {
	const during = Array.from({ length: MESSAGES }, (_, index) => `${what}: message ${index + 1}`);
	const before = `before ${what}`;
	const after = `after ${what}`;
	await says(before);
	await until('it has started all', () => wrongIn([before]).length === 0);
	const release = await fault();
	const until_ = Date.now() + ms;
	for (const text of during) {
		await sleep(Math.min(1_500, ms / (MESSAGES + 1)));
		await says(text);
	}
	await sleep(until_ - Date.now());
	await release();
	await says(after);
	return [before, ...during, after];
}

const LONG = [['the database is held', held, 100]] as const;
const FAULTS: ReadonlyArray<readonly [what: string, fault: Fault, seconds: number]> = [
	['the database is held', held, 10],
	// `LONG` lasts longer than Evolution API waits for an answer, and than n8n waits for its database.
	...(isNight ? LONG : []),
	['the database fails after an execution is written', refused, isNight ? 20 : 10],
	...(hasDisk ? ([['the disk is full', full, isNight ? 20 : 10]] as const) : []),
];

it.each(FAULTS.map(([what, fault, seconds]) => [what, seconds, fault] as const))(
	'%s for %i s: each message starts each workflow once, within a minute after, in order',
	async (what, seconds, fault) => {
		const texts = await sayDuring(fault, `${what} for ${seconds} s`, seconds * 1000);
		const end = Date.now() + FOUND_MS;
		while (wrongIn(texts).length > 0 && Date.now() < end) await sleep(250);
		await sleep(5_000);
		const wrong = wrongIn(texts);
		process.stdout.write(`${what} for ${seconds} s: ${JSON.stringify(wrong)}\n`);
		expect(wrong).toEqual([]);
		expect(unordered(texts)).toEqual([]);
		if (fault === full) expect(readFileSync(server.n8n.logFile, 'utf8')).toContain('SQLITE_FULL');
	},
);

it('four executions continue with answers that arrive while the database is held for 20 s', async () => {
	const people = [1, 2, 3, 4].map((number) => `551198888000${number}`);
	for (const to of people) await start(server, 'ask', { to, message: `Question to ${to}` });
	for (const to of people) await question(stage, to, `Question to ${to}`);
	// Answers that arrive sooner could count as the automatic greetings of an app.
	await sleep(PERSON_MS);
	const release = await holdDatabase(server.folder);
	const end = Date.now() + 20_000;
	await sleep(1_500);
	for (const from of people) await stage.receive({ from, kind: 'text', text: `Answer of ${from}` });
	await sleep(end - Date.now());
	await release();
	const answers = people.map((from) => `Answer of ${from}`);
	const got = () => stage.collector.at('/ask').map(({ text }) => text);
	const limit = Date.now() + FOUND_MS;
	while (got().length < answers.length && Date.now() < limit) await sleep(250);
	await sleep(5_000);
	const started = answers.filter((text) => text in countsOf('webhook'));
	process.stdout.write(`Answered: ${got().length} of 4, and ${started.length} started workflows\n`);
	expect(got().sort()).toEqual(answers);
	expect(started).toEqual([]);
});
