import { setTimeout as sleep } from 'node:timers/promises';
import { until, type Server, type Stage } from '../triggerStage';
import { chain, evolution, type Step } from './chain';
import { messagesWith } from './phone';

const PEOPLE = [1, 2, 3, 4, 5, 6].map((index) => `551193333000${index}`);
const GAP_S = 2;

const EACH_PERSON: Step[] = [
	{
		name: 'Numbers',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify({ number: PEOPLE }) },
	},
	{
		name: 'Each',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'number' },
	},
];

export function broadcastsWork(server: Server, stage: Stage): void {
	const reached = async () => {
		const chats = await Promise.all(PEOPLE.map(async (one) => await messagesWith(stage, one)));
		return chats.map(({ length }) => length);
	};

	it('one that is stopped half way sends no more', async () => {
		const { client } = server.n8n;
		const send = await evolution(server, stage, 'Send', {
			operation: 'sendText',
			recipient: { __rl: true, mode: 'number', value: '={{ $json.number }}' },
			text: 'We open at nine',
			bulkSending: { rateLimit: { values: { minDelay: GAP_S, maxDelay: GAP_S } } },
		});
		const { id } = await client.createWorkflow(chain('broadcast', [...EACH_PERSON, send]));
		const execution = await client.run(id);
		await until('the second got it', async () => (await reached())[1] === 1);
		await client.stop(execution);
		expect((await client.finished(execution)).status).toBe('canceled');
		// In queue mode, n8n reports "canceled" before the worker knows about it.
		await sleep(GAP_S * 1000);
		const then = await reached();
		expect(then.at(-1)).toBe(0);
		await sleep(2 * GAP_S * 1000);
		expect(await reached()).toEqual(then);
	});
}
