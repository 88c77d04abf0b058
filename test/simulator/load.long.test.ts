import type { Instance } from '../../simulator/state/instance';
import { receive } from '../../simulator/whatsapp/receive';
import { type Client, startClient, until } from './support/client';
import { type Collector, startCollector } from './support/collector';

const number = '5511988887777';
const chat = `${number}@s.whatsapp.net`;

describe('simulator: 10,000 messages', () => {
	let client: Client;
	let hook: Collector;

	beforeAll(async () => {
		client = await startClient({ seed: true });
		hook = await startCollector();
	});
	afterAll(async () => {
		await client.simulator.close();
		await hook.close();
	});

	it('are stored and found, and then the oldest are dropped', async () => {
		client.simulator.config.ackDelayMs = 1;
		const send = (index: number) =>
			client.post('/message/sendText/demo', { number, text: `text ${index}` });
		const ids: string[] = [];
		for (let start = 0; start < 500; start += 20) {
			const answers = await Promise.all(
				Array.from({ length: 20 }, (_, offset) => send(start + offset)),
			);
			ids.push(...answers.map(({ body }) => body.key.id));
		}
		const { state } = client.simulator;
		const demo = state.instances.get('demo') as Instance;
		for (let index = 0; index < 9500; index++) {
			receive(state, demo, { from: number, kind: 'text', text: `answer ${index}` });
		}
		expect(new Set(ids).size).toBe(500);
		expect(demo.messages.size).toBeGreaterThanOrEqual(10_000);

		const { body } = await client.post('/chat/findMessages/demo', {
			where: { key: { id: ids[3] } },
		});
		expect(body.messages.total).toBe(1);
		const page = await client.post('/chat/findMessages/demo', {
			where: { key: { remoteJid: chat } },
			page: 200,
			offset: 50,
		});
		expect(page.body.messages.records).toHaveLength(50);
		const { body: views } = await client.get(
			`/_sim/instances/demo/messages?chat=${chat}&limit=100`,
		);
		expect(views).toHaveLength(100);

		const webhook = { enabled: true, url: hook.url, events: ['SEND_MESSAGE'] };
		await client.post('/webhook/set/demo', { webhook });
		client.simulator.config.maxMessages = 1000;
		await Promise.all(Array.from({ length: 500 }, (_, index) => send(index)));
		expect(await until(() => hook.all.length === 500)).toBe(true);
		expect(demo.messages.size).toBe(1000);
		const gone = await client.post('/chat/findMessages/demo', { where: { key: { id: ids[3] } } });
		expect(gone.body.messages.total).toBe(0);
		expect((await client.get('/_sim/requests')).body.length).toBeLessThanOrEqual(5000);
	}, 120_000);
});
