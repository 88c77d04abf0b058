import { workflowOfOneTrigger } from '../../../../../dev/engine/oneTrigger';
import { refuseEngine2 } from '../../../../../nodes/EvolutionApi/n8n/compat';

const { node } = workflowOfOneTrigger({ parameters: {} });
const getNode = () => node;

describe('activation of the trigger, by the setting of the workflow that chooses an engine of n8n', () => {
	it('is refused on Engine 2.0 with an error that says how to get back to the first engine', () => {
		const getWorkflowSettings = () => ({ engineType: 'v2' });
		expect(() => refuseEngine2({ getNode, getWorkflowSettings })).toThrow(
			expect.objectContaining({
				message: 'Engine 2.0 of n8n does not start workflows with this trigger',
				description: expect.stringContaining('Take engineType out of the settings'),
			}),
		);
	});

	it.each([
		[
			'with the settings of the first engine',
			{ getWorkflowSettings: () => ({ engineType: 'v1' }) },
		],
		['without the setting', { getWorkflowSettings: () => ({}) }],
		['in an n8n that does not tell the settings', {}],
	])('is not refused %s', (_where, context) => {
		expect(() => refuseEngine2({ getNode, ...context })).not.toThrow();
	});
});
