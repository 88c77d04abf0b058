/** A team approves the actions of an agent in WhatsApp. `WALK_FOLDER=<folder>` saves a picture of each step. */
import { test as base } from '@playwright/test';
import { OWNER } from '../../dev/workspace';
import { AgentStage } from './support/agentStage';
import { expect, step as takeStep } from './support/browserTest';
import { Editor } from './support/editor';
import { textsTo } from './support/textsTo';
import { until } from './support/triggerStage';

const NODE = 'Evolution API (WhatsApp)';
const TOOL = 'Send_a_WhatsApp_text_message_in_Evolution_API';
const ANA = '5511988887777';
const BRUNO = '5511977776666';

const test = base.extend<{ readonly stage: AgentStage }>({
	stage: async ({}, use) => {
		const stage = new AgentStage();
		await stage.start();
		await use(stage);
		await stage.end();
	},
});

test("a person puts a Human review before an agent's tool in the editor, and Bruno decides in WhatsApp what Ana gets", async ({
	page,
	stage,
}) => {
	const { n8n } = stage.server;
	const workflow = await stage.createAgent();
	const editor = new Editor(page, n8n.url);
	await editor.logIn(OWNER);
	const step = async (name: string, work: () => Promise<void>) =>
		await takeStep(name, { page, folder: process.env.WALK_FOLDER }, work);
	const choose = async (number: string) => {
		await editor.openList('instance');
		await editor.pickFromList('demo');
		await editor.fill('recipient', number);
	};
	const run = async (text: string, answer: string): Promise<void> => {
		stage.model.script.push(
			{ call: TOOL, with: { toolParameters: { Text: text }, hitlParameters: {} } },
			'Done.',
		);
		const asked = stage.model.requests.length;
		const before = textsTo(stage.simulator, BRUNO).length;
		await page.getByTestId('execute-workflow-button').click();
		await until('Bruno is asked', () => textsTo(stage.simulator, BRUNO).length > before);
		// n8n itself writes the text of the question.
		const question = textsTo(stage.simulator, BRUNO).at(-1);
		expect(question).toContain('The agent wants to run this tool');
		expect(question).toContain(`"Text":"${text}"`);
		const waiting = async () =>
			(await n8n.client.executions(workflow)).some(({ status }) => status === 'waiting');
		await until('the execution waits', waiting);
		expect(textsTo(stage.simulator, ANA)).not.toContain(text);
		await stage.answer(BRUNO, answer);
		await until('the model hears of it', () => stage.model.requests.length === asked + 2);
		await until('it is over', async () => !(await waiting()));
	};

	await step('1-review', async () => {
		await page.goto(`${n8n.url}/workflow/${workflow}`);
		// n8n may show the wrong section while it loads its list of nodes for the first time. So the test opens the list twice.
		await editor.addBelow('Tool');
		await page.getByTestId('node-creator-search-bar').waitFor();
		await editor.addBelow('Tool');
		await editor.findNamed('Human review', NODE);
		await page.getByText('Add to workflow').click();
		await choose(BRUNO);
	});
	await step('2-tool', async () => {
		await editor.closeNode();
		await editor.zoomToFit();
		await editor.addBelow('Tool');
		await editor.find('Evolution');
		await editor.findNamed(`${NODE} Tool`);
		await choose(ANA);
		const override = '[data-test-id="from-ai-override-button"]';
		const field = page.getByTestId('parameter-input-text');
		await field.hover();
		await field
			.locator('xpath=ancestor::*[.//*[@data-test-id="from-ai-override-button"]][1]')
			.locator(override)
			.click();
	});
	await step('3-canvas', async () => {
		await editor.closeNode();
		await editor.zoomToFit();
	});
	await step('4-no', async () => {
		await run('A discount for you', 'No');
		expect(textsTo(stage.simulator, ANA)).not.toContain('A discount for you');
	});
	await step('5-yes', async () => {
		await run('Your cake is ready', 'Yes');
		expect(
			textsTo(stage.simulator, ANA).filter((text) => text === 'Your cake is ready'),
		).toHaveLength(1);
	});
});
