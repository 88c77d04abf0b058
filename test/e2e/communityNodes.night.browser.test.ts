/**
 * Tests *Settings → Community nodes* like a user: installs the package, updates it while workflows are active, and removes it. n8n
 * installs from a registry on this machine.
 */
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import { nodeType, PACKAGE_NAME } from '../../dev/ourPackage';
import { pack } from '../../dev/package/pack';
import { OWNER } from '../../dev/workspace';
import { step as takeStep, type Page } from './support/browserTest';
import { Editor } from './support/editor';
import { Registry } from './support/registry';
import { CHECKOUT, Server, Stage, until } from './support/triggerStage';
import { ANA, BRUNO, createAsking, question, start } from './support/waitStage';

const DESCRIPTION =
	'Send and receive WhatsApp messages through a self-hosted Evolution API or Evolution Go server';
const SETTINGS = '/settings/community-nodes';

const stage = new Stage();
const { version } = JSON.parse(readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
	version: string;
};

let folder: string;
let packed: string;
let registry: Registry;
let server: Server;
let page: Page;
let hook: string;

/** Returns a copy of the package with an older version number and one changed text. */
function olderCopy(): string {
	const older = path.join(folder, 'older');
	cpSync(packed, older, { recursive: true });
	const manifest = path.join(older, 'package.json');
	const holds = JSON.parse(readFileSync(manifest, 'utf8')) as object;
	writeFileSync(manifest, JSON.stringify({ ...holds, version: '0.9.0' }));
	const nodes = path.join(older, 'dist/nodes/EvolutionApi');
	for (const name of readdirSync(nodes).filter((one) => one.endsWith('.js'))) {
		const code = readFileSync(path.join(nodes, name), 'utf8');
		writeFileSync(path.join(nodes, name), code.replace(DESCRIPTION, 'The version before'));
	}
	return older;
}

const step = async (name: string, work: () => Promise<void>) =>
	await takeStep(`community-${name}`, { page, folder: process.env.DEMO_FOLDER }, work);

const open = async (route: string) => await page.goto(server.n8n.url + route);
const card = () => page.getByTestId('community-package-card').filter({ hasText: PACKAGE_NAME });

async function install(name: string): Promise<void> {
	await page.getByRole('button', { name: /^Install/ }).click();
	await page.getByPlaceholder('e.g. n8n-nodes-chatwork').fill(name);
	await page.getByText('I understand the risks').click();
	await page.getByTestId('install-community-package-button').click();
}

async function describedAs(): Promise<string | undefined> {
	const types = await server.n8n.client.nodeTypes();
	const trigger = types.find(({ name }) => name === nodeType('evolutionApiTrigger'));
	return (trigger as { description?: string } | undefined)?.description;
}

async function bothStartWith(text: string): Promise<void> {
	await stage.receive({ from: BRUNO, kind: 'text', text });
	for (const name of ['hook', 'socket']) {
		await until(`${name} has started`, () => stage.counts(`/${name}/production`)[text] === 1);
	}
}

const test = base.extend({
	page: async ({ page: opened }, use) => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'community-'));
		for (const name of ['packed', 'registry']) mkdirSync(path.join(folder, name));
		registry = new Registry(path.join(folder, 'registry'));
		packed = await pack(CHECKOUT, path.join(folder, 'packed'));
		await registry.start();
		await registry.publish(olderCopy());
		await stage.start();
		const env = { ...registry.environment(), EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' };
		server = new Server({ packageFolder: undefined, env });
		await server.start();
		page = opened;
		await use(page);
		await server.end();
		await stage.end();
		await registry.stop();
		rmSync(folder, { recursive: true, force: true });
	},
});

test('under Settings → Community nodes, the package can be installed, updated and removed beside active workflows', async ({
	page: opened,
}) => {
	await new Editor(opened, server.n8n.url).logIn(OWNER);

	await test.step('a version that is not there is refused, and nothing is installed', async () =>
		await step('1-refused', async () => {
			await open(SETTINGS);
			await install(`${PACKAGE_NAME}@0.0.7`);
			await page.getByText('Package version does not exist').waitFor();
			await page.keyboard.press('Escape');
		}));

	await test.step('the package is installed, and both nodes work without a restart', async () => {
		await step('2-installed', async () => {
			await open(SETTINGS);
			await install(PACKAGE_NAME);
			await card().getByText('0.9.0').waitFor();
		});
		expect(await describedAs()).toBe('The version before');
		hook = await server.create(stage, 'hook');
		const socket = await server.create(stage, 'socket', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		for (const id of [hook, socket]) await server.n8n.client.listen(id);
		await bothStartWith('before the update');
		await createAsking(stage, server, 'ask');
		await start(server, 'ask', { to: ANA, message: 'Still there?' });
		await question(stage, ANA, 'Still there?');
	});

	await test.step('the update is offered and installed; active workflows go on, and what was asked is answered', async () => {
		const before = await server.n8n.client.workflow(hook);
		await registry.publish(packed);
		await step('3-updated', async () => {
			await open(SETTINGS);
			await card().getByRole('button', { name: 'Update' }).click();
			await page.getByRole('button', { name: 'Confirm update' }).click();
			await card().getByText(version).waitFor();
		});
		expect(await describedAs()).toBe(DESCRIPTION);
		await bothStartWith('after the update');
		await stage.receive({ from: ANA, kind: 'text', text: 'Yes, I am' });
		await until('the question is answered', () => stage.collector.at('/ask').length > 0);
		const answers = stage.collector.at('/ask');
		expect(answers.map(({ text }) => text)).toEqual(['Yes, I am']);
		const after = await server.n8n.client.workflow(hook);
		expect(after?.nodes).toEqual(before?.nodes);
		expect(stage.failed()).toEqual([]);
	});

	await test.step('saved parameters are shown as they were', async () =>
		await step('4-parameters', async () => {
			await open(`/workflow/${hook}`);
			await page.getByTestId('canvas-node').first().dblclick();
			await page.getByTestId('resource-locator-instance').waitFor();
			const shown = page.getByTestId('resource-locator-instance').getByTestId('rlc-input');
			expect(await shown.inputValue()).toBe('demo');
			await page.getByText('Message Received').first().waitFor();
		}));

	await test.step('a workflow that is switched off and on again after the update uses the new version of the trigger', async () => {
		await server.n8n.client.leave(hook);
		await server.n8n.client.listen(hook);
		await bothStartWith('switched on again');
	});

	await test.step('removed under active workflows: they stay, show what is missing, and n8n refuses messages', async () => {
		await step('5-removed', async () => {
			await open(SETTINGS);
			await card().getByTestId('action-toggle').click();
			await page.getByText('Uninstall package').click();
			await page.getByRole('button', { name: 'Confirm uninstall' }).click();
			await card().waitFor({ state: 'detached' });
		});
		expect(await describedAs()).toBeUndefined();
		await step('6-missing', async () => {
			await open(`/workflow/${hook}`);
			await page.getByTestId('canvas-node').first().dblclick();
			await page.getByText('Install this node to use it').waitFor();
		});
		await stage.receive({ from: BRUNO, kind: 'text', text: 'after the removal' });
		await until('n8n has refused it', () => stage.failed().length > 0);
		expect(stage.counts('/hook/production')['after the removal']).toBeUndefined();
	});

	await test.step('the package is installed again: the workflows go on', async () => {
		await step('7-again', async () => {
			await open(SETTINGS);
			await install(PACKAGE_NAME);
			await card().getByText(version).waitFor();
		});
		await bothStartWith('installed again');
	});
});
