import { findActiveTrigger } from '../../../../../nodes/EvolutionApi/trigger/active/activeTriggers';
import { saveNow } from '../../../../../nodes/EvolutionApi/trigger/active/saveTaken';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { loadAnew } from '../support/fakeN8n';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests queue mode, in which a webhook processor stores data that the main process sends to it.

const simulator = useSimulator();
const stage = useN8n(simulator);

it('a webhook processor could not store the execution: the next delivery starts the workflow', async () => {
	simulator.current.config.webhookRetry = { delaysMs: [200, 200], timeoutMs: 30_000 };
	stage.n8n.processor = loadAnew();
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	// After STARTING_MS (30 s), the trigger no longer assumes that n8n is starting.
	stage.aheadMs += 120_000;
	stage.n8n.failsToStoreCalls = 1;
	await receiveText(simulator.current, 'hello');
	await settled(() => workflow.texts.length > 0, 5_000);
	await untilQuiet();
	expect(workflow.texts).toEqual(['hello']);
});

it('after a kill, messages from before the activation start nothing, although a webhook processor has old static data', async () => {
	await receiveText(simulator.current, 'before the activation');
	stage.aheadMs += 5_000;
	stage.n8n.processor = loadAnew();
	const workflow = stage.n8n.workflow('one', {
		options: { connection: { values: { method: 'webSocket' } } },
	});
	await workflow.activate();
	await untilQuiet(500);
	workflow.staticData = {};
	const trigger = findActiveTrigger('one/1');
	expect(trigger !== undefined && (await saveNow(trigger))).toBe(true);

	await stage.n8n.crash();
	await receiveText(simulator.current, 'while it was down');
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => workflow.texts.length > 0, 5_000);
	await untilQuiet();
	expect(workflow.texts).toEqual(['while it was down']);
});
