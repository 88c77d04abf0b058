import type { ITriggerFunctions } from 'n8n-workflow';

import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { requireKeys } from '../../../../../nodes/EvolutionApi/n8n/compat';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled, sendText } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// n8n stores a deduplication key with each execution, and starts no second execution with the same key.

const simulator = useSimulator();
const stage = useN8n(simulator);
const texts = (name: string) => stage.n8n.texts(name);

it('n8n is killed before it has stored that a message started the workflow: the message does not start it again', async () => {
	const parameters = { options: { connection: { values: { method: 'webSocket' } } } };
	const workflow = stage.n8n.workflow('one', parameters);
	await workflow.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => texts('one').includes('hello'));
	const stored = structuredClone(workflow.staticData);
	await receiveText(simulator.current, 'taken');
	await settled(() => texts('one').includes('taken'));
	await stage.n8n.crash();
	workflow.staticData = stored;
	await receiveText(simulator.current, 'missed');
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => texts('one').includes('missed'), 30_000);
	expect(texts('one')).toEqual(['hello', 'taken', 'missed']);
});

/** `untilQuiet` gives up after this number of turns. With WebSocket, a request to the server always stays open. */
const QUIET_TURNS = 500;

it.each(['webhook', 'webSocket'])(
	'n8n is killed before it has stored the execution: the message starts the workflow afterwards (%s)',
	async (method) => {
		const workflow = stage.n8n.workflow('one', { options: { connection: { values: { method } } } });
		await workflow.activate();
		await receiveText(simulator.current, 'hello');
		await settled(() => texts('one').includes('hello'));
		stage.n8n.isKilledBeforeStoring = true;
		await receiveText(simulator.current, 'just taken');
		await untilQuiet(QUIET_TURNS);
		await stage.n8n.crash();
		stage.n8n.isKilledBeforeStoring = false;
		await workflow.activate('init');
		stage.aheadMs += 10_000;
		await settled(() => texts('one').includes('just taken'));
		await untilQuiet(QUIET_TURNS);
		expect(texts('one')).toEqual(['hello', 'just taken']);
	},
);

it('names the required n8n on a version before 2.20, which knows no keys', () => {
	const { node } = workflowOfOneTrigger({ parameters: {} });
	const needs = (emit: ITriggerFunctions['emit']) => () =>
		requireKeys({ emit, getNode: () => node });
	const emit = (data: unknown, response: unknown, done: unknown, key?: string) =>
		void [data, response, done, key];
	expect(needs(emit)).not.toThrow();
	expect(needs((data, response, done) => emit(data, response, done))).toThrow(
		'The trigger needs n8n 2.20 or newer',
	);
});

it('deduplication keys differ between workflows, and between two messages with the same text', async () => {
	for (const name of ['one', 'two']) await stage.n8n.workflow(name).activate();
	for (const text of ['same', 'same']) await receiveText(simulator.current, text);
	await settled(() => ['one', 'two'].every((name) => texts(name).length === 2));
});

it('events other than incoming messages each start the workflow with their own deduplication key', async () => {
	const wanted = { events: ['SEND_MESSAGE', 'CONNECTION_UPDATE'] };
	await stage.n8n.workflow('one', wanted).activate();
	for (const text of ['sent', 'sent again']) await sendText(simulator.current, text);
	await settled(() => texts('one').length === 2);
	expect(stage.n8n.keys.size).toBe(2);
});
