/**
 * From an empty canvas to an agent with a memory that answers, by mouse and keyboard alone. It has four nodes: trigger,
 * agent, memory, *Reply*. The model below the agent is not counted, because every agent has one.
 * `WALK_FOLDER=<folder>` keeps a picture of each step.
 */
import type { Browser, Page } from 'playwright-core';
import { activationSettled } from '../../dev/n8n/activation';
import { OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { by } from './phone/support';
import { describeInBrowser, launchChromium } from './support/chromium';
import { Editor } from './support/editor';
import { countGestures, type Gestures } from './support/gestures';
import { ModelServer, type Asked } from './support/modelServer';
import { keepPicture, withPage } from './support/screenshot';
import { Server } from './support/triggerStage';

const NODE = 'Evolution API (WhatsApp)';
const ANA = '5511988887777@s.whatsapp.net';
const PROMPT = 'You sell cakes. Answer in one sentence.';
/** Milliseconds a key, of people who are used to typing. */
const FAST = 20;

const model = new ModelServer();
const server = new Server();
let simulator: Simulator;
let browser: Browser;
let editor: Editor;
let phone: Page;
let gestures: Gestures;
/** What the walk took, without Ana's part. */
let done: Gestures;

const step = async (name: string, page: Page, work: () => Promise<void>) =>
	await withPage(page, async () => {
		await work();
		await keepPicture(page, process.env.WALK_FOLDER, name);
	});

/** Ana writes on her phone, and reads the answer. */
async function write(text: string, answer: string): Promise<void> {
	await by(phone, 'composer').fill(text);
	await phone.keyboard.press('Enter');
	await phone.locator('[data-testid^="message-"]').filter({ hasText: answer }).waitFor();
}

/** What the model was told that somebody said. */
const saidBy = (role: string, { messages }: Asked) =>
	messages.filter((message) => message.role === role).map(({ content }) => content);

describeInBrowser('an agent with a memory, by hand', () => {
	beforeAll(async () => {
		await model.start();
		// It knows what the memory tells it, and nothing else.
		model.reacts = (asked) => `You have said: ${saidBy('user', asked).join(' ')}`;
		simulator = await startSimulator({ port: 0, seed: true, quiet: true });
		await server.start();
		browser = await launchChromium();
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
		context.setDefaultTimeout(40_000);
		gestures = await countGestures(context);
		editor = new Editor(await context.newPage(), server.n8n.url);
		await editor.logIn(OWNER);
		phone = await context.newPage();
		await phone.goto(`${simulator.url}/phone#instance=demo&chat=${ANA}`);
		await editor.page.bringToFront();
		Object.assign(gestures, { clicks: 0, typed: [] });
	});

	afterAll(async () => {
		await browser?.close();
		await server.end();
		await simulator?.close();
		await model.close();
	});

	it('the walk', async () => {
		await step('1-trigger', editor.page, async () => {
			await editor.newWorkflow();
			await editor.addFirstStep('Add first step…');
			await editor.find('Evolution', NODE, 'On message received');
			await editor.connect('Connect to Evolution Global Key');
			await editor.fill('baseUrl', simulator.url);
			await editor.fill('apiKey', simulator.key);
			await editor.saveCredential();
			await editor.connected();
			await editor.openList('instance');
			await editor.pickFromList('demo');
			await editor.closeNode();
		});
		await step('2-agent', editor.page, async () => {
			await editor.addBehind();
			await editor.findNamed('AI', 'AI Agent');
			await editor.addToCollection('Add Option', 'System Message');
			await editor.type('systemMessage', PROMPT, FAST);
			await editor.closeNode();
		});
		await step('3-model', editor.page, async () => {
			await editor.addBelow('Chat Model');
			await editor.findNamed('OpenAI Chat Model');
			await editor.connect();
			await editor.fill('apiKey', 'any');
			await editor.fill('url', model.url);
			await editor.saveCredential();
			await editor.connected();
			await editor.closeNode();
		});
		await step('4-memory', editor.page, async () => {
			await editor.addBelow('Memory');
			await editor.findNamed('Simple Memory');
			await editor.closeNode();
		});
		await step('5-reply', editor.page, async () => {
			await editor.addBehind();
			await editor.find('Evolution');
			await editor.findNamed(NODE, 'Reply to a WhatsApp message');
			await editor.closeNode();
		});
		await step('6-live', editor.page, async () => {
			await editor.publish();
			await editor.closePublished();
			done = structuredClone(gestures);
			await editor.zoomToFit();
		});
		await activationSettled(server.n8n.client, editor.workflowId(), 60_000);
		// Ana has an answer, and then one that knows what she wrote before.
		await step('7-answers', phone, async () => {
			await phone.bringToFront();
			await write('Hello!', 'You have said: Hello!');
			await write('Do you have walnuts?', 'You have said: Hello! Do you have walnuts?');
			for (const asked of model.asked) expect(saidBy('system', asked)).toEqual([PROMPT]);
		});
	});

	it('five nodes with the model, and nothing was typed but credentials and the prompt', async () => {
		const { clicks, typed } = done;
		process.stderr.write(`The walk: ${clicks} clicks, ${typed.length} fields\n`);
		const found = await server.n8n.client.workflow(editor.workflowId());
		expect(found?.nodes).toHaveLength(5);
		expect(typed).toEqual([
			'node-creator-search-bar',
			'parameter-input-baseUrl', // of our credential
			'parameter-input-apiKey',
			'parameter-input-systemMessage', // the prompt
			'parameter-input-apiKey', // of the model's credential
			'parameter-input-url',
			'node-creator-search-bar',
		]);
		expect(clicks).toBeLessThanOrEqual(32); // docs/ai-agents.md says about 30
	});
});
