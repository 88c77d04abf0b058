import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
const MINUTE = 60_000;

const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);

it.each([
	[
		14,
		"early: the server's clock is 14 minutes ahead of n8n's, and its tokens are valid for 10 minutes. Set the clocks.",
	],
	[
		-40,
		"expired: the server signed it 40 minutes ago by n8n's clock. If it was just sent, the server's clock is behind: set the clocks.",
	],
])(
	'webhook signature: a delivery of a server whose clock differs by %i minutes is refused, and the log says so',
	async (minutes, text) => {
		simulator.current.config.clockMs = minutes * MINUTE;
		await stage.n8n.workflow('one').activate();
		await receiveText(simulator.current, 'hello');
		await settled(() => statuses().length > 0);
		expect([statuses(), stage.n8n.texts('one')]).toEqual([[401], []]);
		expect(JSON.stringify(stage.n8n.logged)).toContain(text);
	},
);

it.each([9, -9])(
	'webhook signature: a delivery of a server whose clock differs by %i minutes is accepted',
	async (minutes) => {
		simulator.current.config.clockMs = minutes * MINUTE;
		await stage.n8n.workflow('one').activate();
		await receiveText(simulator.current, 'hello');
		await settled(() => statuses().length > 0);
		expect([statuses(), stage.n8n.texts('one')]).toEqual([[200], ['hello']]);
		expect(JSON.stringify(stage.n8n.logged)).not.toContain('clock');
	},
);
