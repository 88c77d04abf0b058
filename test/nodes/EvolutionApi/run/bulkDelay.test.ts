import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../support/run';
import { fail, useSimulator } from '../../../support/simulator';
import { time } from '../../../support/time';
import { broadcast, counts, fates, phone, requestsTo } from '../sending/support';

const simulator = useSimulator();
const numbers = Array.from({ length: 120 }, (_one, index) => phone(index));
const REFUSED = { path: '/chat/whatsappNumbers', status: 400, body: {} };

beforeEach(() => time.start(simulator.current, true));
afterEach(() => jest.restoreAllMocks());

const check = async (options: IDataObject, more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'contact',
		operation: 'checkNumbers',
		items: numbers.map((number) => ({ json: { number } })),
		values: { numbers: '={{ $json.number }}', options },
		...more,
	});

const lookUps = () => requestsTo(simulator.current, '/chat/whatsappNumbers').map(({ at }) => at);

/** Returns the pauses before each look-up, in seconds. The first one counts from the begin of the run. */
function gaps(begin: number): number[] {
	const times = [begin, ...lookUps()];
	return times.slice(1).map((at, index) => Math.round((at - times[index]) / 100) / 10);
}

describe('Check Numbers with Delay Between Requests', () => {
	it('refuses an invalid Delay Between Requests before any request', async () => {
		const { error } = await check({ delayBetweenRequests: -1 });
		expect(error?.message).toBe(
			'"Options → Delay Between Requests" must be a number from 0 to 3600, not -1',
		);
		expect(lookUps()).toEqual([]);
	});

	it('sends the first request at once, then one every two seconds', async () => {
		const begin = Date.now();
		expect((await check({})).items).toHaveLength(120);
		expect(gaps(begin)).toEqual([0, 2, 2]);
	});

	it.each([0, 7.5])(
		'waits as long as the option says: %d seconds',
		async (delayBetweenRequests) => {
			const begin = Date.now();
			expect((await check({ delayBetweenRequests })).items).toHaveLength(120);
			expect(gaps(begin)).toEqual([0, delayBetweenRequests, delayBetweenRequests]);
		},
	);

	it('stops after the first failed request', async () => {
		fail(simulator.current, REFUSED);
		expect((await check({})).error).toBeDefined();
		expect(lookUps()).toHaveLength(1);
	});

	it('with Continue On Fail, continues after a failed request, and waits before the next one, too', async () => {
		fail(simulator.current, REFUSED);
		const begin = Date.now();
		const { items } = await check({}, { onError: 'continueRegularOutput' });
		expect(items.filter(({ json }) => json.error !== undefined)).toHaveLength(50);
		expect(gaps(begin)).toEqual([0, 2, 2]);
	});

	it('sends no more when the execution is cancelled during a pause', async () => {
		let cancel = () => {};
		const begin = Date.now();
		const run = check({ delayBetweenRequests: 3600 }, { onStart: (stop) => (cancel = stop) });
		while (Date.now() < begin + 10_000) await new Promise((resolve) => setImmediate(resolve));
		cancel();
		await run;
		expect(lookUps()).toHaveLength(1);
		expect(Date.now()).toBeLessThan(begin + 3_000_000);
	});
});

describe('Verify Numbers', () => {
	it('sends the first request at once, then one every two seconds', async () => {
		const begin = Date.now();
		const result = await broadcast(simulator.current, numbers, { verifyNumbers: true });
		expect(counts(result)).toEqual({ sent: 120 });
		expect(gaps(begin)).toEqual([0, 2, 2]);
	});

	it.each<[string, IDataObject, number]>([
		['a longer Rate Limit', { rateLimit: { values: { minDelay: 5, maxDelay: 5 } } }, 5],
		[
			'two seconds, where the Rate Limit is shorter',
			{ rateLimit: { values: { minDelay: 0, maxDelay: 1 } } },
			2,
		],
	])(
		'pauses between its requests for two seconds or the Rate Limit, whichever is longer: %s',
		async (_what, bulkSending, gap) => {
			const begin = Date.now();
			await broadcast(simulator.current, numbers, {
				verifyNumbers: true,
				maxItems: 1,
				...bulkSending,
			});
			expect(gaps(begin)).toEqual([0, gap, gap]);
		},
	);

	it('sends no more when the execution is cancelled during a pause, and sends no message', async () => {
		let cancel = () => {};
		const begin = Date.now();
		const rateLimit = { values: { minDelay: 3600, maxDelay: 3600 } };
		const bulkSending = { verifyNumbers: true, rateLimit };
		const run = broadcast(simulator.current, numbers, bulkSending, {
			onStart: (stop) => (cancel = stop),
		});
		while (Date.now() < begin + 10_000) await new Promise((resolve) => setImmediate(resolve));
		cancel();
		const result = await run;
		expect(counts(result)).toEqual({ skipped: 120 });
		expect(fates(result)[0].reason).toBe('The execution was cancelled');
		expect(lookUps()).toHaveLength(1);
	});
});
