import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const HOUR_MS = 3_600_000;

it.each([
	['the chosen 2 hours', { missedMessages: { values: { maxAge: 2 } } }, 2],
	['24 hours by default', {}, 24],
])(
	'Missed Messages: only messages within Max Age start the workflow (%s)',
	async (_what, options, hours) => {
		await stage.n8n.workflow('one', { options }).activate();
		await stage.n8n.crash();
		await receiveText(simulator.current, 'too long ago');
		stage.aheadMs += 0.2 * HOUR_MS;
		await receiveText(simulator.current, 'within the hours');
		stage.aheadMs += (hours - 0.1) * HOUR_MS;
		await stage.n8n.all[0].activate('init');
		// The trigger looks for missed messages when no workflow has become active for a while.
		stage.aheadMs += 10_000;
		await settled(() => stage.n8n.started.length > 0);
		await untilQuiet();
		expect(stage.n8n.texts('one')).toEqual(['within the hours']);
	},
);
