import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { keepWebhook, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';
import { onSleep, shortSleep } from '../../../../support/time';

// An event may arrive at the webhook's old URL up to two seconds after the URL has changed.
// Tests that such an event still reaches the workflows.

const IN_TRANSIT_MS = 1_900;

/** Makes events arrive during the next sleep of at least {@link IN_TRANSIT_MS}. */
let mockArriving: (() => Promise<void>) | undefined;
const arrive = async () => {
	const arriving = mockArriving;
	mockArriving = undefined;
	await arriving?.();
};
const mockArrive = async (sleepMs: number) => {
	if (sleepMs >= IN_TRANSIT_MS) await arrive();
};
const short = shortSleep();
onSleep(async (ms) => {
	await mockArrive(ms);
	await short(ms);
});
afterEach(() => {
	mockArriving = undefined;
});

describe.each(SERVERS)(
	'at %s, an event that is being handled for nearly two seconds',
	(_name, server) => {
		const simulator = useSimulator({ server });
		const stage = useN8n(simulator);
		const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);
		const say = async (text: string) => {
			const { length } = statuses();
			await receiveText(simulator.current, text);
			await settled(() => statuses().length > length);
		};

		it('reaches the other workflows when the one that the server sends to is switched off', async () => {
			const [leaving, staying] = [stage.n8n.workflow('leaving'), stage.n8n.workflow('staying')];
			await leaving.activate();
			await staying.activate();
			const sendToOld = keepWebhook(simulator.current);
			mockArriving = async () => {
				const sendToNew = keepWebhook(simulator.current);
				sendToOld();
				await say('in transit');
				sendToNew();
			};
			await leaving.deactivate();
			await arrive();
			expect(statuses()).toEqual([200]);
			expect(staying.texts).toEqual(['in transit']);
		});
	},
);
