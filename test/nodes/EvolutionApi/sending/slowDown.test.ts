import type { Fault } from '../../../../simulator/state/faults';
import { arrived, fail, refusal, useSkippedTime } from '../../../support/simulator';
import { time } from '../../../support/time';
import { broadcast, phone } from './support';

const simulator = useSkippedTime();

const PEOPLE = [phone(1), phone(2), phone(3)];
const WORDS = refusal('Error: rate-overlimit');

const meta = (code: number) => ({
	status: 201,
	body: { message: `(#${code}) Too fast`, type: 'OAuthException', code },
});

async function run(fault: Partial<Fault>) {
	const startedAt = Date.now();
	fail(simulator.current, { path: '/message', ...fault });
	const result = await time.until(time.run(broadcast(simulator.current, PEOPLE, { maxItems: 9 })));
	const statuses = result.items.map(({ json }) => (json.broadcast as { status: string }).status);
	const sends = arrived(simulator.current).filter(({ path }) => path.startsWith('/message/send'));
	return { statuses, sends: sends.length, seconds: (Date.now() - startedAt) / 1000 };
}

describe('a list that is told to slow down', () => {
	it.each([
		['rate-overlimit of WhatsApp', WORDS],
		['130429 of Meta', meta(130429)],
		['131056 of Meta', meta(131056)],
		['HTTP 429', { status: 429, body: 'error code: 1015', contentType: 'text/plain', times: 3 }],
	])('by %s goes on more slowly, and sends everything once', async (_who, fault) => {
		const { statuses, seconds } = await run(fault);
		expect(statuses).toEqual(['sent', 'sent', 'sent']);
		// The seconds are the pause after the error plus the pauses before the second and the third message.
		expect(seconds).toBeGreaterThanOrEqual(40);
		expect(seconds).toBeLessThan(60);
	});

	it.each([
		['rate-overlimit of WhatsApp', WORDS, ['failed', 'skipped', 'skipped']],
		['80007 of Meta', meta(80007), ['failed', 'skipped', 'skipped']],
	])('by %s again and again stops', async (_who, fault, fates) => {
		const { statuses, sends, seconds } = await run({ ...fault, times: 9 });
		expect(statuses).toEqual(fates);
		expect(sends).toBe(4);
		expect(seconds).toBeGreaterThanOrEqual(210);
	});

	it('for one person continues with the next one', async () => {
		const { statuses } = await run({ ...meta(131056), times: 4 });
		expect(statuses).toEqual(['failed', 'sent', 'sent']);
	});

	it('for an hour stops at once', async () => {
		const headers = { 'retry-after': '3600' };
		const { statuses, sends } = await run({ status: 429, body: 'wait', headers, times: 9 });
		expect(statuses).toEqual(['failed', 'skipped', 'skipped']);
		expect(sends).toBe(1);
	});
});

it('stops the list immediately for an account that Meta has restricted', async () => {
	const { statuses, sends } = await run({ ...meta(131031), times: 9 });
	expect(statuses).toEqual(['failed', 'skipped', 'skipped']);
	expect(sends).toBe(1);
});
