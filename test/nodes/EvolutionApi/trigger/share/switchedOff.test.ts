import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { receiveText, settled, subscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

// An execution that waits could not say whether a message is its answer, so the server is to deliver it again. But the
// workflow that it delivers to is switched off, and n8n answers 404 for that, after which no server tries again.

describe.each(SERVERS)(
	'Send and Wait at %s: an answer that the server is to deliver again',
	(_name, server) => {
		const simulator = useSimulator({ server });
		const stage = useN8n(simulator);
		let wait: Receiver;
		beforeEach(async () => {
			simulator.current.config.webhookRetry = { delaysMs: [60_000], timeoutMs: 30_000 };
			wait = await Receiver.start();
			wait.answers = [{ status: 500 }];
		});
		afterEach(async () => await wait.close());

		it('reaches the execution although the workflow with the trigger is switched off', async () => {
			const leaving = stage.n8n.workflow('leaving');
			await leaving.activate();
			await subscribe(simulator.current, `${wait.url}#1`, 'wait');
			await receiveText(simulator.current, 'Yes');
			await settled(() => simulator.current.state.deliveries.list().length > 0);
			const timesOffered = () => wait.all.filter(({ body }) => body.includes('Yes')).length;
			const before = timesOffered();
			expect(before).toBeGreaterThan(0);
			wait.answers = [{ body: '{"evolutionHub":"taken"}' }];
			await leaving.deactivate();
			await settled(() => timesOffered() > before);
			expect(timesOffered()).toBe(before + 1);
		});
	},
);
