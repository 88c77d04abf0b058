import type { IDataObject } from 'n8n-workflow';

import { call } from '../../../../../nodes/EvolutionApi/operations/call';
import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const offer = async (values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'call',
		operation: 'offer',
		values: { recipient: '5511988887777', callDuration: 5, ...values },
	});

describe('Offer', () => {
	it.each([
		['a word', { recipient: 'abc' }, /^Recipient: "abc" is not a valid phone number/],
		['a long call', { callDuration: '={{ 60 }}' }, /^Duration \(Seconds\): 60 cannot be used/],
		['half a second', { callDuration: '={{ 0.5 }}' }, /^Duration \(Seconds\): 0.5 cannot be used/],
	])('refuses %s before any request', async (_what, values, message) => {
		expect((await offer(values)).error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('says in the editor that nobody is called', () => {
		const [notice] = call.operations[0].fields;
		expect(notice).toMatchObject({ type: 'notice' });
		expect(notice.displayName).toMatch(/no phone rings/);
	});

	it('sends what is given', async () => {
		const { items } = await offer({ isVideo: true });
		expect(bodies(simulator.current)).toEqual([
			{ number: '5511988887777', callDuration: 5, isVideo: true },
		]);
		expect(items[0].json).toMatchObject({ jid: '5511988887777@s.whatsapp.net' });
	});
});
