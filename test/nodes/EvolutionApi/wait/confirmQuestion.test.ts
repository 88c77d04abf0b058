import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';
import { time } from '../../../support/time';

// Tests *Delivery Receipt* of a question.

const simulator = useSimulator();

const ask = async (values: IDataObject | undefined) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: {
			recipient: '5511988887777',
			message: 'Shall we?',
			options: values === undefined ? {} : { deliveryReceipt: { values } },
		},
	});
const webhook = () => simulator.current.state.instances.get('demo')?.webhook;
const looks = () =>
	arrived(simulator.current).filter(({ path }) => path.startsWith('/chat/findMessages'));

beforeEach(() => {
	time.start(simulator.current, true);
	Object.assign(simulator.current.state.config, { ackDelayMs: 5 });
});
afterEach(() => jest.restoreAllMocks());

it('Send and Wait with Delivery Receipt: a rejected question is an error, and the execution does not wait', async () => {
	simulator.current.state.config.delivery.refuses = 'everybody';
	const { error } = await ask({ waitUntil: 'sent' });
	expect(error?.message).toContain('WhatsApp rejected this message');
	expect(webhook()?.enabled).not.toBe(true);
});

it('Send and Wait with Delivery Receipt: a question without a receipt in time still waits for its answer', async () => {
	simulator.current.state.config.delivery.ticks = 'none';
	const { error, items } = await ask({ waitUntil: 'sent', timeout: 1 });
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ delivery: 'unconfirmed', confirmedAfterSeconds: null });
	expect(webhook()?.enabled).toBe(true);
});

it('Send and Wait with Delivery Receipt: a delivered question waits for its answer', async () => {
	const { items } = await ask({});
	expect(items[0].json).toMatchObject({ delivery: 'delivered', approved: null });
	expect(webhook()?.enabled).toBe(true);
});

it('Send and Wait: Delivery Receipt is off by default', async () => {
	const { items } = await ask(undefined);
	expect(items[0].json).not.toHaveProperty('delivery');
	expect(looks()).toEqual([]);
});
