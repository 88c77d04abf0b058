/** Tests that axe finds no problems in the pages that users see, in the light and the dark theme. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test as base, type Page } from '@playwright/test';
import axe from 'axe-core';

import { converterPage } from '../../converter/page/build';
import { decide, showForm, showPage, takeForm } from '../../nodes/EvolutionApi/wait/page';
import type { WaitState } from '../../nodes/EvolutionApi/wait/state';
import { pageContext } from '../nodes/EvolutionApi/wait/support/pageContext';
import { Demo } from './phone/demo';
import { by } from './phone/support';
import { ANA, TEAM } from './phone/views';

const NARROW = { width: 390, height: 844 };

async function findings(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	return await page.evaluate(async () => {
		const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
		return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
	});
}

const test = base.extend<{ readonly demo: Demo }>({
	demo: async ({}, use) => {
		const demo = await Demo.start();
		await use(demo);
		await demo.close();
	},
});

const approval: WaitState = {
	instance: 'shop',
	authentication: 'globalKey',
	chat: ANA,
	messageId: 'Q1',
	message: 'May I order the flour?',
	question: { responseType: 'approval', form: 'page', labels: ['Yes', 'No'], mark: 'a' },
	askedAt: 0,
	askedAtHere: 0,
};
const field = { isRequired: false, options: [] };
const choice = { isRequired: true, options: ['White', 'Brown'] };
const form: WaitState = {
	...approval,
	question: { responseType: 'customForm', form: 'page', labels: [], mark: 'f' },
	page: { title: 'Your order' },
	fields: [
		{ ...field, label: 'Name', type: 'text', isRequired: true, placeholder: 'Ana' },
		{ ...field, label: 'Day', type: 'date' },
		{ ...field, label: 'Notes', type: 'textarea' },
		{ ...choice, label: 'Flour', type: 'radio' },
		{ ...choice, label: 'Bread', type: 'checkbox' },
		{ ...choice, label: 'Size', type: 'dropdown' },
	],
};
const PAGES: ReadonlyArray<readonly [what: string, html: () => string]> = [
	[
		'approval page',
		() => {
			const { context, page } = pageContext(approval, 'GET');
			showPage(context, approval);
			return page.html;
		},
	],
	[
		'approval page after a press',
		() => {
			const { context, page, end } = pageContext(approval, 'POST', { choice: '0' });
			decide(context, approval);
			end();
			return page.html;
		},
	],
	[
		'form',
		() => {
			const { context, page } = pageContext(form, 'GET');
			showForm(context, form);
			return page.html;
		},
	],
	[
		'form in which something is missing',
		() => {
			const { context, page } = pageContext(form, 'POST', {});
			takeForm(context, form);
			return page.html;
		},
	],
];

for (const colorScheme of ['light', 'dark'] as const) {
	test.describe(`in ${colorScheme}`, () => {
		test.use({ colorScheme });

		for (const [what, html] of PAGES) {
			test(`axe finds nothing in the ${what}`, async ({ page }) => {
				await page.setContent(html());
				expect(await findings(page)).toEqual([]);
			});
		}

		test("axe finds nothing in the converter's page, empty and with a result", async ({ page }) => {
			const folder = mkdtempSync(path.join(os.tmpdir(), 'converter-'));
			const file = path.join(folder, 'converter.html');
			writeFileSync(file, await converterPage());
			await page.goto(pathToFileURL(file).href);
			expect(await findings(page)).toEqual([]);
			await page.getByRole('button', { name: 'Try a sample' }).click();
			expect(await findings(page)).toEqual([]);
			rmSync(folder, { recursive: true });
		});

		test('axe finds nothing on the phone page: no chat, a chat, a group, the code of an instance', async ({
			page,
			demo,
		}) => {
			await demo.send('sendText', { text: 'The *flour* is here: https://example.com' });
			await demo.send('sendPoll', { name: 'When?', selectableCount: 1, values: ['Now', 'Later'] });
			await demo.call('/instance/create', {
				instanceName: 'new',
				integration: 'WHATSAPP-BAILEYS',
				qrcode: true,
			});
			for (const [hash, shows] of [
				['#instance=demo', "This is your customers' phone"],
				[`#instance=demo&chat=${ANA}`, 'When?'],
				[`#instance=demo&chat=${TEAM}`, 'Team'],
				['#instance=new', 'Scan'],
			]) {
				await page.goto('about:blank');
				await page.goto(`${demo.url}/phone${hash}`);
				await page.getByText(shows).locator('visible=true').first().waitFor();
				expect([hash, await findings(page)]).toEqual([hash, []]);
			}
		});
	});
}

test('phone page: a screen reader hears who wrote each message', async ({ page, demo }) => {
	await demo.call('/_sim/instances/demo/receive', {
		from: ANA.split('@')[0],
		kind: 'text',
		text: 'Is the flour here?',
	});
	await demo.send('sendText', { text: 'It is.' });
	await page.goto(`${demo.url}/phone#instance=demo&chat=${ANA}`);
	const said = async (text: string) =>
		await page.getByRole('listitem').filter({ hasText: text }).last().innerText();
	expect(await said('Is the flour here?')).toMatch(/^Ana.*:/);
	expect(await said('It is.')).toMatch(/^Demo:/);
});

test('phone page: a phone of 390 pixels shows whose phone it is', async ({ page, demo }) => {
	await page.setViewportSize(NARROW);
	await page.goto(`${demo.url}/phone#instance=demo`);
	await page.getByText("This is your customers' phone").locator('visible=true').waitFor();
	expect(await findings(page)).toEqual([]);
	await page.goto(`${demo.url}/phone#instance=demo&chat=${ANA}`);
	await by(page, 'composer').waitFor();
	expect(await findings(page)).toEqual([]);
});
