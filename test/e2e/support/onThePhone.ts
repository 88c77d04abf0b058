/** What people see of the examples on the phone page: what they were made for, from end to end. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { by, Phones } from '../phone/support';
import { describeInBrowser } from './chromium';
import { ANA, BRUNO, type ExampleStage } from './exampleStage';
import { keepPicture } from './screenshot';
import { until } from './triggerStage';

/** A paragraph or a list of about 100 characters for each number, more than 3,000 in all. */
const LONG_ANSWER = Array.from({ length: 26 }, (_, index) =>
	index % 4 === 3
		? `## Part ${index}\n\n* **Flour**, 500 g, sieved twice before it goes in\n* [Yeast](https://example.com/yeast-${index})\n* ~~Salt~~ sugar`
		: `Part ${index}: the **dough** wants *time*, and \`${index} °C\` of warmth. Then it rises by itself, until it is twice as high as before.`,
).join('\n\n');

/** `PHONE_FOLDER=<folder>` keeps a picture of each. */
const keep = async (page: Page, name: string) =>
	await keepPicture(page, process.env.PHONE_FOLDER, name);

/** Passes every request on, and remembers the key of each. */
async function recordKeys(target: string) {
	const keys: Array<{ path: string; key: unknown }> = [];
	const server = http.createServer((request, response) => {
		const { method, url = '', headers } = request;
		keys.push({ path: url, key: headers.apikey });
		const onward = http.request(target + url, { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 500, answer.headers);
			answer.pipe(response);
		});
		request.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const close = () => {
		server.closeAllConnections();
		server.close();
	};
	return { keys, port: (server.address() as AddressInfo).port, close };
}

/** To be called where the examples have run. */
export function describeOnThePhone(stage: ExampleStage): void {
	describeInBrowser('on the phone page', () => {
		const phones = new Phones();
		const open = async (number: string, instance = 'demo') =>
			await phones.open(stage.simulator.url, `#instance=${instance}&chat=${number}@s.whatsapp.net`);
		const write = async (page: Page, text: string) => {
			await by(page, 'composer').fill(text);
			await by(page, 'composer').press('Enter');
		};
		const bubbles = (page: Page) => page.locator('li[data-testid^="message-"]');
		/** Waits for a message with this text. */
		const sees = async (page: Page, text: string) =>
			await bubbles(page).filter({ hasText: text }).last().waitFor({ timeout: 60_000 });

		beforeAll(() => {
			stage.model.asked.length = 0;
			stage.model.script.length = 0;
		});
		afterAll(async () => await phones.close());

		it('a person answers on the phone while the agent types: the agent says no more', async () => {
			const { model } = stage;
			const carla = '34612345678';
			await stage.publish('evolutionSupportBot');
			const customer = await open(carla);
			const account = await open(carla);
			await by(account, 'speaker').selectOption('own-phone');
			const silenced = async () =>
				(await stage.outputs('evolutionSupportBot', 'Is a person there?')).filter(
					([ran]) => ran?.by === 'person',
				).length;
			const before = await silenced();
			let thought = () => {};
			model.thinking = new Promise((resolve) => (thought = resolve));
			model.script.push('It is free of charge!');
			await write(customer, 'What is a wedding cake?');
			await until('the agent thinks', () => model.asked.length === 1);
			await write(account, 'From 200 €, I call you.');
			await sees(customer, 'From 200 €');
			// The times of messages are whole seconds.
			await pause(1_500);
			thought();
			await until('the agent has nothing to say', async () => (await silenced()) > before);
			await write(customer, 'Fine, thank you!');
			// Another chat goes on, after the message that starts nothing.
			model.script.push('We are open, Bruno.');
			const bruno = await open(BRUNO);
			await write(bruno, 'And you?');
			await sees(bruno, 'We are open, Bruno.');
			await sees(customer, 'Fine, thank you!');
			await keep(customer, 'take-over');
			await keep(account, 'take-over-account');
			expect(await bubbles(customer).allInnerTexts()).not.toContainEqual(
				expect.stringContaining('free of charge'),
			);
			expect(JSON.stringify(model.asked)).not.toContain('Fine, thank you!');
		});

		it('an answer of 3,000 characters in Markdown: messages in order, with marks', async () => {
			expect(LONG_ANSWER.length).toBeGreaterThan(3000);
			await stage.publish('evolutionAiAgent');
			const carla = '34612345678';
			const page = await open(carla);
			stage.model.script.push(LONG_ANSWER);
			await write(page, 'How do I bake bread?');
			await sees(page, 'Part 25');
			const texts = await bubbles(page).allInnerTexts();
			const parts = texts.flatMap((text) => /Part (\d+)/.exec(text)?.[1] ?? []);
			expect(parts).toEqual(Array.from({ length: 26 }, (_, index) => String(index)));
			const answer = texts.slice(texts.findIndex((text) => text.includes('Part 0'))).join('\n');
			expect(answer).not.toMatch(/[*_~#`]|\]\(/);
			const first = bubbles(page).filter({ hasText: 'Part 0:' });
			expect(await first.locator('strong').innerText()).toBe('dough');
			expect(await first.locator('em').innerText()).toBe('time');
			expect(await first.locator('code').innerText()).toBe('0 °C');
			await keep(page, 'long-answer');
		});

		it('a list of 40 rows from a table: each is there to choose, and the choice comes back', async () => {
			const answer = "$('When somebody writes').first().json";
			await stage.change('evolutionMenuTable', (nodes) =>
				nodes
					.replace('"sendAs":"numbers"', '"sendAs":"interactive"')
					.replace('"kinds":["text"]', '"kinds":["text","listAnswer"]')
					.replace(
						`[Number(${answer}.text) - 1]`,
						`.find(({ json }) => json.sku === ${answer}.rowId)`,
					),
			);
			await stage.publish('evolutionMenuTable');
			const page = await open(ANA);
			await write(page, 'Menu');
			const opener = by(page, 'list-open').last();
			await opener.waitFor({ timeout: 60_000 });
			await opener.click();
			expect(await page.locator('[data-testid^="row-"]').count()).toBe(40);
			await keep(page, 'list');
			await page.locator('[data-testid^="row-"]', { hasText: 'Pretzel' }).click();
			await sees(page, 'Pretzel is 4.00 €');
			await keep(page, 'list-chosen');
		});

		it('three customers in one execution: each request has the own key', async () => {
			const proxy = await recordKeys(stage.simulator.url);
			try {
				const { port } = new URL(stage.simulator.url);
				await stage.change('evolutionThreeCustomers', (nodes) =>
					nodes.replaceAll(`:${port}`, `:${proxy.port}`),
				);
				await stage.execute('evolutionThreeCustomers');
				expect(proxy.keys.length).toBeGreaterThanOrEqual(3);
				for (const { path, key } of proxy.keys) {
					const [instance] = /bakery|garage|florist/.exec(path) ?? [];
					expect({ path, key }).toEqual({ path, key: `token of ${instance}` });
				}
			} finally {
				proxy.close();
			}
			for (const [instance, number, text] of [
				['bakery', ANA, 'Your cake is ready.'],
				['garage', BRUNO, 'Your car is ready.'],
				['florist', ANA, 'Your flowers are on their way.'],
			]) {
				const page = await open(number, instance);
				await sees(page, text);
				expect(
					[...new Set(await bubbles(page).locator('.bubble').allInnerTexts())].join(),
				).toContain(text);
				await keep(page, instance);
			}
		});

		it('the pages never reported an error of their own', () => {
			expect(phones.errors).toEqual([]);
		});
	});
}
