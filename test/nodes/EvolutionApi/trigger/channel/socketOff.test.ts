import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

it("WebSocket: messages from while the server's setting was off are recovered at the first repair of the registration", async () => {
	const workflow = stage.n8n.workflow('one', {
		options: { connection: { values: { method: 'webSocket' } } },
	});
	await workflow.activate();
	await untilQuiet(500);
	const instance = simulator.current.state.instances.get('demo');
	Object.assign(instance?.extras ?? {}, { websocket: { enabled: false, events: [] } });
	stage.aheadMs += 2_000;
	await receiveText(simulator.current, 'while it was off');
	stage.aheadMs += 2_000;
	expect(workflow.texts).toEqual([]);
	workflow.tick();
	await settled(() => workflow.texts.length === 1);
	expect(workflow.texts).toEqual(['while it was off']);
});
