import type { IRun } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';
import { receiveText, settled } from '../trigger/support/happenings';
import { useN8n } from '../trigger/support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

async function check() {
	const run = { resource: 'system', operation: 'checkSetup' };
	const { items, error } = await runOperation(simulator.current, run);
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
}
const faults = async () => (await check()).filter(({ status }) => status !== 'ok');

it('no workflow with the instance is published: Check Setup says so first, as a problem', async () => {
	const [first] = await check();
	expect(first).toMatchObject({
		check: 'Workflows',
		status: 'problem',
		details: expect.stringContaining('No published workflow listens to the instance "demo"'),
		whatToDo: expect.stringContaining('click Publish'),
	});
});

it('an earlier question still waits in the chat: Check Setup names execution and workflow, since when, and how to end it', async () => {
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: '5511988887777', message: 'Shall we?' },
	});
	expect(error).toBeUndefined();
	const found = (await faults()).find(({ check: name }) => name === 'Open Questions');
	expect(found).toMatchObject({ status: 'warning' });
	expect(found?.details).toMatch(
		/^A question has no answer yet: in 551188887777, execution \w+ \(workflow ".+", since 20\S+\)$/,
	);
	expect(found?.whatToDo).toMatch(
		/^Until the question is answered, all messages in a private chat go to it and start no workflow/,
	);
	expect(found?.whatToDo).toContain('stop the execution');
});

it('every message starts an execution that fails: Check Setup names the first error, the workflow and where to look', async () => {
	stage.n8n.result = {
		status: 'error',
		data: { resultData: { lastNodeExecuted: 'Agent', error: { message: 'No quota left' } } },
	} as unknown as IRun;
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	for (const text of ['hello', 'hello?']) await receiveText(simulator.current, text);
	await settled(() => workflow.texts.length === 2);
	const [found] = await faults();
	expect(found).toMatchObject({ check: 'Failed Executions', status: 'problem' });
	expect(found.details).toMatch(
		/^2 executions of ".*" failed in the last hour; the first one in "Agent": No quota left$/,
	);
	expect(found.whatToDo).toMatch(/workflow\/\S+\/executions$/);
	stage.aheadMs += 3_700_000;
	expect((await faults()).filter(({ check: name }) => name === 'Failed Executions')).toEqual([]);
});

it('all is well: Check Setup is a line for each subject, without null', async () => {
	simulator.current.config.version = '2.3.7';
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => workflow.texts.length === 1);
	stage.aheadMs += 30_000;
	const rows = await check();
	expect(rows.map((row) => row.check)).toEqual(['Server', 'Instance', 'Webhook', 'Workflows']);
	expect(JSON.stringify(rows)).not.toContain('null');
	for (const { status } of rows) expect(status).toBe('ok');
});

it('a hand-over to a human failed, which only the agent read: Check Setup says so for an hour', async () => {
	const values = { chatSource: 'specific', recipient: '5511988887777', notify: '5511977776666' };
	const handOver = { resource: 'conversation', operation: 'handOverToHuman', values };
	expect((await runOperation(simulator.current, handOver)).error).toBeDefined();
	const found = async () =>
		(await faults()).find(({ check: name }) => name === 'Failed Executions');
	expect(await found()).toMatchObject({
		status: 'problem',
		details: expect.stringContaining('No published workflow of this instance starts with messages'),
		whatToDo: expect.stringContaining('the customer may be waiting'),
	});
	stage.aheadMs += 3_700_000;
	expect(await found()).toBeUndefined();
});
