import type { IDataObject } from 'n8n-workflow';

import { eventToItems, parseDelivery } from '../../../../../nodes/EvolutionApi/events/eventItems';
import { compileFilters } from '../../../../../nodes/EvolutionApi/events/filters';
import { receive } from '../../../../../simulator/whatsapp/receive';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';

// Tests a bug of WHATSAPP-BUSINESS instances: if two customers write at the same moment, the server mixes up their numbers.

const simulator = useSimulator();

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const jid = (number: string) => `${number}@s.whatsapp.net`;

const biz = () => {
	const instance = simulator.current.state.instances.get('biz');
	if (instance === undefined) throw new Error('There is no biz');
	return instance;
};

beforeEach(async () => {
	await fetch(`${simulator.current.url}/instance/create`, {
		method: 'POST',
		headers: { apikey: simulator.current.key, 'content-type': 'application/json' },
		body: JSON.stringify({
			instanceName: 'biz',
			integration: 'WHATSAPP-BUSINESS',
			number: '1234567890',
			token: 'EAA',
		}),
	});
	simulator.current.state.requests.clear();
});

function anaWrites(chat: string | undefined, text = 'Hi'): IDataObject {
	const event = { from: ANA, kind: 'text', text, pushName: 'Ana', chat: jid(ANA) };
	const data = receive(simulator.current.state, biz(), event) as IDataObject;
	const key = data.key as IDataObject;
	const stored = biz().messages.get(String(key.id));
	if (stored === undefined) throw new Error('It is not stored');
	Object.assign(stored.key, { remoteJid: chat });
	return {
		event: 'messages.upsert',
		instance: 'biz',
		data: { ...data, key: { ...key, remoteJid: chat } },
	};
}

function deliveryOf(body: IDataObject) {
	const delivery = parseDelivery(body, evolutionApi);
	if (delivery === undefined) throw new Error('This is no delivery');
	return delivery;
}

const flat = (body: IDataObject) => eventToItems(deliveryOf(body), { simplify: true })[0];

const reply = async (json: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'reply',
		instance: 'biz',
		values: { text: 'Your PIN is 4711', options: { markAsRead: false, quote: false } },
		items: [{ json }],
	});

const sends = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));

const WRONG: Array<[what: string, chat: string | undefined]> = [
	['the number of another customer', jid(BRUNO)],
	['a JID without a user', '@s.whatsapp.net'],
	['a BSUID as if it were a group (…@g.us)', '13491208655302741918@g.us'],
	['no chat', undefined],
];

describe("a WHATSAPP-BUSINESS message whose ID contains another customer's number than the server gives", () => {
	it.each(WRONG)('has no chat in the item if the server gives %s', (_what, chat) => {
		expect(flat(anaWrites(chat))).toMatchObject({
			chat: null,
			phoneNumber: null,
			senderPhone: null,
			senderName: 'Ana',
			chatConflict: { inDelivery: chat ?? null, inMessageId: ANA },
		});
	});

	it.each(WRONG)('gets no Reply if the server gives %s', async (_what, chat) => {
		for (const item of [anaWrites(chat), flat(anaWrites(chat))]) {
			const { error } = await reply(item);
			expect(error?.message).toContain('It is not certain who wrote the message');
		}
		expect(sends()).toEqual([]);
	});

	it('answers no waiting question, and passes no filter for chats', () => {
		const delivery = deliveryOf(anaWrites(jid(BRUNO)));
		expect(delivery.chat).toEqual([]);
		expect(
			compileFilters({ filters: { chats: { values: { mode: 'restrictTo', chats: BRUNO } } } })(
				delivery,
			),
		).toBe(false);
		expect(
			compileFilters({ filters: { chats: { values: { mode: 'restrictTo', chats: ANA } } } })(
				delivery,
			),
		).toBe(false);
		expect(compileFilters({ filters: {} })(delivery)).toBe(true);
	});

	it('has an agent memory of its own, shared with no other unknown customer', () => {
		const sessions = [1, 2].map(() => flat(anaWrites(jid(BRUNO))).sessionId);
		expect(new Set(sessions).size).toBe(2);
	});

	it('is no opt-out of the customer whom the server gives', async () => {
		anaWrites(jid(BRUNO), 'STOP');
		const send = async (recipient: string) =>
			await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendText',
				instance: 'biz',
				values: {
					recipient,
					text: 'News',
					bulkSending: { optOut: { values: { optOutKeywords: 'STOP' } } },
				},
			});
		await send(BRUNO);
		expect(sends()).toHaveLength(1);
		anaWrites(jid(ANA), 'STOP');
		await send(ANA);
		expect(sends()).toHaveLength(1);
	});
});

describe('a WHATSAPP-BUSINESS message whose ID does not contradict the number that the server gives', () => {
	it('gets a Reply', async () => {
		const { error } = await reply(anaWrites(jid(ANA)));
		expect(error).toBeUndefined();
		expect(sends()).toHaveLength(1);
	});

	it('keeps its chat if the server gives the number in another spelling', () => {
		const body = anaWrites(jid('551188887777'));
		expect(flat(body)).toMatchObject({ chat: jid('551188887777') });
		expect(flat(body)).not.toHaveProperty('chatConflict');
	});

	it('has its chat also where the ID contains no number', () => {
		const body = anaWrites(jid(BRUNO));
		const data = body.data as { key: IDataObject };
		data.key.id = 'wamid.FAKE1';
		expect(flat(body)).toMatchObject({ chat: jid(BRUNO) });
	});
});

describe("a message ID of Meta, which contains the customer's number,", () => {
	/** IDs that others have published, each with the number that it contains. */
	const PUBLISHED: Array<[number: string, id: string]> = [
		['5516992318222', 'wamid.HBgNNTUxNjk5MjMxODIyMhUCABEYEjgxQkVFRDVBQTVDODFDOTg3MQA='],
		['60173526233', 'wamid.HBgLNjAxNzM1MjYyMzMVAgASGBQzQUI0NkE4NjM1QTU2NjVGOURGQgA='],
	];
	const HIDDEN = 'US.13491208655302741918';
	const hiddenId = `wamid.${Buffer.concat([
		Buffer.from([0x1c, 0x18, HIDDEN.length]),
		Buffer.from(HIDDEN),
		Buffer.from([0x15, 0x02]),
	]).toString('base64')}`;

	const withId = (id: string, chat: string) => {
		const body = anaWrites(chat);
		(body.data as { key: IDataObject }).key.id = id;
		return flat(body);
	};
	const tick = (keyId: string, remoteJid: string) =>
		flat({
			event: 'messages.update',
			instance: 'biz',
			data: { keyId, remoteJid, fromMe: true, participant: remoteJid, status: 'READ' },
		});

	it.each(PUBLISHED)(
		'contains the number %s: the item has a chat if the delivery names the same number, and none if it names another',
		(number, id) => {
			expect(withId(id, jid(number))).toMatchObject({ chat: jid(number) });
			expect(withId(id, jid(BRUNO))).toMatchObject({
				chat: null,
				chatConflict: { inDelivery: jid(BRUNO), inMessageId: number },
			});
		},
	);

	it.each(PUBLISHED)(
		'of a delivery receipt contains the number %s: the item has a chat if the delivery names it, and none if it names another',
		(number, id) => {
			expect(tick(id, jid(number))).toMatchObject({ chat: jid(number), statusText: 'read' });
			const ofOther = tick(id, jid(BRUNO));
			expect(ofOther).toMatchObject({
				chat: null,
				phoneNumber: null,
				statusText: 'read',
				chatConflict: { inDelivery: jid(BRUNO), inMessageId: number },
			});
			expect(ofOther).not.toHaveProperty('participant');
		},
	);

	it('with other bytes in place of the number leaves the chat as the server gives it', () => {
		const odd = Buffer.from([0x1c, 0x18, 5, 0xff, 0x00, 0x41, 0x0a, 0x22, 0x15]);
		expect(withId(`wamid.${odd.toString('base64')}`, jid(BRUNO))).toMatchObject({
			chat: jid(BRUNO),
		});
	});

	it('that has a BSUID (ID of a hidden number) instead leaves "chat" empty if the server gives a number', () => {
		const chatConflict = { inDelivery: jid(BRUNO), inMessageId: HIDDEN };
		expect(withId(hiddenId, jid(BRUNO))).toMatchObject({ chat: null, chatConflict });
		expect(tick(hiddenId, jid(BRUNO))).toMatchObject({ chat: null, phoneNumber: null });
	});
});

describe('a WHATSAPP-BUSINESS customer with a hidden number', () => {
	const HIDDEN = '13491208655302741918@g.us';

	it.each(['contact', 'chat'])('is left out of the list of %ss', async (resource) => {
		receive(simulator.current.state, biz(), { from: jid(ANA), kind: 'text', text: 'Hi' });
		// The server stores no contacts for WHATSAPP-BUSINESS instances, but it may have some from an earlier version.
		biz().contacts.set(jid(ANA), { jid: jid(ANA), name: 'Ana' } as never);
		biz().contacts.set(HIDDEN, { jid: HIDDEN, name: 'Dora' } as never);
		receive(simulator.current.state, biz(), {
			from: HIDDEN,
			chat: HIDDEN,
			kind: 'text',
			text: 'Hi',
		});
		const filters = { [`${resource}Type`]: 'all' };
		const { items } = await runOperation(simulator.current, {
			resource,
			operation: 'getMany',
			instance: 'biz',
			values: { returnAll: true, filters },
		});
		const found = items.map(({ json }) => json.jid ?? json.chat);
		expect(found).toContain(jid(ANA));
		expect(JSON.stringify(items)).not.toContain(HIDDEN);
	});
});

describe('Check Setup of a WHATSAPP-BUSINESS instance', () => {
	it('warns that this server version may mix up customers', async () => {
		const { items } = await runOperation(simulator.current, {
			resource: 'system',
			operation: 'checkSetup',
			instance: 'biz',
			values: { options: { eachCheck: true } },
		});
		const found = items.map(({ json }) => json).find(({ check }) => check === 'Instance');
		expect(found).toMatchObject({ details: expect.stringContaining('mixes up customers') });
	});
});
