import type { DeliveryConfig } from '../../../../simulator/state/config';
import { useSimulator } from '../../../support/simulator';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { broadcast, counts, fates, phone, requestsTo, sentTo, statuses, TEXT } from './support';

const simulator = useSimulator();
const PEOPLE = Array.from({ length: 20 }, (_, index) => phone(index));

const whatsApp = (delivery: Partial<DeliveryConfig>, more: object = {}) => {
	const { config } = simulator.current.state;
	Object.assign(config.delivery, delivery);
	Object.assign(config, { ackDelayMs: 5, ...more });
};
const looks = () => requestsTo(simulator.current, '/chat/findMessages').length;
const options = { deliveryReceipt: { values: { waitUntil: 'delivered', timeout: 5 } } };

function letTimePass(sent = () => sentTo(simulator.current).length): void {
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 20_000 * sent());
}
afterEach(() => jest.restoreAllMocks());

describe('Stop Conditions: WhatsApp rejects everything', () => {
	it('the run ends after three messages and says so; a later run sends to all, once', async () => {
		whatsApp({ refuses: 'everybody' });
		const first = await broadcast(simulator.current, PEOPLE, {
			stopConditions: { failuresInARow: 2 },
		});
		expect(sentTo(simulator.current)).toHaveLength(3);
		expect(counts(first)).toEqual({ rejected: 3, skipped: 17 });
		expect(fates(first)[0].reason).toContain('WhatsApp rejected this message');
		expect(fates(first)[3].reason).toContain('Messages in a row that WhatsApp rejected: 3');

		whatsApp({ refuses: 'nobody' });
		const sentSince = '24';
		expect(
			counts(
				await broadcast(simulator.current, PEOPLE, {
					deduplication: { values: { sentSince } },
				}),
			),
		).toEqual({ sent: 20 });
		expect(
			counts(
				await broadcast(simulator.current, PEOPLE, {
					deduplication: { values: { sentSince } },
				}),
			),
		).toEqual({
			alreadySent: 20,
		});
	});

	it('the run sends to all where the option is switched off; the summary counts the rejections', async () => {
		whatsApp({ refuses: 'everybody' });
		const bulkSending = { stopConditions: { nothingDelivered: false }, output: 'summary' };
		const { items } = await broadcast(simulator.current, PEOPLE, bulkSending, {
			values: { options },
		});
		expect(items).toHaveLength(1);
		expect(items[0].json.summary).toMatchObject({ items: 20, sent: 0, rejected: 20 });
	});
});

it('Stop Conditions: some messages are rejected: they are reported, and the others are sent', async () => {
	await broadcast(simulator.current, PEOPLE.slice(0, 10), {});
	whatsApp({ refuses: 'strangers' });
	const mixed = PEOPLE.slice(0, 10).flatMap((known, index) => [known, PEOPLE[index + 10]]);
	const bulkSending = { stopConditions: { failuresInARow: 3 } };
	const result = await broadcast(simulator.current, mixed, bulkSending, { values: { options } });
	expect(statuses(result)).toEqual(
		mixed.map((_, index) => (index % 2 === 0 ? 'sent' : 'rejected')),
	);
	expect(result.items[0].json).toMatchObject({ delivery: 'delivered' });
	expect(result.items[1].json).toMatchObject({ delivery: 'rejected', confirmedAfterSeconds: null });
});

describe('Stop Conditions: no message gets a delivery receipt', () => {
	it('the run ends when five messages have none after a minute', async () => {
		whatsApp({ ticks: 'none' });
		letTimePass();
		const result = await broadcast(simulator.current, PEOPLE, {
			stopConditions: { failuresInARow: 5 },
		});
		const { sent, skipped } = counts(result);
		expect(sent).toBeLessThanOrEqual(12);
		expect(skipped).toBe(20 - sent);
		expect(fates(result)[19].reason).toContain(
			'Nothing is delivered: the last 5 messages have no delivery receipt',
		);
	});

	it('the run continues where the server stores no receipts', async () => {
		whatsApp({}, { storesUpdates: false });
		for (const message of simulator.current.state.instances.get('demo')?.messages.newestFirst() ??
			[]) {
			message.updates.length = 0;
		}
		letTimePass();
		const result = await broadcast(simulator.current, PEOPLE, {
			stopConditions: { failuresInARow: 5 },
		});
		expect(counts(result)).toEqual({ sent: 20 });
	});

	it('the run continues, after a single query for receipts, where the server stores no messages', async () => {
		whatsApp({}, { storesMessages: false });
		letTimePass();
		expect(
			counts(await broadcast(simulator.current, PEOPLE, { stopConditions: { failuresInARow: 5 } })),
		).toEqual({
			sent: 20,
		});
		expect(looks()).toBe(1);
	});

	describe('on Evolution Go, which stores nothing', () => {
		const go = useGoSimulator('0.7.2');

		it('the run continues', async () => {
			letTimePass(() => requestsTo(go.current, '/send/text').length);
			const result = await runInGo(go.current, {
				resource: 'message',
				operation: 'sendText',
				items: PEOPLE.map((to) => ({ json: { to } })),
				values: {
					recipient: '={{ $json.to }}',
					text: TEXT,
					bulkSending: { rateLimit: { values: { minDelay: 0, maxDelay: 0 } }, output: 'items' },
				},
			});
			expect(counts(result)).toEqual({ sent: 20 });
		});
	});
});

it('Stop Conditions: everything is delivered: the server is asked for receipts at most twice, and items have no delivery field', async () => {
	whatsApp({});
	const result = await broadcast(simulator.current, PEOPLE, {
		stopConditions: { failuresInARow: 3 },
	});
	expect(counts(result)).toEqual({ sent: 20 });
	expect(result.items[0].json).not.toHaveProperty('delivery');
	expect(looks()).toBeLessThanOrEqual(2);
});

it('Stop Conditions: the store cannot be read: the run continues', async () => {
	whatsApp({ refuses: 'everybody' });
	const { faults } = simulator.current.state;
	faults.push({ path: '/chat/findMessages', times: 99, skip: 0, status: 400, body: {} });
	expect(
		counts(await broadcast(simulator.current, PEOPLE, { stopConditions: { failuresInARow: 3 } })),
	).toEqual({
		sent: 20,
	});
});
