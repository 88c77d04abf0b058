import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { fail, useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

onSleep(shortSleep(30));

/** Turns off the loop guard, which lets one chat start the workflow only 120 times in an hour. */
const parameters = { options: { loopGuard: 0 } };

/** If an answer has this delay (ms), the simulator holds it back until the test calls `answer()`. */
const LATE_MS = 123_456;

const simulator = useSimulator();
const stage = useN8n(simulator);

// Each test begins with a new process, which knows nothing of the previous test.
beforeEach(async () => await stage.n8n.crash());

const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);

async function restart(): Promise<void> {
	for (const workflow of stage.n8n.all) {
		await workflow.end();
		workflow.hasWebhook = false;
	}
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// The trigger looks for missed messages a few seconds after the last activation of a workflow.
	stage.aheadMs += 10_000;
}

it('events from before a restart do not start the workflow again, even if more events have come than the static data can hold', async () => {
	const sayMany = async (from: number, to: number) => {
		for (let next = from; next < to; next += 20) {
			const some = Array.from({ length: 20 }, (_, index) => `event ${next + index}`);
			await Promise.all(some.map(async (text) => await receiveText(simulator.current, text)));
			await settled(() => statuses().length >= next + 20);
		}
	};
	await stage.n8n.workflow('one', parameters).activate();
	await sayMany(0, 40);
	// The static data has room for 500 events.
	stage.aheadMs += 2_000;
	await sayMany(40, 520);
	await restart();
	let answer = () => {};
	const answered = new Promise<void>((resolve) => (answer = resolve));
	jest
		.spyOn(simulator.current.state, 'sleep')
		.mockImplementation(async (ms) => await (ms === LATE_MS ? answered : undefined));
	fail(simulator.current, { path: '/chat/findMessages', delayMs: LATE_MS, times: 1 });
	// While n8n waits for `findMessages`, more events come, and the clock moves so far that n8n forgets old ones.
	for (const [from, to] of [
		[520, 600],
		[600, 620],
		[620, 640],
	]) {
		await sayMany(from, to);
		stage.aheadMs += 41 * 60_000;
	}
	answer();
	await settled(() => stage.n8n.texts('one').length >= 640);
	await untilQuiet();
	expect(stage.n8n.texts('one').sort()).toEqual(
		Array.from({ length: 640 }, (_, index) => `event ${index}`).sort(),
	);
}, 60_000);
