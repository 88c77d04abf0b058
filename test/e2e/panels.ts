/**
 * `npx tsx test/e2e/panels.ts <folder> [resource …]`, after `npm run build`: takes pictures of the node's panel in the editor, one for each
 * operation and for the trigger, in the light and the dark theme. Look through them after a change of fields.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { WorkflowNode } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { credentialsFor, DEMO_INSTANCE, OWNER, prepareWorkspace } from '../../dev/workspace';
import { resources } from '../../nodes/EvolutionApi/operations';
import { Editor } from './support/editor';
import { runPictureScript, type PictureStage } from './support/pictureScript';

const INSTANCE = { __rl: true, mode: 'name', value: DEMO_INSTANCE.name };

function nodesOf(chosen: readonly string[]): WorkflowNode[] {
	const trigger = { type: nodeType('evolutionApiTrigger'), typeVersion: 2, name: 'trigger' };
	const actions = resources.flatMap(({ value: resource, operations }) =>
		operations.map(({ value: operation, request: { onlyOn } }) => ({
			type: nodeType('evolutionApi'),
			typeVersion: 1,
			name: `${resource}-${operation}`,
			parameters: {
				...(onlyOn === undefined ? {} : { authentication: onlyOn }),
				resource,
				operation,
				instance: INSTANCE,
			},
		})),
	);
	return [{ ...trigger, parameters: { instance: INSTANCE } }, ...actions]
		.filter(({ name }) => chosen.length === 0 || chosen.includes(name.split('-')[0]))
		.map((node, index) => ({
			...node,
			id: `${node.name}_`, // without the suffix, n8n would also find nodes whose ID only begins like this
			position: [(index % 12) * 220, Math.floor(index / 12) * 160],
		}));
}

async function goTo(page: Page, address: string): Promise<void> {
	await page.evaluate(
		`history.pushState(history.state, '', ${JSON.stringify(address)});
		 dispatchEvent(new PopStateEvent('popstate', { state: history.state }))`,
	);
}

async function picture(page: Page, name: string, file: string): Promise<void> {
	const title = page.getByTestId('ndv').getByText(name, { exact: true }).filter({ visible: true });
	await title.first().waitFor();
	const panel = page.getByTestId('node-parameters');
	await page.waitForTimeout(400); // fields that depend on others appear a moment later
	await panel.screenshot({ path: file, animations: 'disabled' });
}

async function takeAll(
	{ n8n, simulator, browser }: PictureStage,
	folder: string,
	chosen: string[],
): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const credentials = [...credentialsFor(simulator), ...credentialsFor(simulator, 'go')];
	await prepareWorkspace(n8n.client, credentials, []);
	const nodes = nodesOf(chosen);
	for (const theme of ['light', 'dark']) {
		// There is a workflow for each theme, because n8n opens a workflow read-only if another session has just opened it.
		const { id } = await n8n.client.createWorkflow({ name: theme, nodes });
		const context = await browser.newContext({ viewport: { width: 1280, height: 1400 } });
		await context.addInitScript(`localStorage.setItem('N8N_THEME', '${theme}')`);
		const page = await context.newPage();
		await new Editor(page, n8n.url).logIn(OWNER);
		await page.goto(`${n8n.url}/workflow/${id}/${nodes[0].id}`);
		for (const { id: node, name } of nodes) {
			await goTo(page, `/workflow/${id}/${node}`);
			await picture(page, name, path.join(folder, `${name}-${theme}.png`));
		}
		await context.close();
	}
	process.stdout.write(`${nodes.length * 2} pictures in ${folder}\n`);
}

const [folder, ...chosen] = process.argv.slice(2);
if (!folder) throw new Error('Where to? npx tsx test/e2e/panels.ts <folder> [resource …]');
runPictureScript(async (stage) => await takeAll(stage, folder, chosen));
