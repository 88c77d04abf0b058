import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../dev/engine/engine';
import type { DeliveryConfig } from '../../../../simulator/state/config';
import { runOperation, type OperationRun } from '../../../support/run';
import { bodies, forget, useSimulator } from '../../../support/simulator';
import { broadcast, phone, requestsTo, sentTo } from '../sending/support';

const simulator = useSimulator();

const whatsApp = (delivery: Partial<DeliveryConfig>, more: object = {}) => {
	const { config } = simulator.current.state;
	Object.assign(config.delivery, delivery);
	Object.assign(config, { ackDelayMs: 5, ...more });
};
const until = (waitUntil: string, timeout = 20) => ({ values: { waitUntil, timeout } });
const send = async (
	recipients: readonly string[],
	deliveryReceipt: IDataObject,
	{
		bulkSending = {},
		...more
	}: Partial<OperationRun> & { readonly bulkSending?: IDataObject } = {},
) =>
	await broadcast(simulator.current, recipients, bulkSending, {
		...more,
		values: { options: { deliveryReceipt }, ...more.values },
	});
const deliveries = ({ items }: EngineResult) => items.map(({ json }) => json.delivery);
const looks = () => requestsTo(simulator.current, '/chat/findMessages');
const KNOWN = '5511988887777';
const keepNoTicks = async (earlier: number) => {
	whatsApp({}, { storesUpdates: false });
	const { state } = simulator.current;
	for (const message of state.instances.get('demo')?.messages.newestFirst() ?? []) {
		message.updates.length = 0;
	}
	await broadcast(
		simulator.current,
		Array.from({ length: earlier }, (_, n) => phone(n)),
		{},
	);
	const minute = 60;
	for (const message of state.instances.get('demo')?.messages.newestFirst() ?? []) {
		message.messageTimestamp -= 2 * minute;
	}
	forget(simulator.current);
};

describe('Delivery Receipt: an invalid value is refused before anything is sent:', () => {
	it.each([
		['a Timeout of 0', until('delivered', 0), 'Timeout (Seconds)" must be a number from'],
		[
			'a Timeout above the maximum',
			until('delivered', 3600),
			'Timeout (Seconds)" must be a number from',
		],
		['an unknown Wait Until', until('read'), 'Wait Until" must be delivered or sent, not "read"'],
	])('%s', async (_what, confirm, problem) => {
		const { error } = await send([phone(1)], confirm);
		expect(error?.message).toContain(`Options → Delivery Receipt → ${problem}`);
		expect(bodies(simulator.current)).toEqual([]);
	});
});

describe('Delivery Receipt: a message that WhatsApp rejects', () => {
	it('is an error that says why, and what to do', async () => {
		whatsApp({ refuses: 'everybody' });
		const { error } = await send([phone(1)], until('sent'));
		expect(error?.message).toContain('WhatsApp rejected this message');
		expect(error?.description).toMatch(
			/library of the server.*write to fewer new people.* \(3[0-9A-F]+\)$/,
		);
	});

	it('is not sent again by Retry On Fail', async () => {
		whatsApp({ refuses: 'everybody' });
		const { error } = await send([phone(1)], until('sent'), { retryOnFail: true });
		expect(error?.message).toContain('WhatsApp rejected this message');
		expect(sentTo(simulator.current)).toEqual([phone(1)]);
	});

	it('does not affect the others with Continue On Fail', async () => {
		whatsApp({ refuses: 'strangers' });
		const result = await send([phone(1), KNOWN], until('delivered'), {
			onError: 'continueRegularOutput',
		});
		expect(result.items.map(({ json }) => json)).toMatchObject([
			{ error: expect.stringContaining('WhatsApp rejected this message') },
			{ delivery: 'delivered', confirmedAfterSeconds: expect.any(Number) },
		]);
	});

	it('fails the whole item if it is one of several parts of a split text', async () => {
		whatsApp({ refuses: 'everybody' });
		const { error } = await send([phone(1)], until('sent'), {
			values: {
				text: 'One. '.repeat(60),
				options: {
					deliveryReceipt: until('sent'),
					splitLongText: { values: { split: 'length', maxCharacters: 100 } },
				},
			},
		});
		expect(error?.message).toContain('WhatsApp rejected this message');
	});
});

it('Delivery Receipt on a server that stores no receipts: the status is unknown after one request, and a hint says what to do', async () => {
	await keepNoTicks(6);
	const result = await send([1, 2, 3].map(phone), until('delivered'));
	expect(deliveries(result)).toEqual(['unknown', 'unknown', 'unknown']);
	expect(result.hints).toEqual([expect.stringContaining('DATABASE_SAVE_MESSAGE_UPDATE=true')]);
	expect(looks()).toHaveLength(1);
});

it('Delivery Receipt on a server that has shown no receipt before: the status is unknown after the timeout', async () => {
	await keepNoTicks(1);
	expect(deliveries(await send([phone(1)], until('sent', 2)))).toEqual(['unknown']);
	expect(looks()).toHaveLength(2);
});

it('Delivery Receipt on a server that stores no messages: the status is unknown after one request', async () => {
	whatsApp({}, { storesMessages: false });
	expect(deliveries(await send([phone(1)], until('delivered')))).toEqual(['unknown']);
	expect(looks()).toHaveLength(1);
});

it('Delivery Receipt, where the store cannot be read: the status is unknown, and the message is sent once', async () => {
	const { faults } = simulator.current.state;
	faults.push({ path: '/chat/findMessages', times: 99, skip: 0, status: 400, body: {} });
	const result = await send([phone(1)], until('delivered', 2));
	expect(deliveries(result)).toEqual(['unknown']);
	expect(sentTo(simulator.current)).toEqual([phone(1)]);
});

it('Delivery Receipt, where the phone of the recipient is off: no error, the status is "sent", after at most five requests in 20 seconds', async () => {
	whatsApp({ ticks: 'sent' });
	const result = await send([phone(1)], until('delivered'));
	expect(deliveries(result)).toEqual(['sent']);
	expect(result.items[0].json.confirmedAfterSeconds).toBeNull();
	expect(looks().length).toBeLessThanOrEqual(5);
	expect(result.hints).toEqual([]);
});

it('Delivery Receipt for a group, for which no server gives receipts: the status is unknown after one request', async () => {
	const result = await send(['120363020202020202@g.us'], until('delivered'));
	expect(deliveries(result)).toEqual(['unknown']);
	expect(looks()).toHaveLength(1);
	expect(result.hints).toEqual([]);
});

it('Delivery Receipt: sent group messages without receipts are no reason to assume that the server stores none', async () => {
	await keepNoTicks(0);
	whatsApp({}, { storesUpdates: true, ackDelayMs: 1_500 });
	await broadcast(simulator.current, Array<string>(6).fill('120363020202020202@g.us'), {});
	for (const message of simulator.current.state.instances.get('demo')?.messages.newestFirst() ??
		[]) {
		message.messageTimestamp -= 120;
	}
	expect(deliveries(await send([phone(1)], until('delivered')))).toEqual(['delivered']);
});

it('Delivery Receipt: a message without a receipt in time is reported as unconfirmed', async () => {
	whatsApp({ ticks: 'none' });
	expect(deliveries(await send([phone(1)], until('sent', 2)))).toEqual(['unconfirmed']);
});

it.each(['sent', 'delivered'])(
	'Delivery Receipt: two ticks (delivered) end the wait for "%s"',
	async (level) => {
		whatsApp({});
		const result = await send([phone(1)], until(level));
		expect(deliveries(result)).toEqual(['delivered']);
		expect(result.items[0].json.confirmedAfterSeconds).toBeGreaterThanOrEqual(1);
		expect(looks()).toHaveLength(1);
	},
);

it('Delivery Receipt: a receipt that comes late is found by a later request', async () => {
	whatsApp({}, { ackDelayMs: 1_500 });
	const result = await send([phone(1)], until('delivered'));
	expect(deliveries(result)).toEqual(['delivered']);
	expect(looks()).toHaveLength(2);
});

it.each<[string, IDataObject]>([
	['one after the other', {}],
	['several recipients at once', { concurrency: 5 }],
])(
	'Delivery Receipt: one request finds the receipts of many messages: %s',
	async (_how, bulkSending) => {
		whatsApp({});
		const recipients = Array.from({ length: 30 }, (_, index) => phone(index));
		const result = await send(recipients, until('delivered'), { bulkSending });
		expect(deliveries(result)).toEqual(recipients.map(() => 'delivered'));
		expect(looks()).toHaveLength(1);
	},
);

it('Delivery Receipt: no receipt is requested without the option', async () => {
	const result = await broadcast(simulator.current, [phone(1)], {});
	expect(result.items[0].json).not.toHaveProperty('delivery');
	expect(looks()).toEqual([]);
});

describe('Fall Back to Text, for buttons, a list or a carousel that WhatsApp rejects:', () => {
	const deliveryReceipt = { values: { waitUntil: 'delivered', fallBackToText: true } };
	const button = { type: 'reply', displayText: 'Yes', id: 'yes' };
	const row = { title: 'Morning', rowId: 'm' };
	const url = { type: 'url', displayText: 'Look', url: 'https://example.com' };
	const MESSAGES: Array<[operation: string, values: IDataObject, text: string]> = [
		['sendButtons', { title: 'Tomorrow?', buttons: { button: [button] } }, '*Tomorrow?*\n\n1. Yes'],
		[
			'sendList',
			{
				title: 'When?',
				buttonText: 'Choose',
				sections: { section: [{ title: 'Day', rows: { row: [row] } }] },
			},
			'*When?*\n\n1. Morning',
		],
		[
			'sendCarousel',
			{
				text: 'New',
				cards: { card: [{ title: 'Hat', body: 'Straw', buttons: { button: [url] } }] },
			},
			'New\n\n*Hat*\nStraw\n\nLook: https://example.com',
		],
	];
	const refuseAllButTexts = () => {
		whatsApp({ refuses: 'everybody' });
		const off = simulator.current.state.on('event', ({ event }) => {
			if (event !== 'messages.update') return;
			off();
			whatsApp({ refuses: 'nobody' });
		});
	};
	const sendChoices = async (
		operation: string,
		values: IDataObject,
		bulkSending: IDataObject = {},
	) =>
		await runOperation(simulator.current, {
			resource: 'message',
			operation,
			values: {
				recipient: phone(1),
				...values,
				bulkSending,
				options: { deliveryReceipt },
			},
		});

	it.each(MESSAGES)('%s is sent as plain text instead, once', async (operation, values, text) => {
		simulator.current.state.config.version = '2.4.0';
		refuseAllButTexts();
		const { items } = await sendChoices(operation, values);
		const sent = requestsTo(simulator.current, '/message/sendText');
		expect(sent.map(({ body }) => body)).toMatchObject([{ number: phone(1), text }]);
		expect(items[0].json).toMatchObject({ delivery: 'delivered', sentAsText: true });
	});

	it('gives an error if the text is rejected, too', async () => {
		whatsApp({ refuses: 'everybody' });
		const [[operation, values]] = MESSAGES;
		const { error } = await sendChoices(operation, values);
		expect(error?.message).toContain('WhatsApp rejected this message');
		expect(requestsTo(simulator.current, '/message/')).toHaveLength(2);
	});

	it('bulk sending sends the text in the same run, and with Deduplication a later run sends nothing again', async () => {
		refuseAllButTexts();
		const [[operation, values]] = MESSAGES;
		const { items } = await sendChoices(operation, values, {
			stopConditions: { failuresInARow: 3 },
		});
		expect(items[0].json).toMatchObject({
			delivery: 'delivered',
			sentAsText: true,
			broadcast: { status: 'sent' },
		});
		const again = await sendChoices(operation, values, {
			deduplication: { values: { sentSince: '24' } },
		});
		expect(again.items[0].json.broadcast).toMatchObject({ status: 'alreadySent' });
	});

	it('sends no text if WhatsApp accepted the message', async () => {
		whatsApp({});
		const [[operation, values]] = MESSAGES;
		const { items } = await sendChoices(operation, values);
		expect(items[0].json).not.toHaveProperty('sentAsText');
		expect(requestsTo(simulator.current, '/message/sendText')).toEqual([]);
	});
});

it('Delivery Receipt also waits for messages that are not texts, such as a location', async () => {
	whatsApp({});
	const result = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendLocation',
		values: {
			recipient: phone(1),
			latitude: 1,
			longitude: 2,
			options: { deliveryReceipt: until('delivered') },
		},
	});
	expect(deliveries(result)).toEqual(['delivered']);
});
