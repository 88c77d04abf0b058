import { Server, Stage, until } from './support/triggerStage';
import { ANA, BRUNO, createAsking, question, start } from './support/waitStage';

// Executions of a real n8n that wait for replies.

const stage = new Stage();
const server = new Server();

beforeAll(async () => {
	await stage.start();
	await server.start();
});
afterAll(async () => {
	await server.end();
	await stage.end();
});

describe('alone, without a workflow that starts with the trigger', () => {
	it('an execution waits, goes on with the reply, and leaves the webhook', async () => {
		await createAsking(stage, server, 'alone');
		await start(server, 'alone', { to: ANA, message: 'How are you?' });
		await question(stage, ANA, 'How are you?');
		await stage.receive({ from: BRUNO, kind: 'text', text: 'not me' });
		await stage.receive({ from: ANA, kind: 'text', text: 'Fine, thanks' });
		const got = await stage.collector.settled('/alone', 1);
		expect(got).toMatchObject([
			{ text: 'Fine, thanks', timedOut: false, message: { senderName: 'Ana', kind: 'text' } },
		]);
		await until('it has left', async () => (await stage.webhook()).events.length === 0);
	});
});
