import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { findReservations } from '../../../../nodes/EvolutionApi/sending/sentCount';
import type { Target } from '../../../../nodes/EvolutionApi/server/adapter';
import { findOperation, runOperation } from '../../../support/run';
import { startDating } from '../../../support/otherServers';
import { arrived, fail, useSimulator } from '../../../support/simulator';
import {
	broadcast,
	counts,
	fates,
	partsOf,
	phone,
	REFUSAL,
	requestsTo,
	sentTo,
	statuses,
	typedAt,
} from './support';
import { forgetChats, stored } from './stored';

const simulator = useSimulator();

const HOUR = 60 * 60;
const DAY = 24 * HOUR;
const GROUP = '120363020202020202@g.us';

const people = (count: number) => Array.from({ length: count }, (_one, index) => phone(index));
const send = async (count: number, bulkSending: IDataObject, options: IDataObject = {}) =>
	await broadcast(simulator.current, people(count), bulkSending, { values: { options } });

/** How far clocks may differ, in seconds. An hourly or daily limit counts messages for this much longer. */
const TOLERANCE = 120;
/** Allowance for a slow test computer, in seconds. */
const A_BUSY_MINUTE = 60;
const secondsUntil = ({ deferredUntil }: IDataObject) =>
	(Date.parse(String(deferredUntil)) - Date.now()) / 1000;

/** Returns the requests that count messages, without those that check a message's delivery. */
const counted = () =>
	requestsTo(simulator.current, '/chat/findMessages').filter(
		({ body }) => (body as IDataObject).offset === 1,
	);

beforeEach(() => forgetChats(simulator.current));
afterEach(() => jest.restoreAllMocks());

describe('Daily Limits: nothing is sent', () => {
	it('where the server stores no messages, and the reason in the output says how to change that', async () => {
		simulator.current.config.storesMessages = false;
		const result = await send(3, { dailyLimits: { messagesPerHour: 5 } });
		expect(statuses(result)).toEqual(['skipped', 'skipped', 'skipped']);
		expect(fates(result)[0].reason).toBe(
			'Daily Limits cannot know how much the number has sent: the server stores no messages. Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true, or remove the option',
		);
		expect(sentTo(simulator.current)).toEqual([]);
		expect(counted()).toEqual([]);
	});

	it('while the store cannot be read; the next message is sent as soon as it can', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 400, body: { message: 'No' } });
		const result = await send(2, { dailyLimits: { messagesPerHour: 5 } });
		expect(statuses(result)).toEqual(['failed', 'sent']);
		expect(fates(result)[0]).toMatchObject({
			reason:
				'The message was not sent, since the messages sent before could not be read: Something in front of Evolution API answered HTTP 400: No',
			deferredUntil: null,
		});
		expect(sentTo(simulator.current)).toEqual([phone(1)]);
	});

	it.each([0, -1, 1.5, 'many'])('with an invalid limit: %p', async (messagesPerHour) => {
		const { error } = await send(1, { dailyLimits: { messagesPerHour } });
		expect(error?.message).toMatch(/Messages per Hour/);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Daily Limits: a message over the limit is deferred', () => {
	it('and the output gives the limit, the number of messages sent, and the time when it may be sent', async () => {
		stored(simulator.current, { chat: phone(90), secondsAgo: 50 * 60 });
		stored(simulator.current, { chat: phone(91), secondsAgo: 20 * 60 });
		const result = await send(4, { dailyLimits: { messagesPerHour: 3 } });
		expect(statuses(result)).toEqual(['sent', 'deferred', 'deferred', 'deferred']);
		const [sent, held, , last] = fates(result);
		expect(sent.deferredUntil).toBeNull();
		expect(held).toMatchObject({
			jid: `${phone(1)}@s.whatsapp.net`,
			messageId: null,
			sentAt: null,
		});
		expect(held.reason).toBe(
			`Messages per Hour (3) is reached: the server has stored 3 messages that the number sent in the last hour. This one can be sent at ${String(held.deferredUntil)}`,
		);
		// The oldest message was sent 50 minutes ago, so it counts for 10 more minutes.
		expect(secondsUntil(held)).toBeGreaterThan(10 * 60 + TOLERANCE - A_BUSY_MINUTE);
		expect(secondsUntil(held)).toBeLessThan(10 * 60 + TOLERANCE + 3);
		expect(last.deferredUntil).toBe(held.deferredUntil);
	});

	it('with Messages per Day until the oldest of the counted messages is a day old', async () => {
		stored(simulator.current, { chat: phone(90), secondsAgo: 23 * HOUR });
		const result = await send(2, { dailyLimits: { messagesPerDay: 2 } });
		expect(statuses(result)).toEqual(['sent', 'deferred']);
		const [, held] = fates(result);
		expect(held.reason).toMatch(
			/^Messages per Day \(2\) is reached: the server has stored 2 messages that the number sent in the last 24 hours\./,
		);
		expect(Math.abs(secondsUntil(held) - HOUR - TOLERANCE)).toBeLessThan(A_BUSY_MINUTE);
	});

	it('until the later time, if both limits are reached', async () => {
		for (const secondsAgo of [60, 120]) stored(simulator.current, { chat: phone(90), secondsAgo });
		const [held] = fates(await send(1, { dailyLimits: { messagesPerHour: 2, messagesPerDay: 1 } }));
		expect(held.reason).toMatch(
			/^Messages per Day \(1\) is reached: the server has stored 2 messages /,
		);
		// The message that was sent 60 s ago counts until it's a day old.
		expect(Math.abs(secondsUntil(held) - (DAY - 60 + TOLERANCE))).toBeLessThan(A_BUSY_MINUTE);
	});

	it('until enough of the counted messages are more than an hour old, not only the oldest one', async () => {
		for (const minutes of [50, 40, 30, 20, 10]) {
			stored(simulator.current, { chat: phone(90), secondsAgo: minutes * 60 });
		}
		const [held] = fates(await send(1, { dailyLimits: { messagesPerHour: 2 } }));
		// After 40 minutes, four of the five messages are more than an hour old.
		expect(Math.abs(secondsUntil(held) - 40 * 60 - TOLERANCE)).toBeLessThan(A_BUSY_MINUTE);
	});

	it('and is sent when that time has come', async () => {
		const messages = [HOUR + TOLERANCE - 20, HOUR + TOLERANCE - 21].map((secondsAgo) =>
			stored(simulator.current, { chat: phone(90), secondsAgo }),
		);
		expect(statuses(await send(1, { dailyLimits: { messagesPerHour: 2 } }))).toEqual(['deferred']);
		for (const message of messages) message.messageTimestamp -= 25;
		expect(statuses(await send(1, { dailyLimits: { messagesPerHour: 2 } }))).toEqual(['sent']);
	});

	it('before “typing…” is shown', async () => {
		const result = await send(3, { dailyLimits: { messagesPerHour: 1 } }, typedAt(1000));
		expect(statuses(result)).toEqual(['sent', 'deferred', 'deferred']);
		expect(requestsTo(simulator.current, '/chat/sendPresence')).toHaveLength(1);
	});

	it('also if others send while “typing…” is shown', async () => {
		fail(simulator.current, { path: '/chat/sendPresence', delayMs: 200 });
		const running = send(1, { dailyLimits: { messagesPerHour: 1 } }, typedAt(1000));
		while (counted().length === 0) await sleep(5);
		stored(simulator.current, { chat: phone(90), secondsAgo: 0 });
		expect(statuses(await running)).toEqual(['deferred']);
	});

	it('and the messages after it are deferred without counting the sent messages again', async () => {
		await send(20, { dailyLimits: { messagesPerHour: 2 } });
		// One request before each of the two sent messages, and one that shows that the limit is reached.
		expect(counted()).toHaveLength(3);
	});

	it('and a limit that others have reached is found with one request', async () => {
		for (const secondsAgo of [60, 120, 180]) {
			stored(simulator.current, { chat: phone(90), secondsAgo });
		}
		const [held] = fates(await send(1, { dailyLimits: { messagesPerHour: 2 } }));
		expect(Math.abs(secondsUntil(held) - (HOUR - 120 + TOLERANCE))).toBeLessThan(A_BUSY_MINUTE);
		expect(counted()).toHaveLength(1);
	});

	it('and what the store shows late costs one request more', async () => {
		const nothing = { messages: { total: 0, pages: 0, currentPage: 1, records: [] } };
		// Before the third message, the store shows neither of the two sent ones.
		const path = '/chat/findMessages';
		fail(simulator.current, { path, status: 200, body: nothing, times: 3 });
		const result = await send(4, { dailyLimits: { messagesPerHour: 2 } });
		expect(counts(result)).toEqual({ sent: 2, deferred: 2 });
		expect(counted()).toHaveLength(4);
	});

	it('and counts as deferred in the summary', async () => {
		const { items } = await send(3, { dailyLimits: { messagesPerHour: 1 }, output: 'summary' });
		expect(items[0].json.summary).toMatchObject({ sent: 1, deferred: 2, stopReason: null });
	});
});

describe('Daily Limits: of the stored messages', () => {
	it.each<[string, () => void]>([
		['what a phone or another workflow sent', () => void add({ chat: phone(90) })],
		['what went to a group', () => void add({ chat: GROUP })],
		['a message that WhatsApp rejected', () => void add({ chat: phone(90) }).updates.push('ERROR')],
		['what is nearly an hour old', () => void add({ chat: phone(90), secondsAgo: HOUR - 20 })],
	])('%s counts toward the limit', async (_what, sendBefore) => {
		sendBefore();
		expect(statuses(await send(1, { dailyLimits: { messagesPerHour: 1 } }))).toEqual(['deferred']);
	});

	it.each<[string, () => void]>([
		['what others wrote', () => void add({ chat: phone(90), own: false })],
		[
			'what is more than an hour old',
			() => void add({ chat: phone(90), secondsAgo: HOUR + TOLERANCE + 5 }),
		],
	])('%s does not count toward the limit', async (_what, writeBefore) => {
		writeBefore();
		expect(statuses(await send(1, { dailyLimits: { messagesPerHour: 1 } }))).toEqual(['sent']);
	});

	const add = (message: Partial<Parameters<typeof stored>[1]> & { chat: string }) =>
		stored(simulator.current, { secondsAgo: 10, ...message });

	it.each([-HOUR, -30, 30, HOUR])(
		"only those of the last hour count toward the limit, even if the server's clock is %i s off",
		async (s) => {
			simulator.current.config.clockMs = s * 1000;
			add({ chat: phone(90), secondsAgo: HOUR + TOLERANCE + 10 });
			add({ chat: phone(90), secondsAgo: HOUR - 100 });
			const result = await send(3, { dailyLimits: { messagesPerHour: 2 } });
			expect(statuses(result)).toEqual(['sent', 'deferred', 'deferred']);
			expect(Math.abs(secondsUntil(fates(result)[1]) - 100 - TOLERANCE)).toBeLessThan(
				A_BUSY_MINUTE,
			);
		},
	);

	it.each([-100, -30, 30, 100])(
		"those of the last hour count toward the limit even where a proxy hides that the server's clock is %i s off",
		async (s) => {
			simulator.current.config.clockMs = s * 1000;
			const proxy = await startDating(simulator.current);
			const server = { ...simulator.current, url: proxy.url };
			add({ chat: phone(90), secondsAgo: HOUR - 5 });
			const first = await broadcast(server, people(2), { dailyLimits: { messagesPerHour: 2 } });
			const second = await broadcast(server, people(2), { dailyLimits: { messagesPerHour: 2 } });
			await proxy.close();
			expect(statuses(first)).toEqual(['sent', 'deferred']);
			expect(statuses(second)).toEqual(['deferred', 'deferred']);
		},
	);

	it('each message of a Send Sequence counts toward the limit, and a sequence longer than the limit is not sent', async () => {
		const sequence = async (messages: number, messagesPerHour: number) =>
			await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendSequence',
				items: [phone(1), phone(2)].map((to) => ({ json: { to } })),
				values: {
					recipient: '={{ $json.to }}',
					steps: {
						step: Array.from({ length: messages }, (_one, n) => ({
							action: 'text',
							text: `Part ${n}`,
						})),
					},
					bulkSending: { dailyLimits: { messagesPerHour } },
				},
			});
		const tooLong = await sequence(3, 2);
		expect(statuses(tooLong)).toEqual(['deferred', 'deferred']);
		expect(fates(tooLong)[0]).toMatchObject({
			reason: 'Messages per Hour (2) allows fewer than the 3 messages of this item',
			deferredUntil: null,
		});
		expect(sentTo(simulator.current)).toEqual([]);
		expect(statuses(await sequence(3, 5))).toEqual(['sent', 'deferred']);
		expect(sentTo(simulator.current)).toHaveLength(3);
	});
});

function showLate(milliseconds: number): void {
	const { state } = simulator.current;
	const emit = state.emit.bind(state);
	jest.spyOn(state, 'emit').mockImplementation((event) => {
		emit(event);
		const newest = event.event === 'send.message' ? messagesOf('demo').next().value : undefined;
		if (newest === undefined) return;
		newest.isStored = false;
		void sleep(milliseconds).then(() => (newest.isStored = true));
	});
}

function* messagesOf(instance: string) {
	yield* simulator.current.state.instances.get(instance)?.messages.newestFirst() ?? [];
}

describe('Daily Limits: four executions of this n8n at once', () => {
	const LIMIT = 5;
	const EACH = 5;
	const sendAtOnce = async (bulkSending: IDataObject) => {
		const executions = [0, 1, 2, 3].map(async (execution) => {
			const recipients = Array.from({ length: EACH }, (_one, n) => phone(execution * EACH + n));
			return await broadcast(simulator.current, recipients, bulkSending);
		});
		return (await Promise.all(executions)).flatMap(statuses);
	};

	it.each([
		['messagesPerHour', 200],
		['messagesPerDay', 1500],
		['newContacts', 0],
	])(
		'send no more than %s allows in all, and defer the rest, where the store shows each message %i ms late',
		async (option, late) => {
			simulator.current.config.latencyMs = 5;
			showLate(late);
			const all = await sendAtOnce({ dailyLimits: { [option]: LIMIT } });
			expect(sentTo(simulator.current)).toHaveLength(LIMIT);
			expect(all.filter((status) => status === 'sent')).toHaveLength(LIMIT);
			expect(all.filter((status) => status === 'deferred')).toHaveLength(4 * EACH - LIMIT);
		},
	);

	it('do not count what the server refused', async () => {
		fail(simulator.current, { ...REFUSAL, times: 3 });
		showLate(1500);
		const all = await sendAtOnce({ dailyLimits: { messagesPerHour: LIMIT } });
		expect(all.filter((status) => status === 'failed')).toHaveLength(3);
		expect(all.filter((status) => status === 'sent')).toHaveLength(LIMIT);
	});
});

it('Daily Limits count a message whose answer was lost, since it may have been sent', async () => {
	fail(simulator.current, { path: '/message/sendText', drop: 'before' });
	const first = await send(1, { dailyLimits: { messagesPerHour: 1 } });
	expect(statuses(first)).toEqual(['unknown']);
	expect(statuses(await send(2, { dailyLimits: { messagesPerHour: 1 } }))).toEqual([
		'deferred',
		'deferred',
	]);
});

it('Daily Limits count a message only once if its answer arrives while the stored messages are counted', async () => {
	const { url: baseUrl, config } = simulator.current;
	const reservations = findReservations({
		connection: { baseUrl },
		instance: 'demo',
	} as unknown as Target);
	const ofOther = reservations.reserve(phone(9), 1, false);
	const { key } = stored(simulator.current, { chat: phone(9), secondsAgo: 0 });
	config.latencyMs = 100;
	const run = send(1, { dailyLimits: { messagesPerHour: 2 } });
	// Waits for the run's second count. The first count includes the message twice: as reserved and as stored.
	while (counted().length < 2) await sleep(5);
	reservations.settle(ofOther, [key.id], null);
	expect(statuses(await run)).toEqual(['sent']);
});

describe('Daily Limits: a store that shows messages late', () => {
	const nothing = { messages: { total: 0, pages: 0, currentPage: 1, records: [] } };

	it('does not let a run send more messages than the limit', async () => {
		fail(simulator.current, {
			path: '/chat/findMessages',
			status: 200,
			body: nothing,
			times: 1000,
		});
		const result = await send(6, { dailyLimits: { messagesPerHour: 3 } });
		expect(counts(result)).toEqual({ sent: 3, deferred: 3 });
		expect(Math.abs(secondsUntil(fates(result)[3]) - HOUR)).toBeLessThan(A_BUSY_MINUTE);
	});

	it('does not make a message count twice when the store shows it', async () => {
		fail(simulator.current, { path: '/chat/findMessages', status: 200, body: nothing, times: 3 });
		expect(counts(await send(8, { dailyLimits: { messagesPerHour: 6 } }))).toEqual({
			sent: 6,
			deferred: 2,
		});
	});
});

it('Daily Limits count messages that others send from the number at the same time', async () => {
	const { state } = simulator.current;
	const emit = state.emit.bind(state);
	// Each of our messages is followed by another person's, so ours is never the newest.
	jest.spyOn(state, 'emit').mockImplementation((event) => {
		emit(event);
		if (event.event === 'send.message') stored(simulator.current, { chat: GROUP, secondsAgo: 0 });
	});
	expect(counts(await send(8, { dailyLimits: { messagesPerHour: 10 } }))).toEqual({
		sent: 5,
		deferred: 3,
	});
});

it('Daily Limits cost one small request for each message', async () => {
	await send(5, { dailyLimits: { messagesPerHour: 50 } });
	const asked = counted();
	expect(asked).toHaveLength(5);
	for (const { body } of asked) {
		expect(body).toMatchObject({ where: { key: { fromMe: true } }, offset: 1 });
	}
});

it('Daily Limits are not offered for operations that do not send a message to a recipient', () => {
	for (const [resource, operation] of [
		['status', 'send'],
		['message', 'sendReaction'],
	]) {
		expect(partsOf(findOperation(resource, operation))).not.toContain('dailyLimits');
	}
});
