/**
 * The script of the demo video, which also follows docs/install.md and the README: installation, credential, first message, a bot
 * that answers. `DEMO_FOLDER=<folder>` saves a picture of each step.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import { startN8n, type RunningN8n } from '../../dev/n8n/driver';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import { OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { by } from './phone/support';
import { step as takeStep, type Page } from './support/browserTest';
import { Editor } from './support/editor';
import { countGestures, type Gestures } from './support/gestures';
import { installPacked } from './support/packed';
import { Recipe } from './support/recipe';
import { until } from './support/triggerStage';

const CHECKOUT = path.join(__dirname, '../..');
const NODE = 'Evolution API (WhatsApp)';
const ON_MESSAGE = 'On message received';
const ANA = '5511988887777';
const FIRST = 'Hello Ana, this is n8n.';
const QUESTION = 'Do you have cake?';
const REPLY = 'Hi, we answer within the hour.';
const BY_NAME = 'Hi {{ $json.senderName }}, we answer within the hour.';
const ANSWER = 'Hi Ana, we answer within the hour.';

/** Pauses between two keys, for a fast and a slow typist, ms. */
const FAST = 40;
const SLOW = 200;

/** The test reads in these pages what to click. It fails if a page doesn't match n8n's editor. */
const message = new Recipe('docs/install.md', 'Send your first message');
const bot = new Recipe('README.md', 'A bot that answers');
/** Words of install.md that the test doesn't click, because they're for users without an instance. */
const ASIDE = ['Instance → Create', 'Instance → Connect'];

let simulator: Simulator;
let n8n: RunningN8n;
let editor: Editor;
let phone: Page;
let gestures: Gestures;

const answers = (answer = ANSWER) =>
	phone.locator('[data-testid^="message-"]').filter({ hasText: answer });

async function write(text: string): Promise<void> {
	await by(phone, 'composer').fill(text);
	await phone.keyboard.press('Enter');
}

const step = async (name: string, page: Page, work: () => Promise<void>) =>
	await takeStep(name, { page, folder: process.env.DEMO_FOLDER }, work);

const test = base.extend({
	context: async ({ browser }, use) => {
		const folder = mkdtempSync(path.join(os.tmpdir(), 'demo-'));
		await installPacked(CHECKOUT, folder);
		simulator = await startSimulator({ port: 0, seed: true, quiet: true });
		n8n = await startN8n({ runtime: runtimeFolder(), userFolder: folder });
		await n8n.client.enter(OWNER);
		const context = await browser.newContext({
			permissions: ['clipboard-read', 'clipboard-write'],
		});
		await use(context);
		await context.close();
		await n8n.stop();
		await simulator.close();
		rmSync(folder, { recursive: true, force: true });
	},
});

test('a user who follows install.md and the README gets from a new n8n to a bot that answers', async ({
	context: opened,
}) => {
	gestures = await countGestures(opened);
	editor = new Editor(await opened.newPage(), n8n.url);
	await editor.logIn(OWNER);
	Object.assign(gestures, { clicks: 0, typed: [] }); // The login doesn't count, because users of n8n are already logged in.
	phone = await opened.newPage();
	await phone.goto(`${simulator.url}/phone#instance=demo&chat=${ANA}@s.whatsapp.net`);
	await editor.page.bringToFront();

	await test.step('install.md, step 1: the node is there, and a wrong key keeps the credential window open and says so', async () =>
		await step('1-wrong-key', editor.page, async () => {
			await editor.newWorkflow();
			await editor.addFirstStep(message.says(1, 'Add first step…'));
			await editor.find(undefined, message.says(1, 'Trigger manually'));
			message.says(1, '+');
			await editor.addNextStep();
			await editor.find(
				message.says(1, 'Evolution'),
				message.says(1, NODE),
				message.says(1, 'Send a WhatsApp text message'),
			);
			await editor.sees(message.says(2, 'Credential'));
			await editor.connect(message.says(2, 'Connect to Evolution (Global Key)'));
			await editor.fill('baseUrl', simulator.url);
			await editor.fill('apiKey', 'wrong');
			await editor.saveCredential();
			await editor.page.getByText(message.says(2, 'More details')).click();
			await editor.page.getByText('The server refused the API key').waitFor();
		}));

	await test.step('install.md, step 2: with the right key the window closes, and the node has its credential', async () =>
		await step('2-credential', editor.page, async () => {
			await editor.fill('apiKey', simulator.key);
			await editor.saveCredential();
			await editor.connected();
		}));

	await test.step('install.md, step 3: the first message is on the phone', async () => {
		await step('3-first-message', editor.page, async () => {
			await editor.sees(message.says(3, 'Instance'));
			await editor.openList('instance');
			await editor.pickFromList('demo');
			await editor.sees(message.says(4, 'Recipient'));
			await editor.fill('recipient', message.says(4, ANA));
			await editor.sees(message.says(4, 'Text'));
			await editor.fill('text', FIRST);
			await editor.executeStep(message.says(5, 'Execute step'));
			await editor.outputShows(`${ANA}@s.whatsapp.net`);
			for (const key of ['messageId', 'chat']) await editor.outputShows(message.says(5, key));
			expect(await editor.brokenPictures()).toEqual([]);
		});
		await step('4-phone', phone, async () => await phone.getByText(FIRST).last().waitFor());
	});

	await test.step('README: a bot answers whoever writes', async () => {
		await step('5-bot', editor.page, async () => {
			await editor.newWorkflow();
			await editor.addFirstStep(bot.says(1, 'Add first step…'));
			await editor.find(bot.says(1, 'Evolution'), bot.says(1, NODE), bot.says(1, ON_MESSAGE));
			await editor.sees(bot.says(2, 'Instance'));
			await editor.openList('instance');
			await editor.pickFromList('demo');
			const [add, filter] = bot.says(2, 'Add filter → Chat Types').split(' → ');
			await editor.addToCollection(add, filter);
			await editor.sees(bot.says(2, 'Private Chats'));
			await editor.closeNode();
			bot.says(3, '+');
			await editor.addNextStep();
			await editor.find(
				bot.says(3, NODE),
				bot.says(3, NODE),
				bot.says(3, 'Reply to a WhatsApp message'),
			);
			await editor.sees(bot.says(3, 'Text'));
			for (const delay of [SLOW, FAST]) await editor.type('text', bot.says(3, REPLY), delay);
			await editor.closeNode();
			await editor.publish(bot.says(4, 'Publish'));
		});
		bot.says(4, 'System → Check Setup');
		await step('6-answer', phone, async () => {
			await write(QUESTION);
			await answers(REPLY).first().waitFor();
		});
	});

	await test.step('README: the next answer contains the name that was pasted into the text', async () => {
		const { client } = n8n;
		const id = editor.workflowId();
		await step('6-name', editor.page, async () => {
			await editor.closePublished();
			await editor.openNode(bot.says(5, 'Reply to a WhatsApp message'));
			await editor.sees(bot.says(5, 'Text'));
			await editor.useExpression('text', bot.says(5, 'Expression'));
			for (const isEmptied of [true, false])
				await editor.pasteExpression('text', bot.says(5, BY_NAME), isEmptied);
			// If the node is closed within a few milliseconds, the editor loses a pasted expression.
			await until('the editor has saved the name', async () =>
				JSON.stringify(await client.workflow(id)).includes('senderName'),
			);
			await editor.closeNode();
			await editor.publish(bot.says(5, 'Publish'));
		});
		await until('what is saved is published', async () => {
			const found = await client.workflow(id);
			return found?.activeVersionId === found?.versionId;
		});
		await step('6-answer-by-name', phone, async () => {
			await write(QUESTION);
			await answers().first().waitFor();
		});
		await editor.page.getByText(bot.says(5, 'Executions'), { exact: true }).first().waitFor();
	});

	await test.step('README: a second workflow shares the webhook, and both get the next message', async () => {
		await step('7-second-workflow', editor.page, async () => {
			await editor.newWorkflow();
			await editor.addEvent(NODE, ON_MESSAGE);
			await editor.openList('instance');
			await editor.pickFromList('demo');
			await editor.closeNode();
			await editor.publish();
		});
		const { client } = n8n;
		const [second] = await client.request<Array<{ id: string; name: string }>>(
			'GET',
			'/rest/workflows?sortBy=createdAt:desc',
		);
		await step('8-both', phone, async () => {
			await write('And coffee?');
			await answers().nth(1).waitFor();
		});
		await until('the second one ran', async () => {
			const [execution] = await client.executions(second.id);
			return execution?.status === 'success';
		});
	});

	await test.step('the test has clicked every word of the two recipes', async () => {
		for (const word of message.unused) expect(ASIDE).toContain(word.replace(/^\d+ /, ''));
		expect(bot.unused).toEqual([]);
	});

	await test.step('README: a thumbs-up gets no answer', async () => {
		const before = await answers().count();
		const all = [...(simulator.state.instances.get('demo')?.messages.newestFirst() ?? [])];
		const targetId = all.find(({ key }) => key.remoteJid.startsWith(ANA))?.key.id;
		const { status } = await fetch(`${simulator.url}/_sim/instances/demo/receive`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ from: ANA, kind: 'reaction', emoji: '👍', targetId }),
		});
		expect(status).toBeLessThan(300);
		await write('And tea?');
		await answers().nth(before).waitFor();
		expect(await answers().count()).toBe(before + 1);
	});

	await test.step('the recipes take ten minutes at most', async () => {
		const { clicks, typed } = gestures;
		const fields = typed.length;
		// Allows ten seconds for each click and each field.
		expect((clicks + fields) * 10).toBeLessThan(10 * 60);
		expect(clicks).toBeGreaterThan(20); // checks that gestures were counted
	});
});
