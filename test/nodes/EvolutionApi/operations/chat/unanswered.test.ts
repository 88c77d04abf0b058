import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { demoOf, arrived, forget, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

const simulator = useSimulator();

const HOUR = 3_600_000;
const BRUNO = '5511977776666';
const CARLA = '5511966665555';
const TEAM = '120363020202020202@g.us';

const demo = () => demoOf(simulator.current);

function age(id: string, hours: number): void {
	const message = demo().messages.get(id);
	if (!message) throw new Error(`There is no message ${id}`);
	const at = Date.now() - hours * HOUR;
	Object.assign(message, { at, messageTimestamp: Math.floor(at / 1000) });
}

/** With `fromMe`, the message is sent from the account's phone. */
function wrote(from: string, hours: number, more: IDataObject = {}): string {
	const { id } = written(simulator.current, { from, ...more });
	age(id, hours);
	return id;
}

async function sent(number: string, hours: number, text = 'An offer'): Promise<string> {
	const run = { resource: 'message', operation: 'sendText', values: { recipient: number, text } };
	const { items } = await runOperation(simulator.current, run);
	const id = String(items[0].json.messageId);
	age(id, hours);
	return id;
}

const unanswered = async (values: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'chat',
		operation: 'getUnanswered',
		values: { lastMessageFrom: 'customer', olderThan: 24, notOlderThan: 72, ...values },
	});

const phones = async (values: IDataObject = {}) =>
	(await unanswered(values)).items.map(({ json }) => json.phoneNumber);

describe('Chat → Get Unanswered', () => {
	it('gives the customers without an answer, the one who has waited longest first', async () => {
		wrote(BRUNO, 30, { text: 'Do you deliver?' });
		wrote(CARLA, 50);
		const { items } = await unanswered();
		expect(items.map(({ json }) => json.phoneNumber)).toEqual([CARLA, BRUNO]);
		expect(items[1].json).toMatchObject({
			chat: `${BRUNO}@s.whatsapp.net`,
			chatType: 'private',
			lastMessage: { from: 'customer', kind: 'text', text: 'Do you deliver?' },
			hours: 30,
			personId: '551177776666',
			sessionId: 'demo/551177776666',
			instance: 'demo',
		});
		expect(Date.parse(String(items[1].json.lastWrittenAt)) / HOUR).toBeCloseTo(
			Date.now() / HOUR - 30,
			1,
		);
	});

	it('gives the customer whom only the greeting of the WhatsApp Business app has answered', async () => {
		wrote(BRUNO, 30, { text: 'Do you deliver?' });
		wrote(BRUNO, 30 - 1 / 3600, { kind: 'greeting', text: 'Shop X thanks you for your message' });
		const { items } = await unanswered();
		expect(items.map(({ json }) => json.lastMessage)).toMatchObject([
			{ from: 'customer', text: 'Do you deliver?' },
		]);
		expect(await phones({ lastMessageFrom: 'us' })).toEqual([]);
	});

	it('leaves out who was answered by the API, or by a person on the phone', async () => {
		wrote(BRUNO, 30);
		await sent(BRUNO, 29);
		wrote(CARLA, 30);
		wrote(CARLA, 28, { fromMe: true, text: 'I look after you' });
		expect(await phones()).toEqual([]);
	});

	it('leaves out what is too new, and what is too old', async () => {
		wrote(BRUNO, 23);
		wrote(CARLA, 73);
		expect(await phones()).toEqual([]);
		expect(await phones({ olderThan: 22, notOlderThan: 74 })).toEqual([CARLA, BRUNO]);
	});

	it('counts no reaction as an answer, of the customer or of ours', async () => {
		const offer = await sent(BRUNO, 40);
		wrote(BRUNO, 2, { kind: 'reaction', targetId: offer, emoji: '👍' });
		expect(await phones({ lastMessageFrom: 'us' })).toEqual([BRUNO]);
		expect(await phones({ olderThan: 1 })).toEqual([]);
	});

	it('returns our messages without an answer: with "by the API" not those from the phone', async () => {
		await sent(BRUNO, 30);
		wrote(CARLA, 31, { fromMe: true, text: 'Are you there?' });
		expect(await phones({ lastMessageFrom: 'us' })).toEqual([CARLA, BRUNO]);
		const { items } = await unanswered({ lastMessageFrom: 'api' });
		expect(items.map(({ json }) => json)).toMatchObject([
			{ phoneNumber: BRUNO, lastMessage: { from: 'api', text: 'An offer' }, lastWrittenAt: null },
		]);
	});

	it('gives the customer whose answer WhatsApp rejected', async () => {
		wrote(BRUNO, 30, { text: 'Do you deliver?' });
		const message = demo().messages.get(await sent(BRUNO, 29));
		message?.updates.push('ERROR');
		const { items } = await unanswered();
		expect(items.map(({ json }) => json.lastMessage)).toMatchObject([{ text: 'Do you deliver?' }]);
	});

	it('gives no message that the customer deleted', async () => {
		simulator.current.config.deviceContext = true;
		wrote(BRUNO, 31, { text: 'Do you deliver?' });
		const secret = wrote(BRUNO, 30, { text: 'my card is 4111' });
		written(simulator.current, { from: BRUNO, kind: 'delete', targetId: secret });
		age(secret, 30);
		const { items } = await unanswered();
		expect(JSON.stringify(items)).not.toContain('4111');
		expect(items.map(({ json }) => json.lastMessage)).toMatchObject([{ text: 'Do you deliver?' }]);
	});

	it('says since when, if several messages in a row have no answer', async () => {
		await sent(BRUNO, 60, 'An offer');
		await sent(BRUNO, 30, 'A reminder');
		const [{ json }] = (await unanswered({ lastMessageFrom: 'us' })).items;
		expect(json).toMatchObject({ lastMessage: { text: 'A reminder' }, hours: 30 });
		expect(Date.parse(String(json.unansweredSince)) / HOUR).toBeCloseTo(Date.now() / HOUR - 60, 1);
	});

	it('takes what a person wrote under the LID and what we wrote to the number for one chat', async () => {
		wrote(BRUNO, 40, { hidden: true });
		await sent(BRUNO, 39);
		expect(await phones()).toEqual([]);
		expect(await phones({ lastMessageFrom: 'us' })).toEqual([BRUNO]);
	});

	it('includes groups only if they are chosen', async () => {
		for (const { key } of demo().messages.chat(TEAM)?.messages ?? []) age(key.id, 30);
		const chats = async (chatType: string) =>
			(await unanswered({ filters: { chatType } })).items.map(({ json }) => json.chat);
		expect(await chats('people')).toEqual([]);
		expect(await chats('groups')).toEqual([TEAM]);
		expect(await chats('all')).toEqual([TEAM]);
	});

	it('with Labels gives only chats that have one of them', async () => {
		wrote(BRUNO, 30);
		wrote(CARLA, 30);
		demo().account.labels.set(`${CARLA}@s.whatsapp.net`, new Set(['7']));
		expect(await phones({ filters: { labels: '3, 7' } })).toEqual([CARLA]);
		expect(await phones({ filters: { labels: '3' } })).toEqual([]);
	});

	it('asks for the messages of no more chats than Limit needs', async () => {
		wrote(BRUNO, 30);
		wrote(CARLA, 40);
		forget(simulator.current);
		expect(await phones({ returnAll: false, limit: 1 })).toEqual([CARLA]);
		const asked = arrived(simulator.current).map(({ path }) => path);
		expect(asked).not.toContainEqual(expect.stringContaining('findChatByRemoteJid'));
		const chats = asked.filter((path) => path.startsWith('/chat/findMessages'));
		expect(chats.length).toBeLessThanOrEqual(2);
	});

	it('refuses a span in which no chat can be, before anything is asked', async () => {
		forget(simulator.current);
		const { error } = await unanswered({ olderThan: 72, notOlderThan: 24 });
		expect(error?.message).toContain('Not Older Than (Hours)');
		expect(arrived(simulator.current)).toEqual([]);
	});
});
