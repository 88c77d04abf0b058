/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { startN8n, type RunningN8n } from '../../dev/n8n/driver';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import { OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { describeInBrowser, launchChromium } from './support/chromium';
import { Editor } from './support/editor';
import { screenshot, withPage } from './support/screenshot';

const CHECKOUT = path.join(__dirname, '../..');
const TEXT = 'Hello Ana, I was typed into the editor.';

let folder: string;
let simulator: Simulator;
let n8n: RunningN8n;
let browser: Browser;
let context: BrowserContext;
let editor: Editor;

describeInBrowser('the first message, in the editor of n8n', () => {
	beforeAll(async () => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'first-message-'));
		simulator = await startSimulator({ port: 0, seed: true, quiet: true });
		n8n = await startN8n({
			runtime: runtimeFolder(),
			userFolder: folder,
			packageFolder: CHECKOUT,
		});
		await n8n.client.enter(OWNER);
		browser = await launchChromium();
		context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
		context.setDefaultTimeout(20_000);
		editor = new Editor(await context.newPage(), n8n.url);
		await editor.logIn(OWNER);
	});

	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
		await simulator?.close();
		rmSync(folder, { recursive: true, force: true });
	});

	it('a wrong key is refused by the test of the credential', async () =>
		withPage(editor.page, async () => {
			await editor.newCredential('Evolution API (Global Key)');
			await editor.fill('baseUrl', simulator.url);
			await editor.fill('apiKey', 'wrong');
			await editor.saveCredential();
			await editor.page.getByText('More details').click();
			await editor.page.getByText('The server refused the API key').waitFor();
		}));

	it('with the right key the connection is tested successfully', async () =>
		withPage(editor.page, async () => {
			await editor.fill('apiKey', simulator.key);
			await editor.saveCredential();
			await editor.page.getByText('Connection tested successfully').waitFor();
			expect(await editor.brokenPictures()).toEqual([]);
			await screenshot(editor.page, 'credential');
		}));

	it('two nodes by clicking, the instance from the list: the message is on the phone', async () =>
		withPage(editor.page, async () => {
			await editor.newWorkflow();
			await editor.addTrigger('Manual Trigger');
			await editor.addAction('Evolution API (WhatsApp)', 'Send a text message');
			expect(await editor.openList('instance')).toEqual(
				expect.arrayContaining([expect.stringContaining('demo')]),
			);
			await editor.pickFromList('demo');
			await editor.fill('recipient', '+55 11 98888-7777');
			await editor.fill('text', TEXT);
			await editor.executeStep();
			await editor.outputShows('5511988887777@s.whatsapp.net');
			expect(await editor.brokenPictures()).toEqual([]);
			await screenshot(editor.page, 'editor');

			const phone = await context.newPage();
			await phone.goto(`${simulator.url}/phone#instance=demo&chat=5511988887777@s.whatsapp.net`);
			await phone.getByText(TEXT).last().waitFor();
		}));
});
