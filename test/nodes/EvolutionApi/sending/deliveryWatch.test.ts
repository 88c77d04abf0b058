import { hear } from '../../../../simulator/whatsapp/acks';
import type { Message } from '../../../../simulator/state/message';
import { runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';
import { stored } from './stored';
import { broadcast, phone, requestsTo } from './support';

const simulator = useSimulator();

function onceSent(act: (message: Message) => void): void {
	const { state } = simulator.current;
	state.config.delivery.ticks = 'none';
	const off = state.on('event', ({ event }) => {
		if (event !== 'send.message') return;
		off();
		const [newest] = state.instances.get('demo')?.messages.newestFirst() ?? [];
		act(newest);
	});
}

it('Delivery Receipt: a message delivered 2 s after ERROR counts as delivered, and Fall Back to Text sends nothing', async () => {
	const { state } = simulator.current;
	onceSent((message) => {
		const demo = state.instances.get('demo')!;
		state.later(20, () => hear(state, demo, message, 'ERROR'));
		state.later(2_000, () => hear(state, demo, message, 'DELIVERY_ACK'));
	});
	const { items } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendButtons',
		values: {
			recipient: phone(1),
			title: 'Tomorrow?',
			buttons: { button: [{ type: 'reply', displayText: 'Yes', id: 'yes' }] },
			options: { deliveryReceipt: { values: { waitUntil: 'delivered', fallBackToText: true } } },
		},
	});
	expect(requestsTo(simulator.current, '/message/sendText')).toEqual([]);
	expect(items[0].json).toMatchObject({ delivery: 'delivered' });
});

it('Delivery Receipt: receipts of another chat with the same message ID are ignored', async () => {
	onceSent(({ key: { id } }) => {
		const other = stored(simulator.current, { chat: phone(2), secondsAgo: 0 });
		Object.assign(other.key, { id });
		other.updates.push('DELIVERY_ACK');
	});
	const options = { deliveryReceipt: { values: { waitUntil: 'delivered', timeout: 2 } } };
	const { items } = await broadcast(simulator.current, [phone(1)], {}, { values: { options } });
	expect(items[0].json.delivery).not.toBe('delivered');
});
