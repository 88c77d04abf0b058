import { setTimeout as sleep } from 'node:timers/promises';

import type { WorkflowNode } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { Server, Stage, until } from './support/triggerStage';

// Batch Events (Seconds) in a real n8n: executions with an item for each event.

const ANA = '5511988887777';
const LONG = 600;
const stage = new Stage();
const server = new Server({ env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' } });

/** Text, number of the execution and of the output of each item. */
const BODY = (output: number) =>
	`={{ JSON.stringify({ text: $json.text, execution: $execution.id, output: ${output} }) }}`;
const items = (name: string) => stage.collector.at(`/${name}/production`);
const texts = (name: string) => items(name).map(({ text }) => text);
const executions = (name: string) => new Set(items(name).map(({ execution }) => execution)).size;

const say = async (...some: string[]) => {
	const { deliveries } = stage.simulator.state;
	const taken = () => deliveries.list().filter(({ status }) => status === 200).length;
	const before = taken();
	for (const text of some) await stage.receive({ from: ANA, kind: 'text', text });
	await until('n8n has them', () => taken() >= before + some.length);
};

async function activate(name: string, batchEvents: number): Promise<string> {
	const options = { batchEvents };
	const id = await server.create(stage, name, { options }, { jsonBody: BODY(0) });
	await server.n8n.client.listen(id);
	return id;
}

beforeAll(async () => {
	await stage.start();
	await server.start();
});

afterAll(async () => {
	await server.end();
	await stage.end();
});

it('Batch Events: three messages within ten seconds start the workflow once, with three items', async () => {
	const id = await activate('soon', 10);
	await say('a', 'b', 'c');
	await until('they are there', () => texts('soon').length === 3);
	expect(texts('soon').sort()).toEqual(['a', 'b', 'c']);
	expect(executions('soon')).toBe(1);
	await server.n8n.client.leave(id);
});

it('Batch Events: each message has its own file, downloaded while it was collected', async () => {
	const options = { batchEvents: 10, downloadMedia: { values: { outputField: 'data' } } };
	const post = { contentType: 'binaryData', inputDataFieldName: 'data' };
	const id = await server.create(stage, 'files', { options }, post);
	await server.n8n.client.listen(id);
	const contents = ['the first file', 'the second file', 'the third file'];
	for (const content of contents)
		await stage.receive({
			from: ANA,
			kind: 'document',
			fileName: `${content}.txt`,
			mimetype: 'text/plain',
			base64: Buffer.from(content).toString('base64'),
		});
	const posted = () =>
		stage.collector.got.filter(({ path }) => path === '/files/production').map(({ text }) => text);
	await until('they are there', () => posted().length === contents.length);
	expect(posted().sort()).toEqual([...contents].sort());
	await server.n8n.client.leave(id);
});

it('Batch Events with Separate Outputs: each event leaves by its own output', async () => {
	const credential = await server.credentialFor(stage);
	const post = (output: number): WorkflowNode => ({
		id: `2-${output}`,
		name: `Post ${output}`,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [220, output * 200],
		parameters: {
			method: 'POST',
			url: `${stage.collector.url}/outputs/production`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: BODY(output),
		},
	});
	const { id } = await server.n8n.client.createWorkflow({
		name: 'outputs',
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				id: '1',
				name: 'WhatsApp',
				type: nodeType('evolutionApiTrigger'),
				typeVersion: 2,
				position: [0, 0],
				parameters: {
					authentication: 'globalKey',
					instance: { __rl: true, mode: 'name', value: 'demo' },
					events: ['SEND_MESSAGE', 'MESSAGES_UPSERT'],
					filters: { includeMyOwnMessages: true },
					options: { batchEvents: 10, separateOutputs: true },
				},
				credentials: { evolutionGlobalKeyApi: credential },
			},
			post(0),
			post(1),
		],
		connections: {
			WhatsApp: {
				main: [
					[{ node: 'Post 0', type: 'main', index: 0 }],
					[{ node: 'Post 1', type: 'main', index: 0 }],
				],
			},
		},
	});
	await server.n8n.client.listen(id);
	await say('received');
	await stage.ask('POST', '/message/sendText/demo', { number: ANA, text: 'sent' });
	await until('they are there', () => texts('outputs').length === 2);
	const places = items('outputs').map(({ text, output }) => [text, output]);
	expect(places.sort()).toEqual([
		['received', 1],
		['sent', 0],
	]);
	expect(executions('outputs')).toBe(1);
	await say('alone');
	await until('it is there', () => texts('outputs').length === 3);
	expect(items('outputs').at(-1)).toMatchObject({ text: 'alone', output: 1 });
	await server.n8n.client.leave(id);
});

it('Batch Events: switching a workflow off starts it once, with the messages collected so far', async () => {
	const id = await activate('off', LONG);
	await say('a', 'b');
	await server.n8n.client.leave(id);
	await until('they are there', () => texts('off').length === 2);
	expect(executions('off')).toBe(1);
});

it('Batch Events: no message is lost or repeated when n8n is stopped while messages are collected', async () => {
	await activate('stopped', LONG);
	await say('a', 'b');
	await server.stop();
	await server.start();
	await until('a and b are there', () => texts('stopped').length >= 2);
	expect(executions('stopped')).toBe(1);
	// Whether or not the workflow is active by now: else Missed Messages finds it.
	await stage.receive({ from: ANA, kind: 'text', text: 'c' });
	await sleep(5_000);
	await server.stop();
	await server.start();
	await until('c is there', () => texts('stopped').length >= 3);
	await sleep(10_000);
	expect(texts('stopped').sort()).toEqual(['a', 'b', 'c']);
}, 600_000);
