import type { IDataObject } from 'n8n-workflow';

import { PROBE_EVENT } from '../../../../../nodes/EvolutionApi/hub/ask';
import { arrived, useSimulator } from '../../../../support/simulator';
import { useAskedPeople } from '../../wait/support/useAskedPeople';
import { ANA, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests answers that arrive while *Send and Wait* still waits for the ticks of its question. n8n has not stored the execution as waiting
// yet, so it answers calls of the execution's URL with an error.

const simulator = useSimulator();
const asked = useAskedPeople(simulator, 'globalKey');
const stage = useN8n(simulator);

const texts = () =>
	asked.people.delivered.flatMap(({ body }) => {
		// Leaves out the event with which our node checks that its URL can be reached.
		if (body.event === PROBE_EVENT) return [];
		const { message } = body.data as { message?: IDataObject };
		return [message?.conversation];
	});
const isAsked = () =>
	arrived(simulator.current).some(({ path }) => path.startsWith('/message/sendText'));

beforeEach(async () => await stage.n8n.workflow('one').activate());

const WITHIN_S = 1;
const ask = async () =>
	await asked.people.ask(
		{ responseType: 'freeText' },
		{ deliveryReceipt: { values: { waitUntil: 'sent', timeout: WITHIN_S } } },
	);

it('Send and Wait: an answer that comes before the execution waits is kept, and given to it then', async () => {
	simulator.current.state.config.delivery.ticks = 'none';
	const asking = ask();
	await settled(isAsked);
	await receiveText(simulator.current, 'while asking', { from: ANA });
	expect(texts()).toEqual([]);
	await asking;
	expect(texts()).toEqual([]);
	await settled(() => asked.people.answers.length > 0);
	expect(texts()).toEqual(['while asking']);
	expect(asked.people.answers).toMatchObject([{ text: 'while asking' }]);
});
