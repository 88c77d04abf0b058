/** Tests examples from a customer's point of view, on the simulator's phone page. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test as base, type Page, type Phones } from './phone/phoneTest';
import { by } from './phone/support';
import { ANA, BRUNO, CARLA, ExampleStage, nextSecond } from './support/exampleStage';
import { keepPicture } from './support/screenshot';
import { PERSON_MS, until } from './support/triggerStage';

const LONG_ANSWER = Array.from({ length: 26 }, (_, index) =>
	index % 4 === 3
		? `## Part ${index}\n\n* **Flour**, 500 g, sieved twice before it goes in\n* [Yeast](https://example.com/yeast-${index})\n* ~~Salt~~ sugar`
		: `Part ${index}: the **dough** wants *time*, and \`${index} °C\` of warmth. Then it rises by itself, until it is twice as high as before.`,
).join('\n\n');

const keep = async (page: Page, name: string) =>
	await keepPicture(page, process.env.PHONE_FOLDER, name);

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

const test = base.extend<{ stage: ExampleStage }>({
	stage: async ({}, use) => {
		const stage = new ExampleStage();
		await stage.start();
		await use(stage);
		await stage.end();
	},
});

interface Place {
	readonly stage: ExampleStage;
	readonly phones: Phones;
}

const open = async ({ stage, phones }: Place, number: string, instance = 'demo') =>
	await phones.open(stage.simulator.url, `#instance=${instance}&chat=${number}@s.whatsapp.net`);
const write = async (page: Page, text: string) => {
	await by(page, 'composer').fill(text);
	await by(page, 'composer').press('Enter');
};
const bubbles = (page: Page) => page.locator('li[data-testid^="message-"]');
const sees = async (page: Page, text: string) =>
	await bubbles(page).filter({ hasText: text }).last().waitFor();

test('Human Takeover: a person answers on the phone while the agent is typing: the agent stays silent', async ({
	stage,
	phones,
}) => {
	const { model } = stage;
	await stage.publish('evolutionSupportBot');
	const customer = await open({ stage, phones }, CARLA);
	const account = await open({ stage, phones }, CARLA);
	await by(account, 'speaker').selectOption('own-phone');
	const silenced = async () =>
		(await stage.outputs('evolutionSupportBot', 'Is a person there?')).filter(
			([ran]) => ran?.by === 'human',
		).length;
	let thought = () => {};
	model.thinking = new Promise((resolve) => (thought = resolve));
	model.script.push('It is free of charge!');
	await write(customer, 'What is a wedding cake?');
	await until('the agent thinks', () => model.requests.length === 1);
	await sleep(PERSON_MS);
	await write(account, 'From 200 €, I call you.');
	await sees(customer, 'From 200 €');
	await nextSecond();
	thought();
	await until('the agent has nothing to say', async () => (await silenced()) > 0);
	await write(customer, 'Fine, thank you!');
	// A message to which the agent doesn't answer must not block another chat.
	model.script.push('We are open, Bruno.');
	const bruno = await open({ stage, phones }, BRUNO);
	await write(bruno, 'And you?');
	await sees(bruno, 'We are open, Bruno.');
	await sees(customer, 'Fine, thank you!');
	await keep(customer, 'take-over');
	await keep(account, 'take-over-account');
	expect(await bubbles(customer).allInnerTexts()).not.toContainEqual(
		expect.stringContaining('free of charge'),
	);
	expect(JSON.stringify(model.requests)).not.toContain('Fine, thank you!');
});

test('an AI answer of 3,000 characters in Markdown arrives as messages in order, with WhatsApp formatting', async ({
	stage,
	phones,
}) => {
	expect(LONG_ANSWER.length).toBeGreaterThan(3000);
	await stage.publish('evolutionAiAgent');
	const page = await open({ stage, phones }, CARLA);
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

test('a list of 40 rows from a table: each can be chosen, and the choice starts the workflow', async ({
	stage,
	phones,
}) => {
	const answer = "$('When somebody writes').first().json";
	await stage.change('evolutionMenuTable', (nodes) =>
		nodes
			.replace('"sendAs":"numberedList"', '"sendAs":"interactive"')
			.replace('"messageTypes":["text"]', '"messageTypes":["text","listAnswer"]')
			.replace(`[Number(${answer}.text) - 1]`, `.find(({ json }) => json.sku === ${answer}.rowId)`),
	);
	await stage.publish('evolutionMenuTable');
	const page = await open({ stage, phones }, ANA);
	await write(page, 'Menu');
	const opener = by(page, 'list-open').last();
	await opener.waitFor();
	await opener.click();
	expect(await page.locator('[data-testid^="row-"]').count()).toBe(40);
	await keep(page, 'list');
	await page.locator('[data-testid^="row-"]', { hasText: 'Pretzel' }).click();
	await sees(page, 'Pretzel is 4.00 €');
	await keep(page, 'list-chosen');
});

test('three customers in one execution: each request has the key of its customer', async ({
	stage,
	phones,
}) => {
	const proxy = await recordKeys(stage.simulator.url);
	try {
		await stage.prepareCustomers(proxy.port);
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
		const page = await open({ stage, phones }, number, instance);
		await sees(page, text);
		expect([...new Set(await bubbles(page).locator('.bubble').allInnerTexts())].join()).toContain(
			text,
		);
		await keep(page, instance);
	}
});
