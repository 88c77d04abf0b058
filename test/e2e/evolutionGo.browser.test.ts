import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

import { PATIENCE_MS } from '../../dev/n8n/client';
import type { N8nOptions } from '../../dev/n8n/driver';
import type { Execution, NewWorkflow, WorkflowNode } from '../../dev/n8n/types';
import { isOurType, nodeType } from '../../dev/ourPackage';
import { freePort } from '../../dev/ports';
import { credentialsFor, DEMO_INSTANCE, OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { describeInBrowser, launchChromium } from './support/chromium';
import { Editor } from './support/editor';
import { withPage } from './support/screenshot';
import { Server, until } from './support/triggerStage';

// A real n8n with both kinds of server: what was made for Evolution API runs on Evolution Go with another credential.

const NODE = 'Evolution API (WhatsApp)';
const ANA = '5511988887777';
const TEXT = 'Our shop is open again on Monday.';
const phone = (n: number) => String(351_910_000_000 + n);
const PEOPLE = Array.from({ length: 60 }, (_, n) => phone(n));

/** At the same address after each start, like everybody's. */
const options: Partial<N8nOptions> = { env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all' } };
const server = new Server(options);
let api: Simulator;
let go: Simulator;
let browser: Browser;

beforeAll(async () => {
	api = await startSimulator({ port: 0, seed: true, quiet: true });
	go = await startSimulator({ port: 0, seed: true, quiet: true, server: 'go' });
	options.port = await freePort();
	await server.start();
});

afterAll(async () => {
	await browser?.close();
	await server.end();
	await api?.close();
	await go?.close();
});

/** Who got what from the demo instance, oldest first. */
function sent({ state }: Simulator): Array<{ chat: string; text: string }> {
	const all = [...(state.instances.get('demo')?.messages.newestFirst() ?? [])].reverse();
	return all
		.filter(({ key }) => key.fromMe)
		.map(({ key, message }) => ({
			chat: key.remoteJid.split('@')[0],
			text: String(message.conversation ?? Object(message.extendedTextMessage).text),
		}));
}

const texts = (simulator: Simulator, chat: string) =>
	sent(simulator).flatMap((one) => (one.chat === chat ? [one.text] : []));

describeInBrowser('by hand', () => {
	it('a person sets up Send Text for Evolution Go in the editor: a wrong key is reported, then the message is sent', async () => {
		browser = await launchChromium();
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
		context.setDefaultTimeout(PATIENCE_MS);
		const editor = new Editor(await context.newPage(), server.n8n.url);
		await withPage(editor.page, async () => {
			await editor.logIn(OWNER);
			await editor.newWorkflow();
			await editor.addFirstStep('Add first step…');
			await editor.find(undefined, 'Trigger manually');
			await editor.addNextStep();
			await editor.find('Evolution Go', NODE, 'Send a WhatsApp text message');
			await editor.connect('Connect to Evolution (Global Key)');
			await editor.chooseCredentialKind('Global API Key', 'Evolution Go');
			await editor.fill('baseUrl', go.url);
			await editor.fill('globalApiKey', 'wrong');
			await editor.saveCredential();
			await editor.page.getByText('More details').click();
			await editor.page.getByText('Evolution Go refused the key').waitFor();
			await editor.fill('globalApiKey', go.key);
			await editor.saveCredential();
			await editor.connected();
			expect(await editor.openList('instance')).toContain('demo');
			await editor.pickFromList('demo');
			await editor.fill('recipient', ANA);
			await editor.fill('text', 'Hello from Evolution Go');
			await editor.executeStep();
			await editor.outputShows(`${ANA}@s.whatsapp.net`);
		});
		expect(texts(go, ANA).at(-1)).toBe('Hello from Evolution Go');
	}, 900_000);
});

describe('a broadcast', () => {
	/** The same workflow, for one kind of server and then for the other. */
	async function made(workflow: NewWorkflow, kind: 'api' | 'go'): Promise<string> {
		const simulator = kind === 'go' ? go : api;
		const { client } = server.n8n;
		const [credential] = credentialsFor({ ...simulator, instance: DEMO_INSTANCE }, kind);
		const made = await client.createCredential(credential);
		const nodes = workflow.nodes.map((node): WorkflowNode => {
			if (!isOurType(node.type)) return node;
			const authentication = kind === 'go' ? 'evolutionGo' : 'globalKey';
			return {
				...node,
				parameters: { ...node.parameters, authentication },
				credentials: { [credential.type]: { id: made.id, name: made.name } },
			};
		});
		return (await client.createWorkflow({ ...workflow, id: undefined, nodes })).id;
	}

	const run = async (id: string): Promise<Execution> => {
		const { client } = server.n8n;
		return await client.finished(await client.run(id));
	};

	const outputs = (execution: Execution, node: string) => {
		const [items] = execution.data.resultData.runData[node][0].data?.main ?? [];
		return (items ?? []).map(({ json }) => json);
	};

	it('a broadcast on Evolution Go whose n8n was killed resumes where it was, and writes to nobody twice', async () => {
		const bulkSending = {
			deduplication: { values: { sentSince: '1' } },
			rateLimit: { values: { minDelay: 0.05, maxDelay: 0.1 } },
			output: 'items',
		};
		const id = await made(broadcast(bulkSending), 'go');
		const got = () => sent(go).filter(({ text }) => text === TEXT);
		await server.n8n.client.run(id);
		await until('some are sent', () => got().length >= 20);
		expect((await server.n8n.stop(0)).signal).toBe('SIGKILL');
		await sleep(500);
		const before = got().length;
		expect(before).toBeLessThan(PEOPLE.length);
		await server.start();
		const fates = outputs(await run(id), 'Broadcast').map(({ broadcast: fate }) =>
			String(Object(fate).status),
		);
		const chats = got().map(({ chat }) => chat);
		expect(new Set(chats).size).toBe(chats.length);
		// The one that was under way when n8n died may have gone out or not: nobody knows, so it is not sent again.
		expect(chats.length).toBeGreaterThanOrEqual(PEOPLE.length - 1);
		expect(fates.filter((status) => status === 'sent')).toHaveLength(chats.length - before);
		expect(fates.filter((status) => status === 'alreadySent').length).toBeGreaterThanOrEqual(
			before,
		);
	}, 240_000);
});

describe('the trigger', () => {
	it('two bots on one instance of Evolution Go each answer every message once, also after n8n was killed', async () => {
		const { client } = server.n8n;
		const [credential] = credentialsFor({ ...go, instance: DEMO_INSTANCE }, 'go');
		const made = await client.createCredential(credential);
		const ids: string[] = [];
		for (const answer of ['First', 'Second']) {
			const workflow = bot(`={{ "${answer}: " + $json.text }}`, {
				[credential.type]: { id: made.id, name: made.name },
			});
			ids.push((await client.createWorkflow(workflow)).id);
		}
		for (const id of ids) await client.listen(id);
		const answers = (question: string) =>
			texts(go, ANA)
				.filter((text) => text.endsWith(`: ${question}`))
				.sort();
		await write('Do you have cake?');
		await until('both have answered', () => answers('Do you have cake?').length >= 2);
		expect((await server.n8n.stop(0)).signal).toBe('SIGKILL');
		await server.start();
		await write('And coffee?');
		await until('both have answered again', () => answers('And coffee?').length >= 2);
		await sleep(1000);
		for (const question of ['Do you have cake?', 'And coffee?']) {
			expect(answers(question)).toEqual([`First: ${question}`, `Second: ${question}`]);
		}
		for (const id of ids) await server.n8n.client.leave(id);
	}, 240_000);
});

/** Ana writes. */
async function write(text: string): Promise<void> {
	const { status } = await fetch(`${go.url}/_sim/instances/demo/receive`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ from: ANA, kind: 'text', text }),
	});
	expect(status).toBeLessThan(300);
}

const bot = (
	text: string,
	credentials: Record<string, { id: string; name: string }>,
): NewWorkflow => ({
	name: text,
	nodes: [
		{
			id: '1',
			name: 'On message',
			type: nodeType('evolutionApiTrigger'),
			typeVersion: 2,
			position: [0, 0],
			parameters: {
				authentication: 'evolutionGo',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				events: ['MESSAGES_UPSERT'],
			},
			credentials,
		},
		{
			id: '2',
			name: 'Reply',
			type: nodeType('evolutionApi'),
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				authentication: 'evolutionGo',
				resource: 'conversation',
				operation: 'reply',
				text,
			},
			credentials,
		},
	],
	connections: { 'On message': { main: [[{ node: 'Reply', type: 'main', index: 0 }]] } },
});

const broadcast = (bulkSending: object): NewWorkflow => ({
	name: 'Broadcast',
	nodes: [
		{
			id: '1',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: '2',
			name: 'People',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ people: PEOPLE }) },
		},
		{
			id: '3',
			name: 'Each',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [400, 0],
			parameters: { fieldToSplitOut: 'people', options: {} },
		},
		{
			id: '4',
			name: 'Broadcast',
			type: nodeType('evolutionApi'),
			typeVersion: 1,
			position: [600, 0],
			parameters: {
				resource: 'message',
				operation: 'sendText',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				recipient: { __rl: true, mode: 'number', value: '={{ $json.people }}' },
				text: TEXT,
				bulkSending,
			},
		},
	],
	connections: {
		Start: { main: [[{ node: 'People', type: 'main', index: 0 }]] },
		People: { main: [[{ node: 'Each', type: 'main', index: 0 }]] },
		Each: { main: [[{ node: 'Broadcast', type: 'main', index: 0 }]] },
	},
});
