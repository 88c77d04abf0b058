import { setTimeout as sleep } from 'node:timers/promises';
import { newInstance } from '../../simulator/state/instance';
import { SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';
import { ANA, BRUNO, createAsking, question, start } from './support/waitStage';

// Tests triggers in a real n8n that receive events through a WebSocket, so the server never calls n8n.

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

describe('WebSocket: Execute step', () => {
	const ADDED = ['MESSAGES_UPSERT', 'PRESENCE_UPDATE'];
	// If a test session begins while n8n 2.41 ends another one, n8n freezes for a minute, because its cache copies all of n8n's objects.
	afterEach(async () => await sleep(5_000));

	it('of a second workflow gets an event, for which the server sends more events', async () => {
		const id = await server.create(stage, 'tested', { ...SOCKET, events: ADDED });
		await server.n8n.client.listenForTest(id, 'WhatsApp');
		expect(setting()?.events).toContain('PRESENCE_UPDATE');
		await says(ANA, 'for both');
		await until('the test has it', () => stage.counts('/tested/test')['for both'] === 1);
		await until('the active one has it, too', () => counts()['for both'] === 1);
	});

	it('of the active workflow gets an event, as the active workflow does', async () => {
		await server.n8n.client.listenForTest(first, 'WhatsApp');
		await says(ANA, 'tested');
		await until('the test has it', () => stage.counts('/first/test').tested === 1);
		await until('the active one has it, too', () => counts().tested === 1);
		await says(ANA, 'not tested');
		await until('the active one has it', () => counts()['not tested'] === 1);
		expect(stage.counts('/first/test')).toEqual({ tested: 1 });
	});

	it('that is stopped gets nothing', async () => {
		const id = await server.create(stage, 'stopped', { ...SOCKET, events: ADDED });
		await server.n8n.client.listenForTest(id, 'WhatsApp');
		await server.n8n.client.stopTest(id);
		// n8n ends the test session a moment after `stopTest`, and nothing shows when exactly.
		await sleep(1_000);
		await says(ANA, 'too late');
		await until('the active one has it', () => counts()['too late'] === 1);
		expect(stage.counts('/stopped/test')).toEqual({});
	});
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

it('WebSocket: a message starts the workflow while another number is flooded', async () => {
	const { instances, config } = stage.simulator.state;
	const branch = newInstance({ name: 'branch', integration: 'WHATSAPP-BAILEYS' }, config);
	const ownerJid = '5511990000009@s.whatsapp.net';
	instances.set('branch', Object.assign(branch, { state: 'open', paired: true, ownerJid }));
	const instance = { __rl: true, mode: 'name', value: 'branch' };
	await server.n8n.client.listen(await server.create(stage, 'flooded', { instance }));
	const texts = Array.from({ length: 90 }, (_, index) => `flood ${index}`);
	const steps = texts.map((text, n) => ({ from: `${55119001000 + n}`, kind: 'text', text }));
	await stage.sim('/_sim/instances/branch/plans', { steps });
	await until('the flood has begun', () => Object.keys(counts('flooded')).length > 20);
	await says(ANA, 'not flooded');
	await until('it has started', () => counts()['not flooded'] === 1);
	expect(Object.keys(counts('flooded')).length).toBeLessThan(texts.length);
	await until('the flood is over', () => Object.keys(counts('flooded')).length === texts.length);
	expect(Object.values(counts('flooded')).filter((times) => times !== 1)).toEqual([]);
});

it('WebSocket: deactivating the last workflow disconnects it, and leaves no list in the webhook', async () => {
	await server.n8n.client.leave(first);
	expect((await stage.webhook()).enabled).toBe(false);
	await until('it has left', () => stage.simulator.state.sockets?.list().length === 0);
});
