import { setTimeout as sleep } from 'node:timers/promises';

import { Server, Stage, until } from './support/triggerStage';

// Tests an active workflow that is tested, changed, or started while the server can't be reached.

const ANA = '5511988887777';
const stage = new Stage();
const server = new Server();
const ids = { first: '', second: '' };

beforeAll(async () => {
	await stage.start();
	await server.start();
	for (const name of ['first', 'second'] as const) {
		ids[name] = await server.create(stage, name);
		await server.n8n.client.listen(ids[name]);
	}
});

afterAll(async () => {
	await server.end();
	await stage.end();
});

beforeEach(() => (stage.collector.got.length = 0));

const say = async (text: string) => await stage.receive({ from: ANA, kind: 'text', text });
const counts = (name: string) => stage.counts(`/${name}/production`);
const once = (texts: string[]) => Object.fromEntries(texts.map((text) => [text, 1]));

async function arrive(texts: string[]): Promise<void> {
	await until('all came', () =>
		texts.every((text) => counts('first')[text] && counts('second')[text]),
	);
	await sleep(1_500);
	expect([counts('first'), counts('second')]).toEqual([once(texts), once(texts)]);
}

/** The change isn't published yet. */
async function edit(parameters: object): Promise<object> {
	const stored = await server.n8n.client.workflow(ids.second);
	const nodes = (stored?.nodes ?? []).map((node) =>
		node.name === 'WhatsApp'
			? { ...node, parameters: { ...node.parameters, ...parameters } }
			: node,
	);
	const route = `/rest/workflows/${ids.second}`;
	return await server.n8n.client.request('PATCH', route, { ...stored, nodes });
}

const instance = (value: string) => ({ instance: { __rl: true, mode: 'name', value } });

it('a test in the editor fails because of an unknown instance: the active workflow still gets the next message', async () => {
	const workflowData = await edit(instance('nope'));
	const listens = server.n8n.client.request('POST', `/rest/workflows/${ids.second}/run`, {
		workflowData,
		triggerToStartFrom: { name: 'WhatsApp' },
	});
	await expect(listens).rejects.toThrow('The server has no instance');
	await edit(instance('demo'));
	await say('text after the test');
	await arrive(['text after the test']);
});

it('a message that comes while a change is published starts the workflow once', async () => {
	// The first workflow isn't changed, and must still receive everything.
	await edit({ filters: { text: { values: { match: 'startsWith', value: 'text' } } } });
	const texts: string[] = [];
	let isOver = false;
	const published = server.n8n.client.listen(ids.second).finally(() => (isOver = true));
	while (!isOver || texts.length < 10) {
		const text = `text ${texts.length}`;
		texts.push(text);
		await say(text);
		// Sends only as fast as n8n handles the messages. Otherwise, a slow machine would have no time to publish the workflow.
		await until(`"${text}" came to the first one`, () => text in counts('first'));
	}
	await published;
	await arrive(texts);
});

it('n8n starts while the server refuses requests: the workflows become active, and miss no message', async () => {
	await server.stop();
	await say('text while down');
	await stage.sim('/_sim/faults', { path: '/webhook/', times: 6, status: 401, body: {} });
	await server.start();
	await arrive(['text while down']);
	await say('text after');
	await arrive(['text while down', 'text after']);
});
