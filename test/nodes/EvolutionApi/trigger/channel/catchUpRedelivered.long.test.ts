import { MAX_RUNNING } from '../../../../../nodes/EvolutionApi/trigger/inbox/turns';
import type { Outgoing } from '../../../../../simulator/state/state';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests messages that the server redelivers after n8n's downtime, while the trigger also finds them in the store.

const simulator = useSimulator();
const stage = useN8n(simulator);

const NAMES = ['one', 'two', 'three'];
const TEXTS = Array.from({ length: 20 }, (_, index) => `message ${index}`);
const AT_ONCE = 10;

let running: Array<() => void>;

/** @returns the events that the server has to redeliver */
async function startAgain(awayMs = 10_000, names = NAMES): Promise<readonly Outgoing[]> {
	const { n8n } = stage;
	const { state } = simulator.current;
	for (const name of NAMES) await n8n.workflow(name).activate();
	await n8n.crash();
	const outgoing: Outgoing[] = [];
	const off = state.on('event', (one) => void outgoing.push(one));
	for (const text of TEXTS) await receiveText(simulator.current, text);
	off();
	stage.aheadMs += awayMs;
	running = n8n.running = [];
	for (const workflow of n8n.all)
		if (names.includes(workflow.name)) await workflow.activate('init');
	return outgoing.filter(({ event }) => event === 'messages.upsert');
}

async function again(outgoing: readonly Outgoing[]): Promise<unknown[]> {
	const { state } = simulator.current;
	const before = state.deliveries.list().length;
	for (const one of outgoing) state.emit(one);
	const answers = () => state.deliveries.list().slice(before);
	await settled(() => answers().length >= outgoing.length);
	return answers().map(({ status }) => status);
}

/** The trigger looks for missed messages when no workflow has become active for a while. */
const later = () => (stage.aheadMs += 10_000);

async function endAll(): Promise<void> {
	for (let over = 0; over < running.length; over++) {
		running[over]();
		if (over + 1 === running.length) await untilQuiet();
	}
}

const all = (status: number) => TEXTS.map(() => status);

it('Missed Messages: a message delivered again during recovery starts each workflow once, with few executions at a time', async () => {
	const outgoing = await startAgain();
	expect(await again(outgoing)).toEqual(all(503));
	expect(running).toHaveLength(0);
	later();
	await settled(() => running.length >= AT_ONCE);
	// A message for which all workflows have already started is accepted, so not every status is 503.
	const refused = (await again(outgoing)).filter((status) => status === 503);
	expect(refused.length).toBeGreaterThan(TEXTS.length - AT_ONCE);
	expect(running).toHaveLength(AT_ONCE);
	await endAll();
	for (const name of NAMES) expect(stage.n8n.texts(name)).toEqual(TEXTS);
	expect(await again(outgoing)).toEqual(all(200));
	expect(running).toHaveLength(NAMES.length * TEXTS.length);
});

it('Missed Messages: workflows that are not active yet get a message delivered again during recovery only at a later delivery', async () => {
	const { n8n } = stage;
	const outgoing = await startAgain(10_000, ['one']);
	const others = n8n.all.filter(({ name }) => name !== 'one');
	for (const other of others) other.hasWebhook = true;
	n8n.calls.length = 0;
	expect(await again(outgoing)).toEqual(all(503));
	expect(new Set(n8n.calls)).toEqual(new Set(['one']));
	for (const other of others) await other.activate('init');
	later();
	await settled(() => running.length >= AT_ONCE);
	await endAll();
	expect(await again(outgoing)).toEqual(all(200));
	for (const name of NAMES) expect(n8n.texts(name)).toEqual(TEXTS);
});

it('Missed Messages: a new message while the first workflow recovers starts the others once, as soon as they are active', async () => {
	const { n8n } = stage;
	await startAgain(10_000, ['one']);
	const others = n8n.all.filter(({ name }) => name !== 'one');
	for (const other of others) other.hasWebhook = true;
	stage.aheadMs += 1_000;
	n8n.calls.length = 0;
	await receiveText(simulator.current, 'new');
	await settled(() => n8n.calls.includes('two'));
	expect(n8n.texts('two')).toEqual([]);
	for (const other of others) await other.activate('init');
	later();
	await settled(() => running.length >= AT_ONCE);
	await endAll();
	for (const name of NAMES) expect(n8n.texts(name).sort()).toEqual([...TEXTS, 'new'].sort());
});

it('Missed Messages: a new message during recovery starts the workflows at once, however many executions are running', async () => {
	await startAgain();
	later();
	await settled(() => running.length >= AT_ONCE);
	await receiveText(simulator.current, 'new');
	await settled(() => running.length >= AT_ONCE + NAMES.length);
	for (const name of NAMES) expect(stage.n8n.texts(name)).toContain('new');
	await endAll();
	for (const name of NAMES) expect(stage.n8n.texts(name).sort()).toEqual([...TEXTS, 'new'].sort());
});

it('Missed Messages: where the server stores no messages, one refused during recovery is delivered again and starts the workflows', async () => {
	simulator.current.config.storesMessages = false;
	const outgoing = await startAgain();
	expect(await again(outgoing)).toEqual(all(503));
	later();
	const rest = async () => (await again(outgoing)).every((status) => status === 200);
	await settled(rest, 30_000);
	expect(await rest()).toBe(true);
	await endAll();
	for (const name of NAMES) expect(stage.n8n.texts(name).sort()).toEqual([...TEXTS].sort());
});

it('Missed Messages: a message that the server may not deliver again starts the workflow at once, and is left out of the recovery', async () => {
	const outgoing = await startAgain(5 * 60_000);
	expect(await again(outgoing)).toEqual(all(200));
	expect(running).toHaveLength(MAX_RUNNING);
	later();
	await endAll();
	for (const name of NAMES) expect(stage.n8n.texts(name).sort()).toEqual([...TEXTS].sort());
});
