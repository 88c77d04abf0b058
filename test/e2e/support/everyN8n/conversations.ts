/** What talking with a person must do in every n8n. */
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';
import { until, type Server, type Stage } from '../triggerStage';
import { chain, evolution, trigger } from './chain';
import { messagesWith } from './phone';

const DORA = '5511955554444';

export function conversationsWork(server: Server, stage: Stage): void {
	const says = async (text: string) => await stage.receive({ from: DORA, kind: 'text', text });
	const answers = async () =>
		(await messagesWith(stage, DORA)).filter(({ fromMe }) => fromMe).map(({ text }) => text);

	it('what a person writes in three messages is answered once', async () => {
		const { client } = server.n8n;
		const steps = [
			await evolution(server, stage, 'Wait', {
				...{ resource: 'conversation', operation: 'waitUntilQuiet', quietSeconds: 3 },
			}),
			await evolution(server, stage, 'Reply', {
				...{ resource: 'conversation', operation: 'reply' },
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
}
