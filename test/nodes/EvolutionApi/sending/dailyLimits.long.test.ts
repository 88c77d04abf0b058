import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { SendResult } from '../../../../nodes/EvolutionApi/sending/send';
import { useSimulator } from '../../../support/simulator';
import type { SendOrder } from './dailyLimitsSender';
import { phone, sentTo } from './support';
import { forgetChats, stored } from './stored';

// Tests the daily limits of a number with which four executions, in two n8n processes, send at the same time.

const simulator = useSimulator();

const EXECUTIONS = 4;
const EACH = 25;
const LIMIT = 40;
const START_MS = 120_000;

let processes: Array<{ child: ChildProcess; ended: Promise<never> }> = [];

beforeAll(async () => {
	const program = join(__dirname, 'dailyLimitsSender.ts');
	processes = [0, 1].map(() => {
		const child = fork(program, { execArgv: ['--import', require.resolve('tsx')] });
		const ended = once(child, 'exit').then(([code]) => {
			throw new Error(`A process ended with ${String(code)}`);
		});
		return { child, ended };
	});
	await Promise.all(
		processes.map(async ({ child, ended }) => await Promise.race([once(child, 'message'), ended])),
	);
}, START_MS);

beforeEach(() => {
	forgetChats(simulator.current);
	simulator.current.config.latencyMs = 5;
});

afterAll(() => {
	for (const { child, ended } of processes) {
		ended.catch(() => undefined);
		child.kill();
	}
});

async function sendAll(bulkSending: SendOrder['bulkSending']): Promise<SendResult[]> {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const recipientsOf = (execution: number) =>
		Array.from({ length: EACH }, (_one, n) => phone(execution * EACH + n));
	const answers = processes.map(async ({ child, ended }, index) => {
		const recipients = [2 * index, 2 * index + 1].map(recipientsOf);
		child.send({ baseUrl, apiKey, recipients, bulkSending } satisfies SendOrder);
		const [fates] = (await Promise.race([once(child, 'message'), ended])) as [SendResult[]];
		return fates;
	});
	return (await Promise.all(answers)).flat();
}

it.each([['messagesPerHour'], ['messagesPerDay'], ['newContacts']])(
	'Daily Limits with two n8n processes: %s is exceeded by at most one message of each other execution',
	async (option) => {
		for (let n = 0; n < 10; n++) {
			stored(simulator.current, { chat: phone(900 + n), secondsAgo: 60 + n });
		}
		const fates = await sendAll({ dailyLimits: { [option]: LIMIT } });
		expect(fates).toHaveLength(EXECUTIONS * EACH);
		const sent = sentTo(simulator.current).length;
		expect(10 + sent).toBeGreaterThanOrEqual(LIMIT);
		// Each execution may be sending one more message when the limit is reached.
		expect(10 + sent).toBeLessThan(LIMIT + EXECUTIONS);
		const held = fates.filter(({ status }) => status === 'deferred');
		expect(fates.filter(({ status }) => status === 'sent')).toHaveLength(sent);
		expect(held).toHaveLength(EXECUTIONS * EACH - sent);
		for (const { deferredUntil } of held)
			expect(Date.parse(String(deferredUntil))).toBeGreaterThan(Date.now());
	},
	START_MS,
);
