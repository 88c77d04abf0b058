import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import { converterPage } from '../../dev/converterPage';
import { startN8n, type RunningN8n } from '../../dev/n8n/driver';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import { credentialsFor, DEMO_INSTANCE, OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { describeInBrowser, launchChromium } from './support/chromium';
import { Editor } from './support/editor';
import { screenshot, withPage } from './support/screenshot';

const CHECKOUT = path.join(__dirname, '../..');
const TEAM = '120363020202020202@g.us';
const TEXT = 'Hello team, you were picked from the list.';
const TYPEBOT = { url: 'https://typebot.example.com', typebot: 'customer-support-x1y2z3' };
const GLOBAL_KEY = 'Evolution Global Key API';
const INSTANCE_KEY = 'Evolution Instance Key API';

let folder: string;
let simulator: Simulator;
let n8n: RunningN8n;
let browser: Browser;
let context: BrowserContext;
let editor: Editor;

/** What the server itself says, asked without n8n. */
async function askServer(route: string): Promise<unknown> {
	const answer = await fetch(simulator.url + route, { headers: { apikey: simulator.key } });
	return await answer.json();
}

describeInBrowser('every endpoint, in the editor of n8n', () => {
	beforeAll(async () => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'every-endpoint-'));
		simulator = await startSimulator({ port: 0, seed: true, quiet: true });
		n8n = await startN8n({
			runtime: runtimeFolder(),
			userFolder: folder,
			packageFolder: CHECKOUT,
		});
		await n8n.client.enter(OWNER);
		browser = await launchChromium();
		context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
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

	it('with a wrong key, the list of instances says that the key was refused', async () =>
		withPage(editor.page, async () => {
			await editor.newCredential(GLOBAL_KEY);
			await editor.fill('baseUrl', simulator.url);
			await editor.fill('apiKey', 'wrong');
			await editor.saveCredential();
			await editor.page.getByText('More details').waitFor();

			await editor.newWorkflow();
			await editor.addTrigger('Manual Trigger');
			await editor.addAction('Evolution API (WhatsApp)', 'Send a WhatsApp text message');
			expect(await editor.openBrokenList('instance')).toContain('The server refused the API key');
			await editor.closeList();
		}));

	it('with an address where nobody is, it says that no server answers there', async () =>
		withPage(editor.page, async () => {
			const nowhere = 'http://127.0.0.1:9';
			await editor.editCredential();
			await editor.fill('baseUrl', nowhere);
			await editor.saveChangedCredential();
			await editor.page.getByText('More details').waitFor();
			await editor.closeCredential();
			const said = await editor.openBrokenList('instance');
			expect(said).toContain(`No server answers at ${nowhere}`);
			await editor.closeList();
		}));

	it('with the right key, the list of recipients asks for an instance first', async () =>
		withPage(editor.page, async () => {
			await editor.editCredential();
			await editor.fill('baseUrl', simulator.url);
			await editor.fill('apiKey', simulator.key);
			await editor.saveChangedCredential();
			await editor.page.getByText('Connection tested successfully').waitFor();
			await editor.closeCredential();
			await editor.selectMode('recipient', 'list');
			expect(await editor.openBrokenList('recipient')).toContain('Choose an instance first');
			await editor.closeList();
		}));

	it('a group from the list: the message is in its chat on the phone', async () =>
		withPage(editor.page, async () => {
			await editor.openList('instance');
			await editor.pickFromList(DEMO_INSTANCE.name);
			expect(await editor.openList('recipient')).toEqual([
				'Ana (5511988887777)',
				'Bruno (5511977776666)',
				'Carla (34612345678)',
				'Team (group)',
			]);
			await editor.pickFromList('Team');
			await editor.fill('text', TEXT);
			await editor.executeStep();
			await editor.outputShows(TEAM);

			const phone = await context.newPage();
			await phone.goto(`${simulator.url}/phone#instance=${DEMO_INSTANCE.name}&chat=${TEAM}`);
			await phone.getByRole('heading', { name: 'Team' }).waitFor();
			await phone.getByText(TEXT).last().waitFor();
			await phone.close();
		}));

	it('a Typebot bot, chosen from the dropdowns and filled in: the server has it', async () =>
		withPage(editor.page, async () => {
			await editor.select('resource', 'Chatbot');
			await editor.select('operation', 'Create');
			expect(await editor.picked('instance')).toBe(DEMO_INSTANCE.name); // stays as it was
			await editor.select('platform', 'Typebot');
			await editor.fill('typebotUrl', TYPEBOT.url);
			await editor.fill('typebotName', TYPEBOT.typebot);
			await editor.select('triggerType', 'Keyword');
			await editor.fill('triggerValue', 'help');
			await editor.executeStep();
			await editor.outputShows('keyword');
			await screenshot(editor.page, 'chatbot');

			expect(await askServer(`/typebot/find/${DEMO_INSTANCE.name}`)).toEqual([
				expect.objectContaining({
					...TYPEBOT,
					enabled: true,
					triggerType: 'keyword',
					triggerOperator: 'equals',
					triggerValue: 'help',
				}),
			]);
		}));

	it('the new bot is in the list of bots', async () =>
		withPage(editor.page, async () => {
			await editor.select('operation', 'Get');
			expect(await editor.openList('bot')).toEqual([`${TYPEBOT.typebot} (help)`]);
			await editor.pickFromList(TYPEBOT.typebot);
			await editor.executeStep();
			await editor.outputShows(TYPEBOT.url);
		}));

	it("with an instance's key, the lists load although no instance is chosen", async () =>
		withPage(editor.page, async () => {
			await editor.newCredential(INSTANCE_KEY);
			await editor.fill('baseUrl', simulator.url);
			await editor.fill('instanceName', DEMO_INSTANCE.name);
			await editor.fill('apiKey', DEMO_INSTANCE.key);
			await editor.saveCredential();
			await editor.page.getByText('Connection tested successfully').waitFor();

			await editor.newWorkflow();
			await editor.addTrigger('Manual Trigger');
			await editor.addAction('Evolution API (WhatsApp)', 'Send a WhatsApp text message');
			await editor.useCredential(INSTANCE_KEY);
			await editor.selectMode('recipient', 'list');
			expect(await editor.openList('recipient')).toContain('Team (group)');
			await editor.pickFromList('Team');
			expect(await editor.openList('instance')).toEqual([DEMO_INSTANCE.name]);
		}));

	it('what the page of the converter copies is pasted, and takes the credential of the name that was given there', async () =>
		withPage(editor.page, async () => {
			const [credential] = credentialsFor(simulator);
			await n8n.client.createCredential({ ...credential, name: 'Shop' });
			const request = {
				name: 'Send',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [0, 0],
				parameters: {
					method: 'POST',
					url: `https://evo.example.com/message/sendText/${DEMO_INSTANCE.name}`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '{ "number": "5511988887777", "text": "Converted and pasted" }',
				},
			};
			const file = path.join(folder, 'converter.html');
			writeFileSync(file, await converterPage());
			const converter = await context.newPage();
			await converter.goto(pathToFileURL(file).href);
			await converter.getByLabel('Name of the credential in n8n').fill('Shop');
			await converter
				.getByRole('textbox', { name: 'Your workflow' })
				.fill(JSON.stringify({ nodes: [request], connections: {} }));
			await converter.getByText('1 node converted').waitFor();
			await converter.getByRole('button', { name: 'Copy the result' }).click();
			await converter.getByText('Copied.').waitFor();
			await converter.close();

			await editor.newWorkflow();
			await editor.paste();
			await editor.openNode('Send');
			expect(await editor.credential()).toBe('Shop');
			await editor.executeStep();
			await editor.outputShows('Converted and pasted');
		}));
});
