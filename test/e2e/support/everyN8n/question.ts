import { until, type Server, type Stage } from '../triggerStage';
import { chain, evolution, itemsOf } from './chain';
import { messagesWith } from './phone';

/** Starts an execution that asks a person a question, and returns the execution's ID as soon as it waits. */
export async function askPerson(
	server: Server,
	stage: Stage,
	number: string,
	message: string,
	how: object = { responseType: 'freeText' },
): Promise<string> {
	const { client } = server.n8n;
	const step = await evolution(server, stage, 'Ask', {
		resource: 'message',
		operation: 'sendAndWait',
		...how,
		recipient: { __rl: true, mode: 'number', value: number },
		message,
	});
	const { id } = await client.createWorkflow(chain(message, [step]));
	const execution = await client.run(id);
	await until(`${number} is asked`, async () => {
		const texts = (await messagesWith(stage, number)).map(({ text }) => text);
		return texts.some((text) => text?.startsWith(message));
	});
	await until('it waits', async () => (await client.execution(execution)).status === 'waiting');
	return execution;
}

export async function replyTo(server: Server, execution: string): Promise<unknown[]> {
	const done = await server.n8n.client.finished(execution);
	expect(done.status).toBe('success');
	return itemsOf(done, 'Ask').map(({ json }) => json);
}
