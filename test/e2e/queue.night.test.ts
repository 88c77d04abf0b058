/** Tests n8n's queue mode: several processes, with PostgreSQL and Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { actionsWork } from './support/everyN8n/actions';
import { broadcastsWork } from './support/everyN8n/broadcasts';
import { evolution, execute, itemsOf } from './support/everyN8n/chain';
import { conversationsWork } from './support/everyN8n/conversations';
import { sharingWorks } from './support/everyN8n/sharing';
import { PIXEL } from './support/everyN8n/phone';
import { askPerson, replyTo } from './support/everyN8n/question';
import { QueueServer } from './support/queue/queueServer';
import { Stage, until } from './support/triggerStage';

const START_MS = 5 * 60_000;
/** Time in which even a busy n8n stores that it has received a message, ms. */
const STORED_MS = 2_000;
const ANA = { __rl: true, mode: 'number', value: '5511988887777' };

const stage = new Stage();
const server = new QueueServer();

beforeAll(async () => {
	await stage.start();
	await server.start();
}, START_MS);

afterAll(async () => {
	await server.end();
	await stage.end();
});

describe('queue mode: operations', () => {
	actionsWork(server, stage);

	it('store a downloaded file in the database, where every process finds it', async () => {
		const sent = await stage.ask('POST', '/_sim/instances/demo/receive', {
			from: ANA.value,
			kind: 'image',
			mimetype: 'image/png',
			base64: PIXEL,
		});
		const messageId = (sent as { key: { id: string } }).key.id;
		const step = await evolution(server, stage, 'Download', {
			operation: 'downloadMedia',
			messageId,
		});
		const [item] = itemsOf(await execute(server, 'download', [step]), 'Download');
		expect(item.binary?.data.id).toMatch(/^database:/);
	});

	it('run on a worker, and on the remaining one when one is stopped', async () => {
		const send = async (text: string) => {
			const step = await evolution(server, stage, 'Send', {
				operation: 'sendText',
				recipient: ANA,
				text,
			});
			const { id, status } = await execute(server, text, [step]);
			expect(status).toBe('success');
			// n8n stores the end of an execution a moment before its worker logs that.
			await until('a worker tells it', () => server.workerOf(id) !== undefined);
			return server.workerOf(id);
		};
		await server.stopWorker('worker-1');
		expect(await send('by the second')).toBe('worker-2');
		await server.startWorker('worker-1');
		await server.stopWorker('worker-2');
		expect(await send('by the first')).toBe('worker-1');
		await server.startWorker('worker-2');
	});
});

describe('broadcasts', () => {
	broadcastsWork(server, stage);
});

describe('conversations', () => {
	conversationsWork(server, stage);
});

describe('queue mode: a workflow with WebSocket', () => {
	const says = async (text: string) => await stage.receive({ from: ANA.value, kind: 'text', text });
	const counts = () => stage.counts('/socket/production');
	const starts = async (text: string) =>
		await until(`"${text}" has started it`, () => text in counts());

	it('starts once for each message, although the main process is killed, and Send and Wait gets its reply', async () => {
		const before = stage.deliveries().attempts;
		const id = await server.create(stage, 'socket', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await server.n8n.client.listen(id);
		await says('first');
		await starts('first');
		await says('second');
		await starts('second');
		// Before the kill, n8n must store that it has received `second`. Otherwise, `second` would start the workflow again.
		await sleep(STORED_MS);
		await server.killMain();
		await says('meanwhile');
		await server.startMain();
		await starts('meanwhile');
		await says('after');
		await starts('after');
		const execution = await askPerson(server, stage, ANA.value, 'Shall we?');
		await says('We shall');
		expect(await replyTo(server, execution)).toMatchObject([{ text: 'We shall' }]);
		await says('and then');
		await starts('and then');
		expect(counts()).toEqual({ first: 1, second: 1, meanwhile: 1, after: 1, 'and then': 1 });
		expect(stage.deliveries().attempts).toBe(before);
		await server.n8n.client.leave(id);
	});

	it('starts once for each message, although PostgreSQL is stopped for 20 s', async () => {
		const id = await server.create(stage, 'socket', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await server.n8n.client.listen(id);
		await says('before PostgreSQL stops');
		await starts('before PostgreSQL stops');
		const away = server.restartDatabase(20_000);
		const texts = [1, 2, 3, 4].map((number) => `while PostgreSQL is away ${number}`);
		for (const text of texts) {
			await sleep(2_000);
			await says(text);
		}
		await away;
		await says('after PostgreSQL is back');
		for (const text of [...texts, 'after PostgreSQL is back']) await starts(text);
		await sleep(STORED_MS);
		const wrong = Object.entries(counts()).filter(([, count]) => count !== 1);
		expect(wrong).toEqual([]);
		await server.n8n.client.leave(id);
	});

	it('can be tested with Execute step: the main process listens, and the execution runs on a worker', async () => {
		const id = await server.create(stage, 'step', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await server.n8n.client.listenForTest(id, 'WhatsApp');
		await until('it listens', () => stage.simulator.state.sockets?.list().length === 1);
		await says('for the step');
		await until('the test has it', () => stage.counts('/step/test')['for the step'] === 1);
		const [{ id: executionId }] = await server.n8n.client.executions(id);
		expect((await server.n8n.client.finished(executionId)).status).toBe('success');
		expect(server.workerOf(executionId)).toMatch(/^worker-/);
	});
});

describe('several workflows on one instance', () => {
	// n8n can't recover events that its webhook processes miss, so the server must still be retrying when n8n is back. A real server
	// retries for 20 minutes.
	beforeAll(async () => {
		const webhookRetry = { delaysMs: Array.from({ length: 30 }, () => 5_000) };
		await stage.sim('/_sim/config', { webhookRetry });
	});

	sharingWorks(server, stage);
});
