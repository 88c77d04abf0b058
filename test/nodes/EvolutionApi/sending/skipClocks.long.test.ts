import type { Message } from '../../../../simulator/state/message';
import { startDating, type OtherServer } from '../../../support/otherServers';
import { useSimulator } from '../../../support/simulator';
import { broadcast, counts, onPhone, phone, statuses } from './support';
import { partOf } from '../../../support/properties';

// Tests *Deduplication* if the clocks of n8n and the server differ, and if the store changes while the node reads it.

const simulator = useSimulator();
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const recipients = Array.from({ length: 20 }, (_one, index) => phone(index));

it.each([
	['1 s behind', -1 * SECOND],
	['5 s behind', -5 * SECOND],
	['30 s behind', -30 * SECOND],
	['10 minutes behind', -10 * MINUTE],
	['an hour behind', -60 * MINUTE],
	['1 s ahead', 1 * SECOND],
	['5 s ahead', 5 * SECOND],
	['30 s ahead', 30 * SECOND],
	['10 minutes ahead', 10 * MINUTE],
	['an hour ahead', 60 * MINUTE],
])(
	'Deduplication: a repeated run sends nothing twice, where the server’s clock is %s',
	async (_how, clockMs) => {
		simulator.current.config.clockMs = clockMs;
		const sentSince = new Date().toISOString();
		const first = await broadcast(simulator.current, recipients, {
			deduplication: { values: { sentSince } },
			maxItems: 12,
		});
		expect(counts(first)).toEqual({ sent: 12, skipped: 8 });
		const second = await broadcast(simulator.current, recipients, {
			deduplication: { values: { sentSince } },
		});
		expect(counts(second)).toEqual({ alreadySent: 12, sent: 8 });
		expect(onPhone(simulator.current)).toHaveLength(20);
	},
);

it('Deduplication: a message from three minutes before Sent Since is sent again, although the server clock is behind', async () => {
	simulator.current.config.clockMs = -10 * MINUTE;
	await broadcast(simulator.current, [phone(1)], { maxItems: 1 });
	const [message] = onPhone(simulator.current);
	simulator.current.state.instances.get('demo')?.messages.add({
		...message,
		messageTimestamp: message.messageTimestamp - 180,
	});
	const sentSince = new Date().toISOString();
	expect(
		statuses(
			await broadcast(simulator.current, [phone(1)], {
				deduplication: { values: { sentSince } },
			}),
		),
	).toEqual(['sent']);
});

describe('Deduplication: the server stores many messages with the same timestamp', () => {
	function spread(perSecond: number): void {
		const messages = simulator.current.state.instances.get('demo')?.messages;
		const start = Math.floor(Date.now() / 1000) - 60;
		for (const [index, message] of onPhone(simulator.current).reverse().entries()) {
			messages?.add({ ...message, messageTimestamp: start + Math.floor(index / perSecond) });
		}
	}
	const many = Array.from({ length: 320 }, (_one, index) => phone(index));
	const rateLimit = { values: { minDelay: 0, maxDelay: 0 } };
	const deduplication = { values: { sentSince: 1 } };
	const again = async () =>
		counts(await broadcast(simulator.current, many, { rateLimit, deduplication }));

	let sent: Message[] = [];

	beforeEach(async () => {
		if (sent.length === 0) {
			await broadcast(simulator.current, many, { rateLimit });
			sent = onPhone(simulator.current);
		}
		const messages = simulator.current.state.instances.get('demo')?.messages;
		for (const message of [...sent].reverse()) messages?.add(structuredClone(message));
		simulator.current.config.looseOrder = true;
	}, 60_000);

	it.each([30, 90, 100, 101, 320])(
		'%i a second: nobody gets the message twice',
		async (perSecond) => {
			spread(perSecond);
			expect(await again()).toEqual({ alreadySent: many.length });
		},
	);

	it('no one gets the message twice, even if other messages are deleted in the meantime', async () => {
		spread(30);
		const { state } = simulator.current;
		const messages = state.instances.get('demo')?.messages;
		const [newest] = onPhone(simulator.current);
		const others = Array.from({ length: 90 }, (_one, index) => ({
			...newest,
			id: `other-${index}`,
			key: { ...newest.key, id: `OTHER${index}` },
			message: { conversation: 'Something else' },
			messageTimestamp: newest.messageTimestamp + 1,
		}));
		for (const other of others) messages?.add(other);
		const { requests } = state;
		const add = requests.add.bind(requests);
		jest.spyOn(requests, 'add').mockImplementation((request) => {
			add(request);
			if (!request.path.startsWith('/chat/findMessages')) return;
			// With a timestamp from 1970, messages aren't found any more, as if they had been deleted.
			for (const other of others.splice(0, 30)) messages?.add({ ...other, messageTimestamp: 1 });
		});
		expect(await again()).toEqual({ alreadySent: many.length });
		expect(others).toEqual([]);
	});
});

// The server stores the statuses of a message without their times, in any order.
it.each([
	['rejected', ['ERROR'], 'sent'],
	['rejected after it had left the server', ['SERVER_ACK', 'ERROR'], 'sent'],
	['rejected, with the updates in the other order', ['ERROR', 'SERVER_ACK'], 'sent'],
	['rejected by Meta', ['SENT', 'FAILED'], 'sent'],
	['delivered, although there is an error, too', ['ERROR', 'DELIVERY_ACK'], 'alreadySent'],
	['delivered, with the updates in the other order', ['DELIVERY_ACK', 'ERROR'], 'alreadySent'],
	['read', ['READ', 'ERROR'], 'alreadySent'],
	['sent without any later update', [], 'alreadySent'],
])(
	'Deduplication: a message that was %s (stored updates %j) has, in the next run, the status %s',
	async (_what, updates, status) => {
		simulator.current.config.ackDelayMs = 60_000;
		await broadcast(simulator.current, [phone(1)], { maxItems: 1 });
		const [message] = onPhone(simulator.current);
		message.updates.push(...updates);
		expect(
			statuses(
				await broadcast(simulator.current, [phone(1)], {
					deduplication: { values: { sentSince: 1 } },
				}),
			),
		).toEqual([status]);
	},
);

describe('Deduplication behind a proxy that writes the Date header itself', () => {
	const OFFSETS = partOf([-100, -30, -1, 1, 100, 30]);
	let proxies: OtherServer[] = [];
	/** Returns the server at a new address, so that this process doesn't know the server's clock yet. */
	async function unknownServer() {
		const proxy = await startDating(simulator.current);
		proxies.push(proxy);
		return { ...simulator.current, url: proxy.url };
	}
	afterEach(async () => {
		await Promise.all(proxies.map(async (proxy) => await proxy.close()));
		proxies = [];
	});

	it.each(OFFSETS)(
		'a run after a restart sends nothing twice, where the server clock is %i s off',
		async (s) => {
			simulator.current.config.clockMs = s * SECOND;
			const sentSince = new Date().toISOString();
			await broadcast(await unknownServer(), recipients, {
				deduplication: { values: { sentSince } },
				maxItems: 12,
			});
			const second = await broadcast(await unknownServer(), recipients, {
				deduplication: { values: { sentSince } },
			});
			expect(counts(second)).toEqual({ alreadySent: 12, sent: 8 });
			expect(onPhone(simulator.current)).toHaveLength(20);
		},
	);

	it.each(OFFSETS)(
		'messages from four minutes before Sent Since are all sent again, where the server clock is %i s off',
		async (s) => {
			simulator.current.config.clockMs = s * SECOND;
			await broadcast(await unknownServer(), recipients, { maxItems: 12 });
			for (const message of onPhone(simulator.current)) message.messageTimestamp -= 240;
			const sentSince = new Date().toISOString();
			const again = await broadcast(await unknownServer(), recipients, {
				deduplication: { values: { sentSince } },
			});
			expect(counts(again)).toEqual({ sent: 20 });
		},
	);
});
