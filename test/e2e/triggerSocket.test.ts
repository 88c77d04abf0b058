import { setTimeout as sleep } from 'node:timers/promises';
import { SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';
import { ANA, BRUNO, createAsking, question, start } from './support/waitStage';

// Triggers of a real n8n that receive through WebSocket: the server never calls n8n.

const SOCKET = { options: { connection: { values: { method: 'webSocket' } } } };
const stage = new SharedStage();
const { server } = stage;
let first: string;

const says = async (from: string, text: string) =>
	await stage.receive({ from, kind: 'text', text });
const counts = (name = 'first') => stage.counts(`/${name}/production`);
const setting = () => stage.simulator.state.instances.get('demo')?.extras.websocket;

beforeAll(async () => {
	await stage.start();
	first = await server.create(stage, 'first', SOCKET);
	await server.n8n.client.listen(first);
});

afterAll(async () => await stage.end());

it('WebSocket: a message starts the workflow', async () => {
	await says(ANA, 'hello');
	await until('it has started', () => counts().hello === 1);
	await says(ANA, 'again');
	await until('it has started', () => counts().again === 1);
	expect(stage.deliveries().attempts).toBe(0);
});

it('WebSocket: Execute step of a second workflow gets an event, and then removes the events that it added on the server', async () => {
	const parameters = { ...SOCKET, events: ['MESSAGES_UPSERT', 'PRESENCE_UPDATE'] };
	const id = await server.create(stage, 'tested', parameters);
	const executionId = await server.n8n.client.run(id);
	await until('it listens', () => JSON.stringify(setting()).includes('PRESENCE_UPDATE'));
	await sleep(500);
	await says(ANA, 'for both');
	const { status } = await server.n8n.client.finished(executionId);
	expect(status).toBe('success');
	expect(stage.counts('/tested/test')).toEqual({ 'for both': 1 });
	await until('the active one has it, too', () => counts()['for both'] === 1);
	expect(setting()).toMatchObject({ enabled: true, events: ['MESSAGES_UPSERT'] });
});

it('WebSocket: Execute step of the active workflow gets an event; after Stop, events go to the active workflow alone', async () => {
	const executionId = await server.n8n.client.run(first);
	await sleep(1_000);
	await says(ANA, 'tested');
	expect((await server.n8n.client.finished(executionId)).status).toBe('success');
	await until('the active one has it, too', () => counts().tested === 1);
	const stopped = await server.n8n.client.run(first);
	await sleep(1_000);
	await server.n8n.client.stop(stopped);
	expect((await server.n8n.client.finished(stopped)).status).toBe('canceled');
	await says(ANA, 'not tested');
	await until('the active one has it', () => counts()['not tested'] === 1);
});

it('WebSocket: Stop during Execute step removes the events that it added on the server', async () => {
	const events = ['MESSAGES_UPSERT', 'PRESENCE_UPDATE'];
	const id = await server.create(stage, 'stopped', { ...SOCKET, events });
	const executionId = await server.n8n.client.run(id);
	await until('it listens', () => JSON.stringify(setting()).includes('PRESENCE_UPDATE'));
	await sleep(1_000);
	await server.n8n.client.stop(executionId);
	const isBack = () => !JSON.stringify(setting()).includes('PRESENCE_UPDATE');
	await until('it has taken it back', isBack, 10_000);
	expect(setting()).toMatchObject({ enabled: true, events: ['MESSAGES_UPSERT'] });
});

it('WebSocket: several Send and Wait executions at a time get their replies', async () => {
	await createAsking(stage, server, 'ask');
	await start(server, 'ask', { to: ANA, message: 'How are you?' });
	await question(stage, ANA, 'How are you?');
	await start(server, 'ask', { to: BRUNO, message: 'And you?' });
	await question(stage, BRUNO, 'And you?');
	await says(BRUNO, 'Well');
	await says(ANA, 'Fine, thanks');
	const answers = await stage.collector.settled('/ask', 2);
	expect(answers.map(({ text }) => text).sort()).toEqual(['Fine, thanks', 'Well']);
	expect(stage.collector.at('/ask/error')).toEqual([]);
	expect(stage.deliveries().attempts).toBe(0);
});

it('WebSocket: no message is lost or received twice when the server forgets its Socket.IO sessions, as after a restart', async () => {
	await stage.sim('/_sim/sockets/forget', {});
	await says(ANA, 'in between');
	await until('it has started', () => counts()['in between'] === 1);
	await sleep(2_000);
	await says(ANA, 'connected again');
	await until('it has started', () => counts()['connected again'] === 1);
	expect(counts()['in between']).toBe(1);
});

it('WebSocket: deactivating the last workflow disconnects it, and switches WebSocket off for the instance again', async () => {
	await server.n8n.client.leave(first);
	await until('nothing is sent any more', () => setting()?.enabled === false);
	expect((await stage.webhook()).enabled).toBe(false);
	await until('it has left', () => stage.simulator.state.sockets?.list().length === 0);
});
