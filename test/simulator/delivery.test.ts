import { turns } from '../support/time';
import { type Client, startClient } from './support/client';

// Tests how WhatsApp handles messages that the server has accepted.

const STRANGER = '5511944440000';
const ANA = '5511988887777';
const GROUP = '120363020202020202@g.us';

let client: Client;
beforeEach(async () => {
	client = await startClient({ seed: true });
});
afterEach(() => client.simulator.close());

const rules = async (delivery: object, more: object = {}) =>
	await client.post('/_sim/config', { delivery, ackDelayMs: 5, ...more });
const sendText = async (number: string, text = 'Hello', instance = 'demo') =>
	(await client.post(`/message/sendText/${instance}`, { number, text })).body;
async function updates(id: string, wanted: readonly string[], instance = 'demo') {
	let found: string[] = [];
	for (let tries = 0; tries < 40; tries++) {
		const { body } = await client.post(`/chat/findMessages/${instance}`, {
			where: { key: { id } },
		});
		found = body.messages.records[0].MessageUpdate.map(({ status }: { status: string }) => status);
		if (found.join() === wanted.join() && tries > 3) break;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	return found;
}
const becomes = async (number: string, wanted: readonly string[]) => {
	const { key, status } = await sendText(number);
	expect(status).toBe('PENDING');
	expect(await updates(key.id, wanted)).toEqual(wanted);
};

it.each([
	[{ ticks: 'three' }, 'delivery.ticks'],
	[{ refuses: 'some' }, 'delivery.refuses'],
	[{ newContacts: 'few' }, 'delivery.newContacts'],
	[{ bannedAbove: { lookUps: 1 } }, 'delivery.bannedAbove'],
	[{ refusedAfterMs: -1 }, 'delivery.refusedAfterMs'],
])('simulator: delivery rules: %j is refused', async (delivery, named) => {
	const { status, body } = await rules(delivery);
	expect(status).toBe(400);
	expect(JSON.stringify(body)).toContain(named);
});

it.each<[string, object, string[]]>([
	['two ticks', {}, ['DELIVERY_ACK']],
	['one tick, as to a phone that is off', { ticks: 'sent' }, ['SERVER_ACK']],
	['no tick', { ticks: 'none' }, []],
	['the status ERROR, where WhatsApp refuses all', { refuses: 'everybody' }, ['ERROR']],
])('simulator: delivery rules: a message gets %s', async (_what, delivery, wanted) => {
	await rules(delivery);
	await becomes(ANA, wanted);
});

it('simulator: delivery rules: a server that stores no status updates has none for a rejected message', async () => {
	await rules({ refuses: 'everybody' }, { storesUpdates: false });
	await becomes(ANA, []);
});

it.each<[string, object, string[]]>([
	['no tick, though all got it', {}, []],
	['a refusal', { refuses: 'everybody' }, ['ERROR']],
])(
	'simulator: delivery receipts: of a message to a group the server reports %s',
	async (_what, delivery, wanted) => {
		await rules(delivery);
		await becomes(GROUP, wanted);
	},
);

it('simulator: delivery receipts: a server that stores no messages stores no receipts, and delivers no event for them', async () => {
	const told: string[] = [];
	client.simulator.state.on('event', ({ event }) => told.push(event));
	await rules({}, { storesMessages: false });
	const { key } = await sendText(ANA);
	await turns();
	const { body } = await client.post('/chat/findStatusMessage/demo', { where: { id: key.id } });
	expect(body).toEqual([]);
	expect(told).toContain('send.message');
	expect(told).not.toContain('messages.update');
});

it.each([
	[{ refuses: 'everybody' }, ['ERROR']],
	[{ ticks: 'none' }, []],
])(
	'simulator: read receipts: a message that was not delivered gets none: %j',
	async (delivery, wanted) => {
		await rules(delivery);
		const { key } = await sendText(ANA);
		await updates(key.id, wanted);
		await client.post('/_sim/instances/demo/read', { chat: `${ANA}@s.whatsapp.net` });
		expect(await updates(key.id, wanted)).toEqual(wanted);
	},
);

it('simulator: delivery rules: every message to a stranger is rejected until that person writes, none to a known person', async () => {
	await rules({ refuses: 'strangers' });
	await becomes(STRANGER, ['ERROR']);
	await becomes(STRANGER, ['ERROR']);
	await becomes(ANA, ['DELIVERY_ACK']);
	await client.post('/_sim/instances/demo/receive', { from: STRANGER, kind: 'text', text: 'Hi' });
	await becomes(STRANGER, ['DELIVERY_ACK']);
});

it('simulator: delivery rules: messages to new contacts above the daily limit are rejected', async () => {
	await rules({ newContacts: 2 });
	for (const number of ['5511944440001', '5511944440002']) await becomes(number, ['DELIVERY_ACK']);
	await becomes('5511944440003', ['ERROR']);
	await becomes('5511944440001', ['DELIVERY_ACK']);
});

it('simulator: delivery rules: receipts and rejections can be planned in any order, and the server stores all of them', async () => {
	await rules({ ticks: 'none' });
	const steps = ['DELIVERY_ACK', 'SERVER_ACK', 'ERROR', 'READ'].map((status) => ({
		do: 'tick',
		afterMs: 5,
		status,
	}));
	await client.post('/_sim/instances/demo/plans', { after: 'send', steps });
	await becomes(ANA, ['DELIVERY_ACK', 'SERVER_ACK', 'ERROR', 'READ']);
});

it('simulator: a WHATSAPP-BUSINESS account reports the status of a message as SENT, DELIVERED or FAILED, as Meta does', async () => {
	await client.post('/instance/create', {
		instanceName: 'biz',
		integration: 'WHATSAPP-BUSINESS',
		token: 'token',
		number: '106540352242922',
		businessId: '102290129340398',
	});
	await rules({ ticks: 'none' });
	const steps = ['SERVER_ACK', 'DELIVERY_ACK', 'ERROR'].map((status) => ({ do: 'tick', status }));
	await client.post('/_sim/instances/biz/plans', { after: 'send', steps });
	const { key } = await sendText(ANA, 'Hello', 'biz');
	const wanted = ['SENT', 'DELIVERED', 'FAILED'];
	expect(await updates(key.id, wanted, 'biz')).toEqual(wanted);
});

describe('simulator: an account is banned', () => {
	const bannedAbove = { lookUps: 3, strangers: 2, sameText: 2 };
	const state = async () => {
		await turns();
		const { body } = await client.get('/instance/connectionState/demo');
		return body.instance.state;
	};

	it('for looking up too many unknown numbers', async () => {
		await rules({ bannedAbove });
		const lookUp = async (...numbers: string[]) =>
			await client.post('/chat/whatsappNumbers/demo', { numbers });
		await lookUp(ANA, '5511944440001', '5511944440002', '5511944440003');
		await lookUp('5511944440001');
		expect(await state()).toBe('open');
		expect((await lookUp('5511944440004')).status).toBe(200);
		expect(await state()).toBe('close');
	});

	it('for writing to too many strangers', async () => {
		await rules({ bannedAbove: { ...bannedAbove, sameText: 99 } });
		for (const last of [1, 2]) await sendText(`551194444000${last}`);
		expect(await state()).toBe('open');
		await sendText('5511944440003');
		expect(await state()).toBe('close');
	});

	it('for writing the same text to too many people', async () => {
		await rules({ bannedAbove });
		const known = [ANA, '5511977776666', '34612345678'];
		for (const number of known) await sendText(number, 'Only today!');
		expect(await state()).toBe('close');
	});
});
