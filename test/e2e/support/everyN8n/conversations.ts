/** What talking with a person must do in every n8n. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until, type Server, type Stage } from '../triggerStage';
import { chain, evolution, itemsOf, trigger } from './chain';
import { messagesWith } from './phone';

const DORA = '5511955554444';
const EVA = '5511944443333';

export function conversationsWork(server: Server, stage: Stage): void {
	const says = async (text: string) => await stage.receive({ from: DORA, kind: 'text', text });
	const answers = async () =>
		(await messagesWith(stage, DORA)).filter(({ fromMe }) => fromMe).map(({ text }) => text);

	it('what a person writes in three messages is answered once', async () => {
		const { client } = server.n8n;
		const steps = [
			await evolution(server, stage, 'Wait', {
				resource: 'conversation',
				operation: 'waitUntilQuiet',
				quietSeconds: 3,
			}),
			await evolution(server, stage, 'Reply', {
				resource: 'conversation',
				operation: 'reply',
				text: '=You said: {{ $json.messages.map((message) => message.text).join(", ") }}',
			}),
		];
		const row = chain('wait until quiet', steps, await trigger(server, stage));
		const { id } = await client.createWorkflow(row);
		await client.listen(id);
		for (const text of ['A', 'big', 'pizza']) {
			await says(text);
			await sleep(300);
		}
		await until('there is an answer', async () => (await answers()).length > 0, 40_000);
		await until('all executions are over', async () => {
			const statuses = (await client.executions(id)).map(({ status }) => status);
			return statuses.length === 3 && statuses.every((status) => status === 'success');
		});
		expect(await answers()).toEqual(['You said: A, big, pizza']);
		await client.leave(id);
	});

	it('a question waits for the reply, and goes on with it', async () => {
		const execution = await ask(DORA, 'Deliver tomorrow?');
		await says('Yes, please');
		expect(await replyTo(execution)).toMatchObject([{ text: 'Yes, please', timedOut: false }]);
	});

	it('two who wait at once, beside a workflow that listens, each get their own reply', async () => {
		const { client } = server.n8n;
		const listening = await server.create(stage, 'listens');
		await client.listen(listening);
		const first = await ask(DORA, 'Where to?');
		const second = await ask(EVA, 'How many?');
		await stage.receive({ from: EVA, kind: 'text', text: 'Two' });
		expect(await replyTo(second)).toMatchObject([{ text: 'Two' }]);
		expect((await client.execution(first)).status).toBe('waiting');
		await says('To the office');
		expect(await replyTo(first)).toMatchObject([{ text: 'To the office' }]);
		await client.leave(listening);
	});

	/** Starts an execution that asks a person; answers its id once it waits. */
	async function ask(number: string, message: string): Promise<string> {
		const { client } = server.n8n;
		const step = await evolution(server, stage, 'Ask', {
			resource: 'conversation',
			operation: 'sendAndWait',
			responseType: 'freeText',
			recipient: { __rl: true, mode: 'number', value: number },
			message,
		});
		const { id } = await client.createWorkflow(chain(message, [step]));
		const execution = await client.run(id);
		await until(`${number} is asked`, async () => {
			const texts = (await messagesWith(stage, number)).map(({ text }) => text);
			return texts.includes(message);
		});
		await until('it waits', async () => (await client.execution(execution)).status === 'waiting');
		return execution;
	}

	async function replyTo(execution: string): Promise<unknown[]> {
		const done = await server.n8n.client.finished(execution, 60_000);
		expect(done.status).toBe('success');
		return itemsOf(done, 'Ask').map(({ json }) => json);
	}
}
