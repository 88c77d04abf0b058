import type { IDataObject } from 'n8n-workflow';

import { fail, useSimulator } from '../../../support/simulator';
import { broadcast, counts, fates, phone, requestsTo, sentTo, statuses } from './support';
import { forgetChats, stored } from './stored';

const simulator = useSimulator();

const HOUR = 60 * 60;
const DAY = 24 * HOUR;
const LID = '111111111111111@lid';
const GROUP = '120363020202020202@g.us';

const send = async (recipients: readonly string[], bulkSending: IDataObject) =>
	await broadcast(simulator.current, recipients, bulkSending);
const people = (count: number) => Array.from({ length: count }, (_one, index) => phone(index));
const put = (message: Parameters<typeof stored>[1]) => stored(simulator.current, message);
const asked = () => requestsTo(simulator.current, '/chat/findMessages');
/** How far clocks may differ, in seconds. A daily limit counts messages for this much longer than a day. */
const TOLERANCE = 120;
/** Allowance for a slow test computer, in seconds. */
const A_BUSY_MINUTE = 60;
const secondsUntil = ({ deferredUntil }: IDataObject) =>
	(Date.parse(String(deferredUntil)) - Date.now()) / 1000;

beforeEach(() => forgetChats(simulator.current));
afterEach(() => jest.restoreAllMocks());

describe('Daily New Contact Limit: a recipient over the limit is deferred', () => {
	it('with the time at which one more new contact may be written to', async () => {
		put({ chat: phone(90), secondsAgo: 20 * HOUR });
		put({ chat: phone(91), secondsAgo: 10 * HOUR });
		const result = await send(people(2), { dailyLimits: { newContacts: 2 } });
		expect(statuses(result)).toEqual(['deferred', 'deferred']);
		const [held] = fates(result);
		expect(held.reason).toBe(
			`New Contacts (2) is reached: the number wrote to 2 new contacts or more in the last 24 hours. This one can be sent at ${String(held.deferredUntil)}`,
		);
		expect(Math.abs(secondsUntil(held) - 4 * HOUR - TOLERANCE)).toBeLessThan(A_BUSY_MINUTE);
	});

	it('and nothing is sent, if the server fails while the new contacts are being counted', async () => {
		put({ chat: phone(90), secondsAgo: HOUR });
		// The first two requests succeed. They look up the recipient, and count the account's messages.
		fail(simulator.current, {
			path: '/chat/findMessages',
			status: 400,
			body: { message: 'No' },
			skip: 2,
		});
		const result = await send(people(2), { dailyLimits: { newContacts: 1 } });
		expect(statuses(result)).toEqual(['failed', 'deferred']);
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('but not a group, nor a person with an existing chat', async () => {
		put({ chat: phone(90), secondsAgo: HOUR });
		put({ chat: phone(1), secondsAgo: 40 * DAY, own: false });
		put({ chat: phone(2), secondsAgo: 40 * DAY });
		const recipients = [phone(1), phone(2), phone(3), GROUP];
		const result = await send(recipients, { dailyLimits: { newContacts: 1 } });
		expect(statuses(result)).toEqual(['sent', 'sent', 'deferred', 'sent']);
	});

	it('but not the second message to a new contact of this run', async () => {
		const result = await broadcast(
			simulator.current,
			[phone(1), phone(1), phone(2)],
			{ dailyLimits: { newContacts: 1 } },
			{ values: { text: '={{ "Part " + $itemIndex }}' } },
		);
		expect(statuses(result)).toEqual(['sent', 'sent', 'deferred']);
	});

	it('also while the store does not show yet what was just sent', async () => {
		fail(simulator.current, {
			path: '/chat/findMessages',
			status: 200,
			body: { messages: { total: 0, pages: 0, currentPage: 1, records: [] } },
			times: 1000,
		});
		expect(counts(await send(people(5), { dailyLimits: { newContacts: 3 } }))).toEqual({
			sent: 3,
			deferred: 2,
		});
	});
});

describe('Daily New Contact Limit: of the people whom the number wrote to in the last 24 hours', () => {
	const isHeld = async () =>
		(await send([phone(1)], { dailyLimits: { newContacts: 1 } })).items[0].json
			.broadcast as IDataObject;

	it.each<[string, () => void]>([
		[
			'somebody who got the first message of the chat',
			() => void put({ chat: phone(90), secondsAgo: HOUR }),
		],
		[
			'somebody who has answered',
			() => {
				put({ chat: phone(90), secondsAgo: HOUR });
				put({ chat: phone(90), secondsAgo: HOUR - 60, own: false });
				put({ chat: phone(90), secondsAgo: HOUR - 120 });
			},
		],
		[
			'somebody whom WhatsApp refused',
			() => void put({ chat: phone(90), secondsAgo: HOUR }).updates.push('ERROR'),
		],
		['somebody who is known by LID only', () => void put({ chat: LID, secondsAgo: HOUR })],
	])('a new contact is %s', async (_what, prepare) => {
		prepare();
		expect(await isHeld()).toMatchObject({ status: 'deferred' });
	});

	it.each<[string, () => void]>([
		[
			'somebody who wrote first',
			() => {
				put({ chat: phone(90), secondsAgo: HOUR + 60, own: false });
				put({ chat: phone(90), secondsAgo: HOUR });
			},
		],
		[
			'somebody who was answered within a second',
			() => {
				put({ chat: phone(90), secondsAgo: HOUR, own: false });
				put({ chat: phone(90), secondsAgo: HOUR });
			},
		],
		[
			'somebody with an old chat',
			() => {
				put({ chat: phone(90), secondsAgo: 200 * DAY, own: false });
				put({ chat: phone(90), secondsAgo: HOUR });
			},
		],
		[
			'somebody who wrote under the LID, and was answered under the number',
			() => {
				put({ chat: LID, alt: phone(90), secondsAgo: 2 * HOUR, own: false });
				put({ chat: phone(90), secondsAgo: HOUR });
			},
		],
		[
			'somebody to whom a phone wrote under the LID, and who has a chat under the number',
			() => {
				put({ chat: phone(90), secondsAgo: 9 * DAY });
				put({ chat: LID, alt: phone(90), secondsAgo: 8 * HOUR, own: false });
				put({ chat: LID, secondsAgo: 9 * HOUR });
			},
		],
		[
			'a new contact of the day before',
			() => void put({ chat: phone(90), secondsAgo: DAY + TOLERANCE + 10 }),
		],
		['a group', () => void put({ chat: GROUP, secondsAgo: HOUR })],
		['a status', () => void put({ chat: 'status@broadcast', secondsAgo: HOUR })],
	])('no new contact is %s', async (_what, prepare) => {
		prepare();
		expect(await isHeld()).toMatchObject({ status: 'sent' });
	});

	it('number and LID of a person count once', async () => {
		put({ chat: phone(90), secondsAgo: 2 * HOUR });
		put({ chat: LID, alt: phone(90), secondsAgo: HOUR });
		expect(counts(await send(people(2), { dailyLimits: { newContacts: 2 } }))).toEqual({
			sent: 1,
			deferred: 1,
		});
	});

	it('both spellings of a number count once', async () => {
		put({ chat: '5551987654321', secondsAgo: 2 * HOUR });
		put({ chat: '555187654321', secondsAgo: HOUR });
		expect(counts(await send(people(2), { dailyLimits: { newContacts: 2 } }))).toEqual({
			sent: 1,
			deferred: 1,
		});
	});
});

describe.each(['2.3.7', '2.3.5'])(
	'Daily New Contact Limit: a recipient, on server version %s,',
	(version) => {
		beforeEach(() => {
			simulator.current.config.version = version;
			put({ chat: phone(90), secondsAgo: HOUR });
		});
		const status = async (recipient: string) =>
			statuses(await send([recipient], { dailyLimits: { newContacts: 1 } }))[0];

		it('is a new contact if there is no chat with them', async () => {
			expect(await status(phone(1))).toBe('deferred');
			expect(await status(LID)).toBe('deferred');
		});

		it('is no new contact if they have a chat under another spelling of the number', async () => {
			put({ chat: '555187654321', secondsAgo: 9 * DAY });
			expect(await status('5551987654321')).toBe('sent');
		});

		it('is no new contact by LID, if they wrote under it', async () => {
			put({ chat: LID, secondsAgo: 9 * DAY, own: false });
			expect(await status(LID)).toBe('sent');
		});

		it('is no new contact by number, if they wrote under the LID and the server stores both', async () => {
			put({ chat: LID, alt: phone(1), secondsAgo: 9 * DAY, own: false });
			expect(await status(phone(1))).toBe('sent');
		});
	},
);

describe('Daily New Contact Limit makes only the necessary requests:', () => {
	it('two for each recipient (chat and count), while fewer people than the limit were written to', async () => {
		await send(people(3), { dailyLimits: { newContacts: 50 } });
		expect(asked()).toHaveLength(6);
		for (const { body } of asked()) expect(body).toMatchObject({ offset: 1 });
	});

	it('at most one for each chat, while the new contacts are being counted', async () => {
		for (let n = 0; n < 6; n++) {
			put({ chat: phone(50 + n), secondsAgo: 9 * DAY });
			put({ chat: phone(50 + n), secondsAgo: HOUR + n });
		}
		const result = await send(people(5), { dailyLimits: { newContacts: 3 } });
		expect(counts(result)).toEqual({ sent: 3, deferred: 2 });
		const ofChat = asked().flatMap(({ body }) => {
			const { where } = body as { where: { key: { remoteJid?: string } } };
			return where.key.remoteJid ?? [];
		});
		expect(new Set(ofChat).size).toBe(ofChat.length);
	});
});

it('Daily New Contact Limit: new contacts that others write to during the run count, too', async () => {
	const { state } = simulator.current;
	const emit = state.emit.bind(state);
	let other = 60;
	jest.spyOn(state, 'emit').mockImplementation((event) => {
		emit(event);
		if (event.event === 'send.message') put({ chat: phone(other++), secondsAgo: 0 });
	});
	expect(counts(await send(people(8), { dailyLimits: { newContacts: 10 } }))).toEqual({
		sent: 5,
		deferred: 3,
	});
});
