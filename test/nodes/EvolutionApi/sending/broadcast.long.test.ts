import { parsePlan } from '../../../../simulator/state/plans';
import { fail, useSimulator } from '../../../support/simulator';
import {
	REFUSAL,
	broadcast,
	counts,
	fates,
	onPhone,
	phone,
	requestsTo,
	sentTo,
	statuses,
} from './support';

const simulator = useSimulator();

function closeAfter(messages: number): void {
	const plan = parsePlan({ after: 'send', skip: messages - 1, steps: [{ do: 'close' }] });
	if (typeof plan === 'string') throw new Error(plan);
	simulator.current.state.instances.get('demo')?.plans.push(plan);
}

describe('bulk sending: 200 recipients, 20 of them not on WhatsApp, 2 twice, and the instance closes at the 150th message', () => {
	const everyTenth = Array.from({ length: 20 }, (_, n) => phone(n * 10));
	const recipients = Array.from({ length: 198 }, (_, n) => phone(n));
	recipients.splice(50, 0, `+${phone(7)}`);
	recipients.splice(120, 0, `${phone(33)}@s.whatsapp.net`);
	const bulkSending = {
		verifyNumbers: true,
		deduplication: { values: { sentSince: '1' } },
		stopConditions: { failuresInARow: 3 },
	};

	it('gives every item a status, and a second run sends exactly what is missing', async () => {
		simulator.current.state.config.unknownNumbers = everyTenth;
		closeAfter(150);
		const first = await broadcast(simulator.current, recipients, bulkSending);
		expect(first.error).toBeUndefined();
		expect(first.items).toHaveLength(200);
		expect(first.items.map(({ pairedItem }) => pairedItem)).toEqual(
			recipients.map((_, item) => ({ item })),
		);
		const after = counts(first);
		expect(after.sent).toBe(150);
		expect(after.duplicate).toBe(2);
		expect(after.unknown).toBe(1);
		expect(after.notOnWhatsApp + after.skipped).toBe(200 - 150 - 2 - 1);
		for (const { status, reason, jid, messageId, sentAt } of fates(first)) {
			const isSent = status === 'sent';
			expect(reason === null).toBe(isSent);
			expect([messageId, sentAt].map((value) => value !== null)).toEqual([isSent, isSent]);
			expect(jid).toMatch(/^351\d+@s\.whatsapp\.net$/);
		}
		const last = fates(first).at(-1);
		expect(last?.reason).toBe('The instance "demo" is not connected to WhatsApp');

		const instance = simulator.current.state.instances.get('demo');
		if (instance) instance.state = 'open';
		simulator.current.state.requests.clear();
		const second = await broadcast(simulator.current, recipients, bulkSending);
		expect(counts(second)).toEqual({
			alreadySent: 150,
			sent: 28,
			duplicate: 2,
			notOnWhatsApp: 20,
		});
		expect(sentTo(simulator.current)).toHaveLength(28);
		const chats = onPhone(simulator.current).map(({ key }) => key.remoteJid);
		expect(chats).toHaveLength(178);
		expect(new Set(chats).size).toBe(178);
		expect(everyTenth.filter((number) => chats.some((jid) => jid.startsWith(number)))).toEqual([]);
		const sent = fates(first).filter(({ status }) => status === 'sent');
		const ids = new Map(sent.map(({ jid, messageId }) => [jid, messageId]));
		for (const { status, jid, messageId } of fates(second)) {
			if (status === 'alreadySent') expect(messageId).toBe(ids.get(jid));
		}

		const third = await broadcast(simulator.current, recipients, bulkSending);
		expect(counts(third)).toEqual({ alreadySent: 178, duplicate: 2, notOnWhatsApp: 20 });
		expect(sentTo(simulator.current)).toHaveLength(28);
	}, 120_000);
});

describe('bulk sending: a message whose answer is lost', () => {
	it.each([
		['before the answer', 'after'],
		['in the middle of the answer', 'mid'],
	] as const)(
		'is not sent again, and a later run finds it in the chat (the connection breaks %s)',
		async (_when, drop) => {
			fail(simulator.current, { path: '/message', drop, skip: 1 });
			const recipients = [1, 2, 3].map(phone);
			const result = await broadcast(simulator.current, recipients, {
				stopConditions: { failuresInARow: 2 },
			});
			expect(statuses(result)).toEqual(['sent', 'unknown', 'sent']);
			expect(fates(result)[1].reason).toMatch(/broke off.*look before you send/);
			expect(sentTo(simulator.current)).toEqual(recipients);
			const again = await broadcast(simulator.current, recipients, {
				deduplication: { values: { sentSince: 1 } },
			});
			expect(statuses(again)).toEqual(['alreadySent', 'alreadySent', 'alreadySent']);
			expect(onPhone(simulator.current)).toHaveLength(3);
		},
	);

	it('is not sent again with Retry On Fail either', async () => {
		fail(simulator.current, { path: '/message', drop: 'after' });
		const recipients = [1, 2].map(phone);
		const result = await broadcast(
			simulator.current,
			recipients,
			{ stopConditions: { failuresInARow: 5 } },
			{ retryOnFail: true },
		);
		expect(statuses(result)).toEqual(['unknown', 'sent']);
		expect(onPhone(simulator.current)).toHaveLength(2);
	});
});

describe('bulk sending: failures', () => {
	it('of invalid input are reported in their items even if On Error is Stop Workflow, and the others are sent', async () => {
		const result = await broadcast(simulator.current, [phone(1), 'abc', '', phone(2)], {
			stopConditions: { failuresInARow: 1 },
		});
		expect(result.error).toBeUndefined();
		expect(statuses(result)).toEqual(['sent', 'failed', 'failed', 'sent']);
		expect(fates(result)[1].reason).toMatch(
			/^"Recipient" is "abc", which is not a valid phone number\. Enter it with/,
		);
	});

	it('of an invalid item affect neither the number check of the others nor the sends to them', async () => {
		const recipients = [phone(1), 'abc', `${phone(2)} ${phone(3)}`, phone(4)];
		const result = await broadcast(simulator.current, recipients, { verifyNumbers: true });
		expect(statuses(result)).toEqual(['sent', 'failed', 'failed', 'sent']);
		const [{ body }] = requestsTo(simulator.current, '/chat/whatsappNumbers');
		expect(body).toEqual({ numbers: [phone(1), phone(4)] });
		expect(sentTo(simulator.current)).toHaveLength(2);
	});

	it('in a row stop the run after as many as Failures in a Row allows', async () => {
		fail(simulator.current, { ...REFUSAL, times: 4, skip: 1 });
		const recipients = [1, 2, 3, 4, 5].map(phone);
		const result = await broadcast(simulator.current, recipients, {
			stopConditions: { failuresInARow: 2 },
		});
		expect(statuses(result)).toEqual(['sent', 'failed', 'failed', 'skipped', 'skipped']);
		expect(fates(result)[4].reason).toBe(
			'Failed messages in a row: 2. The last error: Evolution API refused the request: No',
		);
		expect(sentTo(simulator.current)).toHaveLength(3);
	});

	it('that are not in a row do not stop the run', async () => {
		for (const skip of [0, 1, 2]) fail(simulator.current, { path: '/message', status: 400, skip });
		const result = await broadcast(simulator.current, [1, 2, 3, 4, 5, 6].map(phone), {
			stopConditions: { failuresInARow: 2 },
		});
		expect(statuses(result)).toEqual(['failed', 'sent', 'failed', 'sent', 'sent', 'failed']);
	});

	it('stop the run at once when the instance is closed, whatever the failure was', async () => {
		const instance = simulator.current.state.instances.get('demo');
		if (instance) instance.state = 'connecting';
		fail(simulator.current, { path: '/message', status: 500 });
		const result = await broadcast(simulator.current, [1, 2, 3].map(phone), {
			stopConditions: { failuresInARow: 9 },
		});
		expect(statuses(result)).toEqual(['unknown', 'skipped', 'skipped']);
		expect(fates(result)[2].reason).toBe(
			'The instance "demo" is not connected to WhatsApp (connecting)',
		);
	});

	it('do not include numbers that are not on WhatsApp', async () => {
		simulator.current.state.config.unknownNumbers = [phone(1), phone(2)];
		const result = await broadcast(simulator.current, [1, 2, 3].map(phone), {
			stopConditions: { failuresInARow: 1 },
		});
		expect(statuses(result)).toEqual(['notOnWhatsApp', 'notOnWhatsApp', 'sent']);
	});
});

describe('Verify Numbers', () => {
	it('checks 50 numbers per request before the first message, but does not check groups and LIDs', async () => {
		const { state } = simulator.current;
		const group = [...(state.instances.get('demo')?.groups.keys() ?? [])][0];
		const recipients = [...Array.from({ length: 60 }, (_, n) => phone(n)), group, '12345@lid'];
		const bulkSending = { verifyNumbers: true };
		const result = await broadcast(simulator.current, recipients, bulkSending);
		expect(counts(result)).toEqual({ sent: 62 });
		const checks = requestsTo(simulator.current, '/chat/whatsappNumbers');
		expect(checks.map(({ body }) => (body as { numbers: string[] }).numbers.length)).toEqual([
			50, 10,
		]);
		const first = requestsTo(simulator.current, '/message')[0];
		expect(checks.every(({ id }) => id < first.id)).toBe(true);
	});

	it('sends to the address that WhatsApp has for a number', async () => {
		// In Rio Grande do Sul, WhatsApp's address has no additional digit 9.
		const result = await broadcast(simulator.current, ['+55 51 98765-4321'], {
			verifyNumbers: true,
		});
		expect(sentTo(simulator.current)).toEqual(['555187654321@s.whatsapp.net']);
		expect(fates(result)[0].jid).toBe('555187654321@s.whatsapp.net');
	});

	it('sends nothing when the numbers cannot be checked', async () => {
		fail(simulator.current, { path: '/chat/whatsappNumbers', status: 400, body: {} });
		const result = await broadcast(simulator.current, [1, 2].map(phone), { verifyNumbers: true });
		expect(statuses(result)).toEqual(['skipped', 'skipped']);
		expect(fates(result)[0].reason).toMatch(/^The numbers could not be verified: /);
		expect(sentTo(simulator.current)).toEqual([]);
	});
});

describe('bulk sending: the items of a run', () => {
	it('with the same message to the same person are sent once', async () => {
		const recipients = ['5511987654321', '+55 11 8765-4321', '5511987654321@c.us', phone(1)];
		const result = await broadcast(simulator.current, recipients, {
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(result)).toEqual(['sent', 'duplicate', 'duplicate', 'sent']);
		expect(fates(result)[2].reason).toBe('Item 0 has the same message for the same chat');
	});

	it('with different messages to the same person are all sent', async () => {
		const { current } = simulator;
		const values = { text: '={{ "Part " + $itemIndex }}' };
		const result = await broadcast(
			current,
			[phone(1), phone(1)],
			{ stopConditions: { failuresInARow: 3 } },
			{ values },
		);
		expect(statuses(result)).toEqual(['sent', 'sent']);
	});

	it('beyond Max Items per Run are not sent', async () => {
		const result = await broadcast(simulator.current, [1, 2, 3].map(phone), { maxItems: 2 });
		expect(statuses(result)).toEqual(['sent', 'sent', 'skipped']);
		expect(fates(result)[2].reason).toBe('Max Items per Run (2) is reached');
	});

	it('are output with message and status; a summary follows them, or replaces them, on request', async () => {
		const recipients = [phone(1), phone(1), phone(2)];
		const bulkSending = { maxItems: 1, output: 'itemsAndSummary' };
		const { items } = await broadcast(simulator.current, recipients, bulkSending);
		expect(items).toHaveLength(4);
		expect(items[0].json).toMatchObject({ chat: `${phone(1)}@s.whatsapp.net`, fromMe: true });
		expect(items[0].json.broadcast).toMatchObject({ messageId: items[0].json.messageId });
		expect(items[3].pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(items[3].json.summary).toMatchObject({
			items: 3,
			sent: 1,
			skipped: 2,
			failed: 0,
			unknown: 0,
			stopReason: null,
			startedAt: expect.stringMatching(/^20\d\d-/),
		});
		const alone = await broadcast(simulator.current, recipients, { output: 'summary' });
		expect(alone.items.map(({ json }) => Object.keys(json))).toEqual([['summary']]);
	});

	it('are sent without additional requests or output if Bulk Sending is not used', async () => {
		const { items } = await broadcast(simulator.current, [phone(1), phone(1)], {});
		expect(items.map(({ json }) => 'broadcast' in json)).toEqual([false, false]);
		expect(simulator.current.state.requests.list()).toHaveLength(2);
	});
});
