import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

import { converterPage } from '../../dev/converterPage';
import { nodeType, PAGES } from '../../dev/ourPackage';
import { describeInBrowser, launchChromium } from './support/chromium';
import { keepPicture } from './support/screenshot';

const WORKFLOW = {
	nodes: [
		{
			name: 'Send <b>it</b>',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [0, 0],
			parameters: {
				method: 'POST',
				url: 'https://evo.example.com/message/sendText/shop',
				sendHeaders: true,
				headerParameters: { parameters: [{ name: 'apikey', value: 'very-secret-key' }] },
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '{"number": "5511988887777", "text": "Hi"}',
			},
		},
	],
	connections: {},
};

let folder: string;
let file: string;
let browser: Browser;
let page: Page;

/** What the page asked the network for, beside itself. */
const asked: string[] = [];
const problems: string[] = [];

describeInBrowser('the page of the converter, from disk', () => {
	beforeAll(async () => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'converter-'));
		file = path.join(folder, 'converter.html');
		writeFileSync(file, await converterPage());
		browser = await launchChromium();
	});
	afterAll(async () => {
		await browser?.close();
		rmSync(folder, { recursive: true });
	});

	beforeEach(async () => {
		asked.length = 0;
		problems.length = 0;
		page = await browser.newPage();
		page.on('request', (request) => asked.push(request.url()));
		page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
		page.on('pageerror', (error) => problems.push(error.message));
		await page.goto(pathToFileURL(file).href);
	});
	afterEach(async () => await page.close());

	it.each([
		['garbage', 'hello {', 'This is not JSON'],
		['JSON of something else', '{ "a": 1 }', 'This is not a workflow'],
	])('says what %s is, and offers nothing to copy', async (_what, text, said) => {
		await page.getByRole('textbox', { name: 'Your workflow' }).fill(text);
		await page.getByText(said).waitFor();
		await page.getByText('There is nothing to copy').waitFor();
		expect(await page.getByRole('button', { name: 'Copy the result' }).isDisabled()).toBe(true);
	});

	it('leads to the page that tells more, in another tab', async () => {
		const text = JSON.stringify(WORKFLOW).replace('https://evo.example.com', '={{ $json.server }}');
		await page.getByRole('textbox', { name: 'Your workflow' }).fill(text);
		const link = page.getByRole('link', { name: 'docs/many-customers.md' });
		expect(await link.getAttribute('href')).toBe(`${PAGES}/many-customers.md`);
		expect(await link.getAttribute('target')).toBe('_blank');
	});

	it('shows each node before and after, without the key and without running what is in it', async () => {
		await page.getByRole('textbox', { name: 'Your workflow' }).fill(JSON.stringify(WORKFLOW));
		await page.getByLabel('Name of the credential in n8n').fill('Shop');
		await page.getByText('1 node converted').waitFor();
		await page.locator('summary').click();
		const text = await page.locator('#outcome').innerText();
		expect(text).toContain('Send <b>it</b>');
		expect(text).toContain('sendText');
		expect(text).not.toContain('very-secret-key');
		expect(problems).toEqual([]);
		expect(asked).toEqual([pathToFileURL(file).href]);
		await keepPicture(page, process.env.CONVERTER_FOLDER, 'light');
	});

	it('copies what can be pasted into n8n, with the keyboard alone', async () => {
		await page.getByRole('textbox', { name: 'Your workflow' }).fill(JSON.stringify(WORKFLOW));
		await page.getByLabel('Name of the credential in n8n').fill('Shop');
		await page.getByText('1 node converted').waitFor();
		await page.evaluate(
			`document.addEventListener('copy', () => { window.copied = document.activeElement.value; });
			Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } });`,
		);
		await page.getByRole('button', { name: 'Copy the result' }).focus();
		await page.keyboard.press('Enter');
		await page.getByText('Copied.').waitFor();
		const copied = JSON.parse(await page.evaluate<string>('window.copied')) as typeof WORKFLOW;
		expect(copied.nodes[0]).toMatchObject({
			type: nodeType('evolutionApi'),
			credentials: { evolutionGlobalKeyApi: { name: 'Shop' } },
		});
		expect(JSON.stringify(copied)).not.toContain('very-secret-key');
	});

	it('can connect to nothing', async () => {
		const outcome = await page.evaluate<string>(
			`fetch('https://example.com/').then(() => 'connected', (error) => error.constructor.name)`,
		);
		expect(outcome).toBe('TypeError');
		expect(problems.join()).toContain('Content Security Policy');
	});

	it.each([
		['dark', 1200],
		['light', 360],
	] as const)('fits, in %s, %d pixels wide', async (colorScheme, width) => {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 800 });
		await page.getByRole('textbox', { name: 'Your workflow' }).fill(JSON.stringify(WORKFLOW));
		await page.getByText('1 node converted').waitFor();
		const overflow = await page.evaluate<number>(
			'document.documentElement.scrollWidth - document.documentElement.clientWidth',
		);
		expect(overflow).toBeLessThanOrEqual(0);
		await keepPicture(page, process.env.CONVERTER_FOLDER, `${colorScheme}-${width}`);
	});
});
