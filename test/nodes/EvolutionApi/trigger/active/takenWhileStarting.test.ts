import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

it('n8n stops soon after its start: a message from in between does not start the workflow a second time', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await untilQuiet(500);
	await stage.n8n.crash();
	// n8n answers calls of the webhook before it runs the node's trigger().
	workflow.hasWebhook = true;
	await receiveText(simulator.current, 'while it starts');
	await untilQuiet();
	await workflow.activate('init');
	await untilQuiet(500);
	await workflow.end();
	await stage.n8n.crash();
	await workflow.activate('init');
	stage.aheadMs += 60_000;
	await settled(() => workflow.texts.length > 0);
	await untilQuiet();
	expect(workflow.texts).toEqual(['while it starts']);
});
