import type { IDataObject } from 'n8n-workflow';

import { runWorkflow } from '../../../../../dev/engine/engine';
import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { FakeN8n } from '../support/fakeN8n';
import { deliver, receiveText, settled } from '../support/happenings';

onSleep(shortSleep(30));

// Tests that Evolution Go gets a 2xx only after n8n has stored the execution: after a 2xx, the server never delivers again.

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [200, 200, 200, 200], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => {
	await n8n.close();
	jest.restoreAllMocks();
});

const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);

it('execution not stored yet: the server is asked to deliver the event again, and the workflow starts once', async () => {
	n8n.running = [];
	n8n.storesAtOnce = false;
	await n8n.workflow('one').activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => statuses().includes(503));
	expect(statuses()).not.toContain(200);
	for (const end of n8n.running) end();
	await settled(() => statuses().includes(200));
	await untilQuiet();
	expect(n8n.texts('one')).toEqual(['hello']);
});

it('execution of another workflow not stored yet: the server is asked to deliver again, too', async () => {
	for (const name of ['one', 'two']) await n8n.workflow(name).activate();
	n8n.running = [];
	n8n.storesAtOnce = false;
	await receiveText(simulator.current, 'hello');
	await settled(() => (n8n.running ?? []).length === 2);
	n8n.running[0]();
	await settled(() => statuses().includes(503));
	expect(statuses()).not.toContain(200);
	n8n.running[1]();
	await settled(() => statuses().includes(200));
	await untilQuiet();
	expect([...n8n.texts('one'), ...n8n.texts('two')]).toEqual(['hello', 'hello']);
});

it('n8n could not store the execution: the server hears so until n8n has stored it, and the workflow starts once', async () => {
	await n8n.workflow('one').activate();
	n8n.failsToStore = 1;
	await receiveText(simulator.current, 'hello');
	await settled(() => statuses().includes(200));
	await untilQuiet();
	expect(statuses().slice(-1)).toEqual([200]);
	expect(n8n.texts('one')).toEqual(['hello']);
});

it("n8n's database is held until the server has tried for the last time: the message starts the workflow when it is free", async () => {
	await n8n.workflow('one').activate();
	n8n.stuck = [];
	await receiveText(simulator.current, 'hello');
	await settled(() => statuses().length === 1);
	// The server delivers the message again after half a minute, while n8n waits a minute for its database.
	const now = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 30_000);
	await settled(() => statuses().length === 5);
	expect(statuses()).toEqual([503, 503, 503, 503, 503]);
	for (const fail of n8n.stuck.splice(0)) fail();
	await settled(() => (n8n.stuck ?? []).length > 0);
	const { stuck } = n8n;
	n8n.stuck = undefined;
	for (const fail of stuck) fail();
	await settled(() => n8n.texts('one').length > 0);
	await untilQuiet();
	expect(n8n.texts('one')).toEqual(['hello']);
});

it('n8n was killed after it had stored the execution: the event is accepted only after trigger() has run, and starts nothing twice', async () => {
	simulator.current.config.webhookRetry.delaysMs = Array.from({ length: 20 }, () => 200);
	const workflow = n8n.workflow('one');
	await workflow.activate();
	n8n.running = [];
	n8n.storesAtOnce = false;
	await receiveText(simulator.current, 'hello');
	await settled(() => n8n.texts('one').length === 1);
	// Messages have their time in whole seconds. The message must be from an earlier second than n8n's restart.
	const now = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 1_000);
	await n8n.crash();
	workflow.hasWebhook = true;
	const before = statuses().length;
	await settled(() => statuses().length >= before + 2);
	await workflow.activate();
	await settled(() => statuses().includes(200));
	await untilQuiet();
	expect(n8n.texts('one')).toEqual(['hello']);
});

it('n8n takes long to start: an old message that is delivered again starts no workflow that is not active yet', async () => {
	for (const name of ['one', 'two']) await n8n.workflow(name).activate();
	const [one, two] = n8n.all;
	const at = Date.now() - 5_000;
	await n8n.crash();
	const now = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 60_000);
	await two.activate('init');
	one.hasWebhook = true;
	const chat = '5511988887777@s.whatsapp.net';
	const Info = { ID: 'BEFORE', Chat: chat, Sender: chat, Timestamp: new Date(at).toISOString() };
	const event = { event: 'Message', data: { Info, Message: { conversation: 'before' } } };
	expect(await deliver(simulator.current, one, event)).toBe(503);
	await untilQuiet();
	expect(n8n.texts('one')).toEqual([]);
});

describe('when its execution begins, the trigger confirms to n8n that the execution is stored', () => {
	async function answersOf(parameters: IDataObject, mode: 'trigger' | 'webhook') {
		const { workflow, node } = workflowOfOneTrigger({ parameters });
		const answers: unknown[] = [];
		await runWorkflow({
			workflow,
			start: node.name,
			input: [[{ json: { text: 'hello' } }]],
			mode,
			onResponse: (answer) => void answers.push(answer),
		});
		return answers;
	}

	it.each(['evolutionGo', 'globalKey'])('(%s)', async (authentication) => {
		const instance = { __rl: true, mode: 'name', value: 'demo' };
		expect(await answersOf({ authentication, instance }, 'trigger')).toEqual([{}]);
	});

	it('but not in an execution that n8n started from the webhook call', async () => {
		expect(await answersOf({ authentication: 'evolutionGo' }, 'webhook')).toEqual([]);
	});
});
