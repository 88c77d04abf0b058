/**
 * `npx tsx test/e2e/pictures.ts [example …]`, after `npm run build`: takes the pictures of the README and of the examples, in a real n8n
 * with the simulator. Look at each picture before you commit it.
 */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import type { RunningN8n } from '../../dev/n8n/driver';
import type { NewWorkflow } from '../../dev/n8n/types';
import {
	credentialsFor,
	DEMO_INSTANCE,
	exampleWorkflow,
	OWNER,
	prepareWorkspace,
} from '../../dev/workspace';
import type { Simulator } from '../../simulator/server';
import { by } from './phone/support';
import { Editor } from './support/editor';
import { Film } from './support/film';
import { runPictureScript, type PictureStage } from './support/pictureScript';
import { keepShownWords, NOTE, wordsIn } from './support/shownWords';

const CHECKOUT = path.join(__dirname, '../..');
const EXAMPLES = path.join(CHECKOUT, 'examples');
const PICTURES = path.join(CHECKOUT, 'docs/images');
const ANA = '5511988887777@s.whatsapp.net';

const BOT = 'A bot that answers';
const FILM = 'bot.gif';
const FILM_WIDTH = 1000;
const MAX_FILM_BYTES = 1.5 * 1024 * 1024;
const MAX_PICTURE_BYTES = 90 * 1024;
const MOST_WIDTH = 1400;
/** Time in which even a busy machine shows a workflow, ms. */
const BUSY_MS = 120_000;

/** Style that hides everything around the canvas, and the controls for the mouse. */
const BARE = `
	[data-test-id="canvas-controls"], [data-test-id="canvas-wrapper"] > :not(:has(.vue-flow)),
	[data-test-id="canvas-handle-plus-wrapper"], [data-test-id="canvas-handle-plus"],
	.vue-flow__panel, .vue-flow__minimap, .el-notification { visibility: hidden !important }
`;
/** Style that hides n8n's notifications and tooltips. */
const NO_MESSAGES =
	'.el-notification, .el-popper, [role="tooltip"], [data-reka-popper-content-wrapper] { display: none !important }';

function bot(): NewWorkflow {
	const example = exampleWorkflow('auto-reply-by-keyword.json');
	const nodes = example.nodes.filter(({ type }) => type !== NOTE);
	return { ...example, id: undefined, name: BOT, nodes };
}

function checkSize(file: string, most: number): void {
	const { size } = statSync(file);
	process.stdout.write(`${path.relative(CHECKOUT, file)}: ${Math.round(size / 1024)} KB\n`);
	if (size > most) throw new Error(`${file} is too large: at most ${most} bytes.`);
}

interface Clip {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Returns the area that contains all nodes, notes and connections, in pixels of the page. */
const clipOf = async (page: Page): Promise<Clip> =>
	await page.evaluate(`(() => {
		const pane = document.querySelector('.vue-flow__transformationpane');
		const scale = new DOMMatrix(getComputedStyle(pane).transform).a;
		const boxes = [...document.querySelectorAll('.vue-flow__node')].map((node) => {
			const { left, top, right, bottom } = node.getBoundingClientRect();
			const isNote = node.querySelector('[data-test-id="sticky"]') !== null;
			// A node's name is below it, and may be wider than the node.
			const [side, below] = isNote ? [16, 16] : [56, 72];
			return [left - side * scale, top - 16, right + side * scale, bottom + below * scale];
		});
		// The connection that closes a loop runs below the nodes.
		for (const edge of document.querySelectorAll('.vue-flow__edge-path')) {
			const { left, top, right, bottom } = edge.getBoundingClientRect();
			boxes.push([left, top, right, bottom + 12]);
		}
		const x = Math.max(0, Math.min(...boxes.map(([left]) => left)));
		const y = Math.max(0, Math.min(...boxes.map(([, top]) => top)));
		const right = Math.min(innerWidth, Math.max(...boxes.map(([, , side]) => side)));
		const bottom = Math.min(innerHeight, Math.max(...boxes.map(([, , , below]) => below)));
		return { x, y, width: right - x, height: bottom - y };
	})()`);

async function open(page: Page, n8n: RunningN8n, workflow: string): Promise<void> {
	await page.goto(`${n8n.url}/workflow/${workflow}`);
	await page.locator('.vue-flow__node').first().waitFor();
	await page.waitForTimeout(1500); // the canvas moves until everything is in view
}

async function pictureOf(page: Page, n8n: RunningN8n, file: string): Promise<void> {
	await open(page, n8n, exampleWorkflow(file).id ?? '');
	const clip = await clipOf(page);
	const png = await page.screenshot({ clip, style: BARE, animations: 'disabled' });
	const target = path.join(PICTURES, 'examples', file.replace(/\.json$/, '.webp'));
	await sharp(png)
		.resize({ width: MOST_WIDTH, withoutEnlargement: true })
		.webp({ quality: 80, effort: 6 })
		.toFile(target);
	checkSize(target, MAX_PICTURE_BYTES);
	keepShownWords(path.relative(PICTURES, target), wordsIn(exampleWorkflow(file).nodes));
}

async function film(browser: Browser, n8n: RunningN8n, simulator: Simulator): Promise<void> {
	const found = (await n8n.client.workflows()).find(({ name }) => name === BOT);
	const right = await pageOf(browser, 800, 600);
	await new Editor(right, n8n.url).logIn(OWNER);
	await open(right, n8n, found?.id ?? '');
	await right.addStyleTag({ content: NO_MESSAGES });
	const left = await pageOf(browser, 400, 600);
	await left.goto(`${simulator.url}/phone#instance=${DEMO_INSTANCE.name}&chat=${ANA}`);
	await by(left, 'composer').waitFor();

	const made = new Film(left, right);
	await right.getByTestId('execute-workflow-button').click();
	await right.getByTestId('stop-execution-waiting-for-webhook-button').waitFor();
	await made.take(900);
	for (const part of ['What', ' is the', ' price', ' of a', ' cake?']) {
		await by(left, 'composer').pressSequentially(part);
		await made.take(350);
	}
	await left.keyboard.press('Enter');
	const answer = left.locator('[data-testid^="message-"]').filter({ hasText: 'A cake is' });
	await made.takeUntil(answer.first().waitFor(), 250, 10);
	await made.takeUntil(right.waitForTimeout(1500), 250, 4);
	await made.take(4000);
	const file = path.join(PICTURES, FILM);
	await made.save(file, FILM_WIDTH);
	process.stdout.write(`The film takes ${made.seconds.toFixed(1)} s\n`);
	checkSize(file, MAX_FILM_BYTES);
	keepShownWords(FILM, wordsIn(bot().nodes));
}

async function pageOf(browser: Browser, width: number, height: number): Promise<Page> {
	const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'light' });
	context.setDefaultTimeout(BUSY_MS);
	return await context.newPage();
}

async function takeAll({ n8n, simulator, browser }: PictureStage, chosen: string[]): Promise<void> {
	mkdirSync(path.join(PICTURES, 'examples'), { recursive: true });
	const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
	const credentials = credentialsFor({ ...simulator, instance: DEMO_INSTANCE });
	await prepareWorkspace(n8n.client, credentials, [
		...files.map((file) => exampleWorkflow(file)),
		bot(),
	]);
	const page = await pageOf(browser, 1600, 900);
	await new Editor(page, n8n.url).logIn(OWNER);
	for (const file of files) {
		const isChosen = chosen.length === 0 || chosen.some((name) => file.includes(name));
		if (isChosen) await pictureOf(page, n8n, file);
	}
	if (chosen.length === 0 || chosen.includes('film')) await film(browser, n8n, simulator);
}

runPictureScript(async (stage) => await takeAll(stage, process.argv.slice(2)));
