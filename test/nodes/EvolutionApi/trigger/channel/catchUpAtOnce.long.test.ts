import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const NAMES = ['one', 'two', 'three', 'four', 'five'];
const AT_ONCE = 10;

it('Missed Messages after a kill: few executions run at once, whatever the number of workflows, and no message is left out', async () => {
	const { n8n } = stage;
	for (const name of NAMES) await n8n.workflow(name).activate();
	await n8n.crash();
	const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);
	for (const text of texts) await receiveText(simulator.current, text);
	const running: Array<() => void> = (n8n.running = []);
	for (const workflow of n8n.all) await workflow.activate('init');
	// The trigger looks for missed messages when no workflow has become active for a while.
	stage.aheadMs += 10_000;
	const all = NAMES.length * texts.length;
	for (let over = 0; over < all; over++) {
		const most = Math.min(over + AT_ONCE, all);
		await settled(() => running.length >= most);
		if (over === 0) await untilQuiet();
		expect(running).toHaveLength(most);
		running[over]();
	}
	for (const name of NAMES) expect(n8n.texts(name)).toEqual(texts);
});
