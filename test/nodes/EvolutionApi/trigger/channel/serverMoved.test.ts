import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { seed } from '../../../../../simulator/state/seed';
import { untilQuiet } from '../../../../support/time';
import { runOperation } from '../../../../support/run';
import { fail, useSimulator } from '../../../../support/simulator';
import { startDoor, type Door } from '../support/door';
import { ANA, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests an Evolution API that has moved. The user enters the new URL and key in the credential, and restarts nothing.

const simulator = useSimulator({ key: 'key-of-the-old-server' });
const stage = useN8n(simulator);

let next: Simulator;
let door: Door;

beforeEach(async () => {
	next = await startSimulator({ port: 0, quiet: true, key: 'key-of-the-new-server' });
	seed(next.state);
	next.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	door = await startDoor(simulator.current.url);
	stage.n8n.credential.baseUrl = door.url;
});
afterEach(async () => {
	door.close();
	await next.close();
});

const move = () =>
	Object.assign(stage.n8n.credential, { baseUrl: next.url, apiKey: 'key-of-the-new-server' });

const webhookAt = ({ state }: Simulator) => state.instances.get('demo')?.webhook;

async function fiveMinutesLater(workflow: TriggerWorkflow): Promise<void> {
	stage.aheadMs += 5 * 60_000;
	workflow.tick();
	await untilQuiet();
	// The trigger looks for missed messages only when no trigger has started within the last five seconds.
	stage.aheadMs += 10_000;
	workflow.tick();
	await untilQuiet();
}

it('the old server still runs: the trigger follows to the new one, fetches what was missed there, and leaves the old one', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await receiveText(simulator.current, 'at the old server');
	await settled(() => workflow.texts.length === 1);
	move();
	await receiveText(next, 'missed at the new server');
	await fiveMinutesLater(workflow);
	await settled(() => workflow.texts.length === 2);
	await receiveText(next, 'at the new server');
	await settled(() => workflow.texts.length === 3);
	expect(workflow.texts).toEqual([
		'at the old server',
		'missed at the new server',
		'at the new server',
	]);
	expect(webhookAt(next)).toMatchObject({ enabled: true, url: workflow.url });
	await settled(() => webhookAt(simulator.current)?.enabled === false);
	expect(webhookAt(simulator.current)?.enabled).toBe(false);
	expect([...door.keys]).toEqual(['key-of-the-old-server']);
	expect(JSON.stringify(stage.n8n.logged)).toContain(
		`leaves ${door.url} and listens at ${next.url}`,
	);
});

it('through WebSocket: the trigger connects to the new server, fetches what was missed there, and sends no key elsewhere', async () => {
	const connection = { values: { method: 'webSocket' } };
	const workflow = stage.n8n.workflow('one', { options: { connection } });
	await workflow.activate();
	await receiveText(simulator.current, 'at the old server');
	await settled(() => workflow.texts.length === 1);
	move();
	await receiveText(next, 'missed at the new server');
	// `untilQuiet` can't be used here, because a request for events is always open.
	stage.aheadMs += 5 * 60_000;
	await settled(() => {
		workflow.tick();
		return workflow.texts.length === 2;
	});
	await receiveText(next, 'at the new server');
	await settled(() => workflow.texts.length === 3);
	expect(workflow.texts).toEqual([
		'at the old server',
		'missed at the new server',
		'at the new server',
	]);
	expect([...door.keys].filter((key) => key !== undefined)).toEqual(['key-of-the-old-server']);
});

it('the old server is gone: the trigger follows all the same', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await untilQuiet();
	fail(simulator.current, { drop: 'before', times: Infinity });
	move();
	await receiveText(next, 'missed');
	await fiveMinutesLater(workflow);
	await settled(() => workflow.texts.length === 1);
	expect(workflow.texts).toEqual(['missed']);
	expect(webhookAt(next)?.url).toBe(workflow.url);
	expect([...door.keys]).toEqual(['key-of-the-old-server']);
});

it('the old server refuses its key at the same time: the new key is not tried there', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await untilQuiet();
	simulator.current.state.faults.push({ times: Infinity, skip: 0, status: 401, body: {} });
	move();
	for (let look = 0; look < 3; look++) await fiveMinutesLater(workflow);
	await receiveText(next, 'delivered');
	await settled(() => workflow.texts.length === 1);
	expect(workflow.texts).toEqual(['delivered']);
	expect([...door.keys]).toEqual(['key-of-the-old-server']);
});

it('a message that the old server delivered and the new one stores, too, starts the workflow once', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await receiveText(simulator.current, 'at both');
	await settled(() => workflow.texts.length === 1);
	move();
	const messagesAt = ({ state }: Simulator) => state.instances.get('demo')?.messages;
	const message = messagesAt(simulator.current)?.chat(`${ANA}@s.whatsapp.net`)?.messages.at(-1);
	if (message !== undefined) messagesAt(next)?.add(structuredClone(message));
	await receiveText(next, 'later');
	await fiveMinutesLater(workflow);
	await settled(() => workflow.texts.length > 1);
	await untilQuiet();
	expect(workflow.texts).toEqual(['at both', 'later']);
});

it('the new address does not answer yet: the trigger stays, says so, and follows as soon as it does', async () => {
	const workflow = stage.n8n.workflow('one', { additionalInstances: 'all' });
	await workflow.activate();
	await untilQuiet();
	next.state.faults.push({ times: Infinity, skip: 0, drop: 'before' });
	move();
	await fiveMinutesLater(workflow);
	next.state.faults.length = 0;
	await fiveMinutesLater(workflow);
	await receiveText(next, 'delivered');
	await settled(() => workflow.texts.length === 1);
	expect(workflow.texts).toEqual(['delivered']);
});

it.each(['/', ' ', '\u200b'])(
	'the same address with %j behind it: the new key is used, and nothing moves',
	async (end) => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await untilQuiet();
		Object.assign(stage.n8n.credential, { baseUrl: door.url + end, apiKey: 'changed-key' });
		await fiveMinutesLater(workflow);
		await fiveMinutesLater(workflow);
		expect([...door.keys]).toContain('changed-key');
		expect(JSON.stringify(stage.n8n.logged)).not.toContain('listens at');
	},
);

it('Check Setup with the new address, before the trigger has followed: it says at which one the workflow listens', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await untilQuiet();
	const { items } = await runOperation(next, {
		resource: 'system',
		operation: 'checkSetup',
		values: { options: { eachCheck: true } },
	});
	const row = items.map(({ json }) => json).find(({ check }) => check === 'Webhook');
	expect(row?.details).toContain(`"one" listens to an instance of this name at ${door.url}`);
	expect(row?.whatToDo).toContain('follow within five minutes');
});
