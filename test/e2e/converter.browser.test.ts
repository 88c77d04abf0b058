import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test as base } from '@playwright/test';

import { converterPage } from '../../converter/page/build';
import { nodeType, PAGES } from '../../dev/ourPackage';
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

/** URLs that the page has requested, apart from its own. */
const asked: string[] = [];
const problems: string[] = [];

// Tests the converter's page, which is opened from a file.

interface WorkerFixtures {
	readonly file: string;
}

const test = base.extend<object, WorkerFixtures>({
	file: [
		async ({}, use) => {
			const folder = mkdtempSync(path.join(os.tmpdir(), 'converter-'));
			const file = path.join(folder, 'converter.html');
			writeFileSync(file, await converterPage());
			await use(file);
			rmSync(folder, { recursive: true });
		},
		{ scope: 'worker' },
	],
	page: async ({ page, file }, use) => {
		asked.length = 0;
		problems.length = 0;
		page.on('request', (request) => asked.push(request.url()));
		page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
		page.on('pageerror', (error) => problems.push(error.message));
		await page.goto(pathToFileURL(file).href);
		await use(page);
	},
});

for (const [what, text, said] of [
	['text that is not JSON', 'hello {', 'This is not JSON'],
	['JSON that is not a workflow', '{ "a": 1 }', 'This is not a workflow'],
]) {
	test(`converter page: explains why it cannot convert ${what}, and offers nothing to copy`, async ({
		page,
	}) => {
		await page.getByRole('textbox', { name: 'Your workflow' }).fill(text);
		await page.getByText(said).waitFor();
		await page.getByText('There is nothing to copy').waitFor();
		await expect(page.getByRole('button', { name: 'Copy the result' })).toBeHidden();
	});
}

test('converter page: converts a sample workflow, to show what the page does', async ({ page }) => {
	await page.getByRole('button', { name: 'Try a sample' }).click();
	await page.getByText('1 node converted').waitFor();
	await expect(page.getByRole('button', { name: 'Copy the result' })).toBeVisible();
});

test('converter page: links to docs/many-customers.md, in another tab, when an expression gives the server', async ({
	page,
}) => {
	const text = JSON.stringify(WORKFLOW).replace('https://evo.example.com', '={{ $json.server }}');
	await page.getByRole('textbox', { name: 'Your workflow' }).fill(text);
	const link = page.getByRole('link', { name: 'docs/many-customers.md' });
	expect(await link.getAttribute('href')).toBe(`${PAGES}/many-customers.md`);
	expect(await link.getAttribute('target')).toBe('_blank');
});

test('converter page: shows each node before and after, without the key, and shows HTML in a node as text', async ({
	page,
	file,
}) => {
	await page.getByRole('textbox', { name: 'Your workflow' }).fill(JSON.stringify(WORKFLOW));
	await page.getByLabel('Name of the credential in n8n').fill('Shop');
	await page.getByRole('status').getByText('1 node converted').waitFor();
	await page.locator('summary').click();
	const text = await page.locator('#outcome').innerText();
	expect(text).toContain('Send <b>it</b>');
	expect(text).toContain('sendText');
	expect(text).not.toContain('very-secret-key');
	expect(problems).toEqual([]);
	expect(asked).toEqual([pathToFileURL(file).href]);
	await keepPicture(page, process.env.CONVERTER_FOLDER, 'light');
});

test('converter page: copies a result that can be pasted into n8n, with the keyboard alone', async ({
	page,
}) => {
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

test('converter page: cannot send anything over the network', async ({ page }) => {
	const outcome = await page.evaluate<string>(
		`fetch('https://example.com/').then(() => 'connected', (error) => error.constructor.name)`,
	);
	expect(outcome).toBe('TypeError');
	expect(problems.join()).toContain('Content Security Policy');
});

for (const [colorScheme, width] of [
	['dark', 1200],
	['light', 360],
] as const) {
	test(`converter page: fits the screen, in ${colorScheme} mode, ${width} pixels wide`, async ({
		page,
	}) => {
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
}
