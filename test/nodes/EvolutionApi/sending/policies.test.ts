import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure } from '../../../../nodes/EvolutionApi/errors/failure';
import { InputProblem } from '../../../../nodes/EvolutionApi/core/input/inputProblem';
import type { AskingRun, ItemRequest } from '../../../../nodes/EvolutionApi/table/prepare/prepare';
import type { TableRequest } from '../../../../nodes/EvolutionApi/server/adapter';
import type { StoredMessage } from '../../../../nodes/EvolutionApi/server/records';
import { sendAtOnce } from '../../../../nodes/EvolutionApi/sending/concurrency';
import { deduplicate, skipDuplicates } from '../../../../nodes/EvolutionApi/sending/deduplication';
import { watchMessages } from '../../../../nodes/EvolutionApi/sending/deliveryReceipt';
import { fallBackToText } from '../../../../nodes/EvolutionApi/sending/fallbacks';
import {
	deferInQuietHours,
	waitOutQuietHours,
} from '../../../../nodes/EvolutionApi/sending/quietHours';
import { ExecutionHistory } from '../../../../nodes/EvolutionApi/sending/executionHistory';
import { Pace, waitBetweenMessages } from '../../../../nodes/EvolutionApi/sending/rateLimit';
import {
	compose,
	type Message,
	type Policy,
	type Send,
	Sender,
} from '../../../../nodes/EvolutionApi/sending/send';
import type { BulkSettings } from '../../../../nodes/EvolutionApi/sending/settings';
import {
	StopConditions,
	unlessStopped,
} from '../../../../nodes/EvolutionApi/sending/stopConditions';
import { showTyping } from '../../../../nodes/EvolutionApi/sending/typingIndicator';
import { verifyNumbers } from '../../../../nodes/EvolutionApi/sending/verifyNumbers';
import { onSleep, realSleep } from '../../../support/time';

onSleep(realSleep);

// Each policy alone, with a clock and a `send` of the test, and an object as the server.

const NOON = new Date('2026-03-02T12:00:00Z');

beforeEach(() => void jest.useFakeTimers({ now: NOON }));
afterEach(() => jest.useRealTimers());

/** The messages in the server's store, newest first. */
let store: StoredMessage[] = [];
beforeEach(() => {
	store = [];
});

const addresses = new Map<string, string | null>();
const showsTyping = jest.fn();
const server = {
	hasStore: true,
	store: {
		keepsNothing: async () => await Promise.resolve(false),
		readChat: async (_target: unknown, chat: string, read: (page: StoredMessage[]) => boolean) => {
			read(store.filter((message) => message.chat === chat));
			await Promise.resolve();
		},
		async *pages() {
			yield await Promise.resolve(store);
		},
	},
	ownJid: async () => await Promise.resolve('351900000000@s.whatsapp.net'),
	ask: async (_context: unknown, _connection: unknown, { route, body: asked }: TableRequest) => {
		if (route === '/chat/sendPresence/{instance}') showsTyping(asked);
		const listed = [...addresses].map(([number, jid]) => ({ number, exists: jid !== null, jid }));
		const isOfState = route === '/instance/connectionState/{instance}';
		const body = isOfState ? { instance: { state: 'open' } } : listed;
		return await Promise.resolve({ body });
	},
};

const senderOf = (instance = 'demo') =>
	new Sender(
		{
			getExecutionCancelSignal: () => undefined,
		} as Partial<IExecuteFunctions> as IExecuteFunctions,
		{ baseUrl: 'http://localhost', server } as unknown as Sender['connection'],
		instance,
	);

const PHONE = '351910000001@s.whatsapp.net';

function messageTo(recipient = PHONE, more: Partial<Message> = {}): Message {
	const input = { recipient, text: 'Hello' };
	const sender = senderOf();
	const request = { index: 0, input, connection: sender.connection } as ItemRequest;
	return { request, sender, recipient, address: recipient, ...more };
}

const HELLO = { content: { kind: 'text', typed: 'Hello' }, identity: 'hello' } as const;

/** The `send` after a policy: its messages and their times. */
function network(answer: Send = async () => await Promise.resolve({ status: 'sent' })) {
	const sent: Array<{ message: Message; at: number }> = [];
	const send: Send = async (message) => {
		sent.push({ message, at: Date.now() - NOON.getTime() });
		return await answer(message);
	};
	return { sent, send };
}

/** Lets the time pass that a promise waits for. */
async function awaited<Value>(work: Promise<Value>): Promise<Value> {
	let isDone = false;
	const done = work.finally(() => (isDone = true));
	done.catch(() => undefined);
	while (!isDone) await jest.advanceTimersByTimeAsync(250);
	return await done;
}

const sendThrough = async (policies: readonly Policy[], message: Message, send: Send) =>
	await awaited(compose(policies, send)(message));

const bulk = (settings: Partial<BulkSettings>) =>
	({ stopConditions: { nothingDelivered: true }, ...settings }) as BulkSettings;

const refused = (failure: Partial<RequestFailure['failure']> = {}) =>
	new RequestFailure({ message: 'No', description: '', ...failure });

const failWith =
	(error: unknown): Send =>
	async () =>
		await Promise.reject(error as Error);

it('sending policies (Rate Limit, Opt-Out, …) run in their order before the send, and in reverse order after it', async () => {
	const order: string[] = [];
	const named = (name: string): Policy => ({
		async send(message, next) {
			order.push(`${name} before`);
			const result = await next(message);
			order.push(`${name} after`);
			return result;
		},
	});
	const { sent, send } = network();
	await sendThrough([named('first'), named('second')], messageTo(), send);
	expect(order).toEqual(['first before', 'second before', 'second after', 'first after']);
	expect(sent).toHaveLength(1);
});

describe('policy Rate Limit', () => {
	it('waits between messages, longer after a batch, and not before the first', async () => {
		const pace = new Pace();
		const limit = { minDelay: 5, maxDelay: 5, batchSize: 2, batchPause: 60 };
		const { sent, send } = network();
		const policies = [waitBetweenMessages(pace, limit, undefined), pace.count];
		for (let n = 0; n < 4; n++) await sendThrough(policies, messageTo(), send);
		expect(sent.map(({ at }) => Math.round(at / 1000))).toEqual([0, 5, 65, 70]);
	});

	it('waits also after what the server refuses, which does not count as sent, and not after invalid input', async () => {
		const pace = new Pace();
		const send = failWith(new InputProblem(['text'], 'is empty', ''));
		await expect(sendThrough([pace.count], messageTo(), send)).rejects.toThrow();
		expect([pace.sentCount, pace.triedCount]).toEqual([0, 0]);
		await expect(sendThrough([pace.count], messageTo(), failWith(refused()))).rejects.toThrow();
		expect([pace.sentCount, pace.triedCount]).toEqual([0, 1]);
	});
});

describe('policy Quiet Hours', () => {
	const hours = { from: 11 * 60, to: 13 * 60, timeZone: 'UTC' };

	it('defers messages until the quiet hours are over', async () => {
		const { sent, send } = network();
		const policy = deferInQuietHours({ ...hours, behavior: 'defer' });
		const result = await sendThrough([policy], messageTo(), send);
		expect(result).toMatchObject({
			status: 'deferred',
			deferredUntil: new Date('2026-03-02T13:00:00Z'),
		});
		expect(sent).toEqual([]);
	});

	it('waits until the quiet hours are over, if the option says so', async () => {
		const { sent, send } = network();
		const policy = waitOutQuietHours({ ...hours, behavior: 'wait' }, undefined);
		await sendThrough([policy], messageTo(), send);
		expect(sent[0].at).toBeGreaterThanOrEqual(60 * 60 * 1000);
		expect(sent[0].at).toBeLessThan(61 * 60 * 1000);
	});

	it('sends messages without delay outside the quiet hours', async () => {
		const { sent, send } = network();
		const night = { from: 22 * 60, to: 6 * 60, timeZone: 'UTC' };
		await sendThrough([deferInQuietHours({ ...night, behavior: 'defer' })], messageTo(), send);
		await sendThrough(
			[waitOutQuietHours({ ...night, behavior: 'wait' }, undefined)],
			messageTo(),
			send,
		);
		expect(sent.map(({ at }) => at < 1000)).toEqual([true, true]);
	});
});

describe('policy Stop Conditions', () => {
	it.each<[string, (sender: Sender, pace: Pace, controller: AbortController) => unknown, string]>([
		['was cancelled', (_s, _p, controller) => controller.abort(), 'The execution was cancelled'],
		['was stopped', (sender) => (sender.stopReason = 'It is off'), 'It is off'],
		['is at its maximum', (_s, pace) => (pace.sentCount = 3), 'Max Items per Run (3) is reached'],
	])('skips all messages after the run %s', async (_why, stop, reason) => {
		const [sender, pace, controller] = [senderOf(), new Pace(), new AbortController()];
		const policy = unlessStopped(sender, pace, bulk({ maxItems: 3 }), controller.signal);
		const { sent, send } = network();
		await sendThrough([policy], messageTo(), send);
		stop(sender, pace, controller);
		const result = await sendThrough([policy], messageTo(), send);
		expect(result).toMatchObject({ status: 'skipped', reason });
		expect(sent).toHaveLength(1);
	});

	it('stops after the given number of failures in a row; a sent message between them restarts the count', async () => {
		const sender = senderOf();
		const { countFailures } = new StopConditions(
			sender,
			{ failuresInARow: 2, nothingDelivered: true, failures: { inARow: 0 } },
			undefined,
		);
		const fail = async () =>
			await sendThrough([countFailures], messageTo(), failWith(refused())).catch(String);
		await fail();
		const delivered = network(
			async (message) => await Promise.resolve({ status: 'sent', sent: { message, messages: [] } }),
		);
		await sendThrough([countFailures], messageTo(), delivered.send);
		await fail();
		expect(sender.stopReason).toBeUndefined();
		await fail();
		expect(sender.stopReason).toBe('2 in a row failed, the last one with: No');
	});
});

describe('policy Verify Numbers', () => {
	it('sends to the address that WhatsApp has, and not to a number that is not on it', async () => {
		const sender = senderOf();
		const other = '351910000002@s.whatsapp.net';
		addresses.set(PHONE, '5511@s.whatsapp.net').set(other, null);
		const policy = verifyNumbers(sender, bulk({}), undefined);
		await awaited(Promise.resolve(policy.prepare!([PHONE, other])));
		const { sent, send } = network();
		await sendThrough([policy], messageTo(PHONE), send);
		const result = await sendThrough([policy], messageTo(other), send);
		expect(result).toMatchObject({ status: 'notOnWhatsApp' });
		expect(sent.map(({ message }) => message.request.input)).toEqual([
			{ recipient: '5511@s.whatsapp.net', text: 'Hello' },
		]);
	});
});

describe('policy Deduplication', () => {
	const skipping = (sender: Sender) => {
		const operation = { content: ({ text }: { text: string }) => ({ kind: 'text', typed: text }) };
		const context = { getInputData: () => [{ json: {} }] };
		return skipDuplicates(
			{ context, operation } as unknown as AskingRun,
			sender,
			false,
			new ExecutionHistory(),
		);
	};

	it('sends the same message to the same person once in a run', async () => {
		const policy = skipping(senderOf());
		const { sent, send } = network();
		await sendThrough([policy], messageTo(), send);
		const again = await sendThrough([policy], messageTo(), send);
		await sendThrough([policy], messageTo('351910000002@s.whatsapp.net'), send);
		expect(again).toMatchObject({ status: 'duplicate' });
		expect(sent).toHaveLength(2);
	});

	it('sends it once, also to a person whose LID it learns after the first', async () => {
		const sender = senderOf();
		const policy = skipping(sender);
		const { sent, send } = network();
		await sendThrough([policy], messageTo(PHONE, { sender }), send);
		sender.people.learn('123456789012345@lid', PHONE);
		const again = await sendThrough([policy], messageTo(PHONE, { sender }), send);
		expect(again).toMatchObject({ status: 'duplicate' });
		expect(sent).toHaveLength(1);
	});

	it('does not send to a chat that has the message in the store', async () => {
		const policy = deduplicate(senderOf(), new Date(NOON.getTime() - 3_600_000)).skipSent;
		await policy.prepare!([PHONE]);
		const { sent, send } = network();
		const message = messageTo(PHONE, { identified: HELLO });
		await sendThrough([policy], message, send);
		store = [kept({ messageId: 'A', fromMe: true, content: { conversation: 'Hello' } })];
		const again = await sendThrough([policy], message, send);
		expect(again).toMatchObject({ status: 'alreadySent', messageId: 'A' });
		expect(sent).toHaveLength(1);
	});
});

const kept = (message: Partial<StoredMessage>): StoredMessage =>
	({
		chat: PHONE,
		addresses: [PHONE],
		fromMe: false,
		seconds: NOON.getTime() / 1000 - 60,
		storedAt: NaN,
		...message,
	}) as StoredMessage;

describe('policy Typing Indicator', () => {
	const typing = { values: { duration: 'fixed', seconds: 3 } };
	const input = { recipient: PHONE, text: 'Hello', options: { typingIndicator: typing, other: 1 } };
	const message = messageTo(PHONE, {
		identified: HELLO,
		request: { index: 0, input } as unknown as ItemRequest,
	});

	it('is shown before the message, and the other policies can still stop the message afterwards', async () => {
		const stop: Policy = { send: async () => await Promise.resolve({ status: 'skipped' }) };
		const { sent, send } = network();
		const result = await sendThrough([showTyping([stop])], message, send);
		expect(result.status).toBe('skipped');
		expect(sent).toEqual([]);
		await sendThrough([showTyping([])], message, send);
		expect(showsTyping).toHaveBeenLastCalledWith({
			number: PHONE,
			presence: 'composing',
			delay: 3000,
		});
		expect(sent[0].message.request.input).toMatchObject({ options: { other: 1 } });
		expect(sent[0].message.request.input).not.toHaveProperty('options.typingIndicator');
	});
});

it('policy Delivery Receipt waits for the receipt of the message whose ID the server answered', async () => {
	const message = messageTo();
	const json = { chat: PHONE, messageId: 'A' };
	const { send } = network(
		async () => await Promise.resolve({ status: 'sent', items: [{ json }] }),
	);
	const result = await sendThrough([watchMessages], message, send);
	expect(result).toMatchObject({ status: 'sent', jid: PHONE, messageId: 'A' });
	expect(message.sender.watch.awaited('sent')).toEqual(result.sent?.messages);
});

it('policy Fall Back to Text sends a text only for a rejected message', async () => {
	const rejected = { messageId: 'A', outcome: 'rejected' } as const;
	const sentAs = (outcome: object) =>
		({ status: 'sent', sent: { message: messageTo(), messages: [outcome] } }) as never;
	const { sent, send } = network();
	const results = await fallBackToText([sentAs(rejected), sentAs({}), undefined], send, undefined);
	expect(sent.map(({ message }) => message.request.asText)).toEqual([true]);
	expect(results.map((result) => result?.sent === undefined)).toEqual([true, false, true]);
});

it('policy Concurrency sends several messages at once, those to one person one after the other', async () => {
	const sender = senderOf();
	const context = { ...sender.context, continueOnFail: () => false } as IExecuteFunctions;
	const items = [PHONE, '351910000002@s.whatsapp.net', PHONE].map((recipient, index) =>
		messageTo(recipient, { sender, request: { index } as ItemRequest }),
	);
	const { sent, send } = network(async () => {
		await new Promise((resolve) => setTimeout(resolve, 1000));
		return { status: 'sent' };
	});
	await awaited(sendAtOnce(context, 2, items, async (item) => await send(item as Message)));
	expect(sent.map(({ message, at }) => [message.request.index, Math.floor(at / 1000)])).toEqual([
		[0, 0],
		[1, 0],
		[2, 1],
	]);
});
