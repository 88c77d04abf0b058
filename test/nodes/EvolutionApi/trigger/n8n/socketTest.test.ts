import { runWorkflow } from '../../../../../dev/engine/engine';
import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { fail, useSimulator } from '../../../../support/simulator';
import { settled } from '../support/happenings';

const simulator = useSimulator();

it('WebSocket: a test in the editor that is stopped while its events are being set removes them again', async () => {
	const { url, key, state } = simulator.current;
	const credentials = { evolutionGlobalKeyApi: { baseUrl: url, apiKey: key } };
	const parameters = {
		authentication: 'globalKey',
		instance: { __rl: true, mode: 'name', value: 'demo' },
		events: ['PRESENCE_UPDATE'],
		options: { connection: { values: { method: 'webSocket' } } },
	};
	const { workflow, node } = workflowOfOneTrigger({ parameters, credentials });
	fail(simulator.current, { path: '/websocket/set', delayMs: 300 });
	let stop = () => {};
	const test = runWorkflow({
		workflow,
		start: node.name,
		input: [[{ json: {} }]],
		mode: 'manual',
		credentials,
		onStart: (cancel) => (stop = cancel),
	}).catch(() => undefined);
	await settled(() => state.faults.length === 0);
	stop();
	const setting = () => JSON.stringify(state.instances.get('demo')?.extras.websocket ?? null);
	await settled(() => setting().includes('PRESENCE_UPDATE'));
	await settled(() => !setting().includes('PRESENCE_UPDATE'));
	expect(setting()).not.toContain('PRESENCE_UPDATE');
	await test;
});
