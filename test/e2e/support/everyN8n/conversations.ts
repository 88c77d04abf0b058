import { setTimeout as sleep } from 'node:timers/promises';
import { until, type Server, type Stage } from '../triggerStage';
import { chain, evolution, trigger } from './chain';
import { messagesWith } from './phone';
import { askPerson, replyTo } from './question';

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
				operation: 'combineMessages',
				debounceTime: 3,
			}),
			await evolution(server, stage, 'Reply', {
				resource: 'message',
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
		await until('there is an answer', async () => (await answers()).length > 0);
		await until('all executions are over', async () => {
			const statuses = (await client.executions(id)).map(({ status }) => status);
			return statuses.length === 3 && statuses.every((status) => status === 'success');
		});
		expect(await answers()).toEqual(['You said: A, big, pizza']);
		await client.leave(id);
	});

	it('a question waits for the reply, and continues with it', async () => {
		const execution = await askPerson(server, stage, DORA, 'Deliver tomorrow?');
		await says('Yes, please');
		expect(await replyTo(server, execution)).toMatchObject([
			{ text: 'Yes, please', timedOut: false },
		]);
	});

	it('a form shows mistakes on its page, and the workflow continues with correct values', async () => {
		const execution = await askPerson(server, stage, DORA, 'How many guests?', {
			responseType: 'customForm',
			formFields: {
				values: [
					{ fieldLabel: 'Name', requiredField: true },
					{
						fieldLabel: 'With',
						fieldType: 'checkbox',
						fieldOptions: 'Milk\nSugar\nHoney',
						limitSelection: 'exact',
						numberOfSelections: 2,
					},
				],
			},
		});
		const texts = (await messagesWith(stage, DORA)).map(({ text }) => text);
		const [url = ''] = /http\S+/.exec(String(texts.at(-1))) ?? [];
		const page = await (await fetch(url)).text();
		expect(page).toMatch(/<form[^>]*enctype="multipart\/form-data"/);
		const send = async (...options: string[]) => {
			const filled = new FormData();
			filled.set('field-0', 'Dora');
			for (const option of options) filled.append('field-1', option);
			return await (await fetch(url, { method: 'POST', body: filled })).text();
		};
		expect(await send('Milk')).toContain('Nothing was sent yet');
		await send('Milk', 'Honey');
		expect(await replyTo(server, execution)).toMatchObject([
			{ data: { Name: 'Dora', With: ['Milk', 'Honey'] }, timedOut: false },
		]);
	});

	it('two who wait at once, beside a workflow that listens, each get their own reply', async () => {
		const { client } = server.n8n;
		const listening = await server.create(stage, 'listens');
		await client.listen(listening);
		const first = await askPerson(server, stage, DORA, 'Where to?');
		const second = await askPerson(server, stage, EVA, 'How many?');
		await stage.receive({ from: EVA, kind: 'text', text: 'Two' });
		expect(await replyTo(server, second)).toMatchObject([{ text: 'Two' }]);
		expect((await client.execution(first)).status).toBe('waiting');
		await says('To the office');
		expect(await replyTo(server, first)).toMatchObject([{ text: 'To the office' }]);
		await client.leave(listening);
	});
}
