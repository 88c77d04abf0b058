import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { holdRequests } from '../../../support/held';
import { runOperation } from '../../../support/run';
import { fail, refusal, useSimulator } from '../../../support/simulator';
import {
	aroundNow,
	broadcast,
	counts,
	fates,
	phone,
	requestsTo,
	sentTo,
	statuses,
	TEXT,
	typedAt,
} from './support';

const simulator = useSimulator();

function gaps(): number[] {
	const times = requestsTo(simulator.current, '/message').map(({ at }) => at);
	return times.slice(1).map((time, index) => time - times[index]);
}

describe('Bulk Sending: an invalid option is refused before anything is sent', () => {
	it.each<[string, object, RegExp]>([
		[
			'a Min Delay that is not a number',
			{ rateLimit: { values: { minDelay: 'x', maxDelay: 3 } } },
			/Rate Limit → Min Delay \(Sec\)" must be a number from 0 to 86400, not "x"/,
		],
		[
			'a Max Delay below Min Delay',
			{ rateLimit: { values: { minDelay: 5, maxDelay: 3 } } },
			/Rate Limit → Max Delay \(Sec\)" is 3, but Min Delay is 5/,
		],
		[
			'Quiet Hours → From is not a time of day',
			{ quietHours: { values: { from: '25:00' } } },
			/Quiet Hours → From" must be a time of day, not "25:00"/,
		],
		[
			'Quiet Hours → To is the same as From',
			{ quietHours: { values: { from: '9:00', to: '09:00' } } },
			/Quiet Hours → To" is the same as From/,
		],
		[
			'an unknown Time Zone',
			{ quietHours: { values: { timeZone: 'Mars/Base' } } },
			/Time Zone" must be a time zone, not "Mars\/Base"/,
		],
		[
			'Sent Since before 1970',
			{ deduplication: { values: { sentSince: '1850-01-01' } } },
			/Sent Since" must be a time from 1970 to .*, not "1850-01-01"/,
		],
		[
			'Sent Since is not a time',
			{ deduplication: { values: { sentSince: 'yesterday' } } },
			/Sent Since" must be a time or a number of hours, not "yesterday"/,
		],
		[
			'Sent Since in the future',
			{ deduplication: { values: { sentSince: '2100-01-01' } } },
			/Sent Since" must be in the past, not "2100-01-01"/,
		],
		[
			'Sent Since with negative hours',
			{ deduplication: { values: { sentSince: -1 } } },
			/Sent Since" must be more than 0 and at most 8784 hours, not "-1"/,
		],
		[
			'Max Items per Run is not a whole number',
			{ maxItems: 1.5 },
			/Max Items per Run" must be a whole number from 1 to 1000000, not 1.5/,
		],
		[
			'a negative Batch Size',
			{ rateLimit: { values: { batchSize: -1 } } },
			/Rate Limit → Batch Size" must be a whole number .*, not -1/,
		],
	])('%s', async (_what, bulkSending, message) => {
		const { error } = await broadcast(simulator.current, [phone(1)], { ...bulkSending });
		expect(error?.message).toMatch(/^"Bulk Sending → /);
		expect(error?.message).toMatch(message);
		expect(simulator.current.state.requests.list()).toEqual([]);
	});
});

it('each row begins with its result and keeps its columns, and a row that is not sent has empty texts', async () => {
	simulator.current.state.config.unknownNumbers = [phone(1)];
	const { items } = await broadcast(simulator.current, [1, 2].map(phone), { verifyNumbers: true });
	const [missing, sent] = items.map(({ json }) => json);
	expect(Object.keys(missing)).toEqual(Object.keys(sent));
	expect(Object.keys(sent).slice(0, 2)).toEqual(['broadcast', 'messageId']);
	expect(missing).toMatchObject({ to: phone(1), messageId: '', chat: '' });
});

describe('Rate Limit', () => {
	it('waits between Min Delay and Max Delay, and longer after a batch', async () => {
		const bulkSending = {
			rateLimit: {
				values: { minDelay: 0.15, maxDelay: 0.25, batchSize: 2, batchPause: 0.6 },
			},
		};
		await broadcast(simulator.current, [1, 2, 3, 4].map(phone), bulkSending);
		const [first, second, third] = gaps();
		for (const gap of [first, third]) expect(gap).toBeGreaterThanOrEqual(150);
		expect(second).toBeGreaterThanOrEqual(600);
	});

	it('does not wait after numbers that are not on WhatsApp', async () => {
		simulator.current.state.config.unknownNumbers = [phone(1), phone(2)];
		const bulkSending = {
			verifyNumbers: true,
			rateLimit: { values: { minDelay: 60, maxDelay: 60 } },
		};
		const result = await broadcast(simulator.current, [1, 2, 3].map(phone), bulkSending);
		expect(statuses(result)).toEqual(['notOnWhatsApp', 'notOnWhatsApp', 'sent']);
	});

	it('does not wait after items with an invalid URL, which do not count for Max Items per Run either', async () => {
		const hosts = ['files', 'disk', 'files.example.com', 'more.example.com'];
		const result = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendMedia',
			items: hosts.map((host) => ({ json: { host } })),
			values: {
				recipient: phone(1),
				mediaType: 'image',
				mediaSource: 'url',
				mediaUrl: '=http://{{ $json.host }}/x.png',
				bulkSending: { rateLimit: { values: { minDelay: 60, maxDelay: 60 } }, maxItems: 1 },
			},
		});
		expect(statuses(result)).toEqual(['failed', 'failed', 'sent', 'skipped']);
		expect(requestsTo(simulator.current, '/message')).toHaveLength(1);
	});
});

it('Max Items per Run does not count what the server certainly did not send, but what it may have sent', async () => {
	simulator.current.state.config.unknownNumbers = [phone(1)];
	fail(simulator.current, { path: '/message/sendText', ...refusal('Not today'), skip: 1 });
	fail(simulator.current, { path: '/message/sendText', drop: 'after', skip: 1 });
	const bulkSending = { maxItems: 2, stopConditions: { failuresInARow: 9 } };
	const result = await broadcast(simulator.current, [1, 2, 3, 4, 5].map(phone), bulkSending);
	expect(counts(result)).toEqual({ notOnWhatsApp: 1, failed: 1, unknown: 1, sent: 1, skipped: 1 });
});

describe('Typing Indicator is shown', () => {
	const delays = () =>
		requestsTo(simulator.current, '/').map(({ body }) => (body as { delay?: number }).delay);

	it('for as long as the text takes, before the message', async () => {
		const values = { options: typedAt(1000) };
		await broadcast(simulator.current, [phone(1)], { output: 'items' }, { values });
		expect(requestsTo(simulator.current, '/').map(({ path }) => path.split('/')[2])).toEqual([
			'sendPresence',
			'sendText',
		]);
		expect(delays()).toEqual([TEXT.length, undefined]);
	});

	it('for the seconds given', async () => {
		const values = { options: { typingIndicator: { values: { seconds: 0.005 } } } };
		await broadcast(simulator.current, [phone(1)], { output: 'items' }, { values });
		expect(delays()).toEqual([5, undefined]);
	});
});

describe('Quiet Hours', () => {
	it('defer the items', async () => {
		const values = { ...aroundNow.values, behavior: 'defer' };
		const result = await broadcast(simulator.current, [1, 2].map(phone), {
			quietHours: { values },
		});
		expect(statuses(result)).toEqual(['deferred', 'deferred']);
		expect(fates(result)[0].reason).toBe(`Quiet hours last until ${aroundNow.values.to} (UTC)`);
		expect(String(fates(result)[0].deferredUntil).slice(11, 16)).toBe(aroundNow.values.to);
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('apply in the time zone that the option gives', async () => {
		const values = { ...aroundNow.values, timeZone: 'Asia/Tokyo', behavior: 'defer' };
		const result = await broadcast(simulator.current, [phone(1)], { quietHours: { values } });
		expect(statuses(result)).toEqual(['sent']);
	});
});

describe('Quiet Hours with the time zone of each item', () => {
	const send = async (...zones: string[]) =>
		await broadcast(
			simulator.current,
			[],
			{
				quietHours: {
					values: { ...aroundNow.values, timeZone: '={{ $json.zone }}', behavior: 'defer' },
				},
			},
			{ items: zones.map((zone, index) => ({ json: { to: phone(index), zone } })) },
		);

	it('are refused, since the customer in São Paulo would get the message by the clock of Tokyo', async () => {
		const { error } = await send('Asia/Tokyo', 'America/Sao_Paulo');
		expect(error?.message).toMatch(/Time Zone" is different for item 1, but that of the first/);
		expect(error?.description).toContain('Loop Over Items');
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('apply where it is the same for all', async () => {
		expect(statuses(await send('UTC', 'UTC'))).toEqual(['deferred', 'deferred']);
	});
});

describe('bulk sending that is cancelled', () => {
	async function cancelled(bulkSending: IDataObject, isTime: () => boolean) {
		let cancel = () => {};
		const run = broadcast(simulator.current, [1, 2, 3].map(phone), bulkSending, {
			onStart: (stop) => (cancel = stop),
		});
		while (!isTime()) await sleep(20);
		cancel();
		return await run;
	}

	it('sends nothing else, and ends its pause', async () => {
		const bulkSending = { rateLimit: { values: { minDelay: 3600, maxDelay: 3600 } } };
		const result = await cancelled(bulkSending, () => sentTo(simulator.current).length > 0);
		expect(statuses(result).slice(1)).toEqual(['skipped', 'skipped']);
		expect(fates(result)[1].reason).toBe('The execution was cancelled');
		expect(sentTo(simulator.current)).toHaveLength(1);
	});

	it('reports a message as unknown whose answer it did not wait for', async () => {
		const held = holdRequests(simulator.current);
		const result = await cancelled(
			{ stopConditions: { failuresInARow: 3 } },
			() => held.waiting() > 0,
		);
		expect(statuses(result)).toEqual(['unknown', 'skipped', 'skipped']);
		expect(fates(result)[0].reason).toMatch(
			/^The execution was cancelled before the server answered\. It may still have been done/,
		);
		held.release();
		// Waits for the last message, so that the next test doesn't count it.
		while (sentTo(simulator.current).length === 0) await sleep(5);
	});

	it('does not wait for the end of the quiet hours any more', async () => {
		const values = { ...aroundNow.values, behavior: 'wait' };
		const begin = Date.now();
		const result = await cancelled({ quietHours: { values } }, () => Date.now() > begin + 500);
		expect(statuses(result)).toEqual(['skipped', 'skipped', 'skipped']);
		expect(sentTo(simulator.current)).toEqual([]);
	});
});
