import { untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { fail, useSimulator } from '../../../../support/simulator';
import { listeners, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

describe.each(SERVERS)(
	'a workflow switched off while the server was away still has the webhook, at %s:',
	(_name, server) => {
		const simulator = useSimulator({ server });
		const stage = useN8n(simulator);
		const urls = async () =>
			(await listeners(simulator.current)).flatMap(({ kind, url }) =>
				kind === 'foreign' ? [] : url,
			);

		beforeEach(async () => {
			await stage.n8n.crash();
			const workflow = stage.n8n.workflow('left');
			await workflow.activate();
			fail(simulator.current, { drop: 'before', times: Infinity });
			await workflow.deactivate().catch(() => {});
			workflow.hasWebhook = false;
			await workflow.end();
			simulator.current.state.faults.length = 0;
			expect(await urls()).toEqual([workflow.url]);
		});

		it('the next workflow that is activated gets the first message', async () => {
			const next = stage.n8n.workflow('next');
			await next.activate();
			await receiveText(simulator.current, 'hello');
			await settled(() => next.texts.length === 1);
			expect(next.texts).toEqual(['hello']);
		});

		it('the webhook does not go back to it when the next workflow, which took it over, is switched off', async () => {
			const next = stage.n8n.workflow('next');
			await next.activate();
			await next.deactivate();
			await untilQuiet();
			expect(await urls()).toEqual([]);
		});

		it('a test session in the editor gets its event all the same', async () => {
			const test = stage.n8n.workflow('test');
			const end = await test.listen();
			await receiveText(simulator.current, 'hello');
			await settled(() => test.texts.length === 1);
			expect(test.texts).toEqual(['hello']);
			await end();
			expect(await urls()).toEqual([]);
		});
	},
);
