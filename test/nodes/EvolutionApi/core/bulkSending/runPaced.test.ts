import { sleep, type IDataObject } from 'n8n-workflow';

import { holdRequests } from '../../../../support/held';
import { runOperation } from '../../../../support/run';
import { useSimulator } from '../../../../support/simulator';
import { aroundNow, broadcast, fates, phone, requestsTo, sentTo, statuses, TEXT } from './support';

const simulator = useSimulator();

/** Milliseconds between the messages, as they reached the server. */
function gaps(): number[] {
	const times = requestsTo(simulator.current, '/message').map(({ at }) => at);
	return times.slice(1).map((time, index) => time - times[index]);
}

describe('what cannot be is refused before anything is sent', () => {
	it.each<[string, object, RegExp]>([
		[
			'a gap that is no number',
			{ gap: { between: { from: 'x', to: 3 } } },
			/Gap → From \(Seconds\): "x" cannot/,
		],
		[
			'a gap that ends before it begins',
			{ gap: { between: { from: 5, to: 3 } } },
			/Gap → To \(Seconds\): 3 is less than 5/,
		],
		[
			'not a time of day',
			{ quietHours: { hours: { from: '25:00' } } },
			/Quiet Hours → From: "25:00" is not a time of day/,
		],
		[
			'quiet hours without a length',
			{ quietHours: { hours: { from: '9:00', to: '09:00' } } },
			/Quiet Hours → To: is the same/,
		],
		[
			'not a time zone',
			{ quietHours: { hours: { timeZone: 'Mars/Base' } } },
			/Time Zone: "Mars\/Base" is not a time zone/,
		],
		[
			'a time before the first one of the store',
			{ skipSince: '1850-01-01' },
			/Skip if Sent Since: the server stores no messages of "1850-01-01"/,
		],
		['not a time', { skipSince: 'yesterday' }, /Skip if Sent Since: "yesterday" is not a time/],
		[
			'a time to come',
			{ skipSince: '2100-01-01' },
			/Skip if Sent Since: "2100-01-01" is in the future/,
		],
		['negative hours', { skipSince: -1 }, /Skip if Sent Since: "-1" hours cannot be used/],
		['half a message', { limitPerRun: 1.5 }, /Limit per Run: 1.5 cannot be used/],
		[
			'a batch of none',
			{ batchPause: { batch: { messages: 0 } } },
			/Batch Pause → After Messages: 0 cannot be used/,
		],
	])('%s', async (_what, bulkSending, message) => {
		const { error } = await broadcast(simulator.current, [phone(1)], { ...bulkSending });
		expect(error?.message).toMatch(/^Sending → /);
		expect(error?.message).toMatch(message);
		expect(simulator.current.state.requests.list()).toEqual([]);
	});
});

describe('a gap', () => {
	it('is between its bounds, and longer after a batch', async () => {
		const bulkSending = {
			gap: { between: { from: 0.15, to: 0.25 } },
			batchPause: { batch: { messages: 2, seconds: 0.6 } },
		};
		await broadcast(simulator.current, [1, 2, 3, 4].map(phone), bulkSending);
		const [first, second, third] = gaps();
		for (const gap of [first, third]) expect(gap).toBeGreaterThanOrEqual(150);
		expect(second).toBeGreaterThanOrEqual(600);
	});

	it('is not waited for what is not sent', async () => {
		simulator.current.state.config.unknownNumbers = [phone(1), phone(2)];
		const bulkSending = { checkNumbers: true, gap: { between: { from: 60, to: 60 } } };
		const result = await broadcast(simulator.current, [1, 2, 3].map(phone), bulkSending);
		expect(statuses(result)).toEqual(['notOnWhatsApp', 'notOnWhatsApp', 'sent']);
	});

	it('is not waited for what cannot be sent, and that does not use up the limit', async () => {
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
				bulkSending: { gap: { between: { from: 60, to: 60 } }, limitPerRun: 1 },
			},
		});
		expect(statuses(result)).toEqual(['failed', 'failed', 'sent', 'skipped']);
		expect(requestsTo(simulator.current, '/message')).toHaveLength(1);
	});
});

describe('typing is shown', () => {
	/** What was asked for, in order: milliseconds of typing, and the messages' own. */
	const delays = () =>
		requestsTo(simulator.current, '/').map(({ body }) => (body as { delay?: number }).delay);

	it('for as long as the text takes, before the message', async () => {
		await broadcast(simulator.current, [phone(1)], { typingSpeed: 1000 });
		expect(requestsTo(simulator.current, '/').map(({ path }) => path.split('/')[2])).toEqual([
			'sendPresence',
			'sendText',
		]);
		expect(delays()).toEqual([TEXT.length, undefined]);
	});

	it('as the option Delay says, if that is set', async () => {
		const values = { options: { delaySeconds: 0.005 } };
		await broadcast(simulator.current, [phone(1)], { typingSpeed: 1000 }, { values });
		expect(delays()).toEqual([5, undefined]);
	});
});

describe('quiet hours', () => {
	it('hold the items back', async () => {
		const hours = { ...aroundNow.hours, mode: 'hold' };
		const result = await broadcast(simulator.current, [1, 2].map(phone), { quietHours: { hours } });
		expect(statuses(result)).toEqual(['deferred', 'deferred']);
		expect(fates(result)[0].reason).toBe(`Quiet hours until ${aroundNow.hours.to} (UTC)`);
		expect(String(fates(result)[0].deferredUntil).slice(11, 16)).toBe(aroundNow.hours.to);
		expect(sentTo(simulator.current)).toEqual([]);
	});

	it('are those of the time zone', async () => {
		const hours = { ...aroundNow.hours, timeZone: 'Asia/Tokyo', mode: 'hold' };
		const result = await broadcast(simulator.current, [phone(1)], { quietHours: { hours } });
		expect(statuses(result)).toEqual(['sent']);
	});
});

describe('a cancelled execution', () => {
	/** Cancels the run as soon as `isTime` holds. */
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
		const bulkSending = { gap: { between: { from: 3600, to: 3600 } } };
		const result = await cancelled(bulkSending, () => sentTo(simulator.current).length > 0);
		expect(statuses(result).slice(1)).toEqual(['skipped', 'skipped']);
		expect(fates(result)[1].reason).toBe('The execution was cancelled');
		expect(sentTo(simulator.current)).toHaveLength(1);
	});

	it('does not know of the message whose answer it did not wait for', async () => {
		const held = holdRequests(simulator.current);
		const result = await cancelled({ stopAfter: 3 }, () => held.waiting() > 0);
		expect(statuses(result)).toEqual(['unknown', 'skipped', 'skipped']);
		expect(fates(result)[0].reason).toMatch(
			/^The execution was cancelled before the server answered\. It may still have been done/,
		);
		held.release();
		// Not to be counted in the next test.
		while (sentTo(simulator.current).length === 0) await sleep(5);
	});

	it('ends the wait for the end of the quiet hours', async () => {
		const hours = { ...aroundNow.hours, mode: 'wait' };
		const begin = Date.now();
		const result = await cancelled({ quietHours: { hours } }, () => Date.now() > begin + 500);
		expect(statuses(result)).toEqual(['skipped', 'skipped', 'skipped']);
		expect(sentTo(simulator.current)).toEqual([]);
	});
});
