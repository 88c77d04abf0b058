/**
 * Builds an agent with a memory, from an empty canvas, with only mouse and keyboard. Then gives it a tool that hands the chat over to
 * the team. `WALK_FOLDER=<folder>` saves a picture of each step.
 */
import { activationSettled } from '../../dev/n8n/activation';
import { PATIENCE_MS } from '../../dev/n8n/client';
import { OWNER } from '../../dev/workspace';
import { by } from './phone/support';
import { expect, step as takeStep, test } from './support/browserTest';
import { Editor } from './support/editor';
import { countGestures } from './support/gestures';
import { ModelServer, type ModelRequest } from './support/modelServer';
import { textsTo } from './support/textsTo';

const NODE = 'Evolution API (WhatsApp)';
const ANA = '5511988887777@s.whatsapp.net';
const PROMPT = 'You sell cakes. Answer in one sentence.';
const BRUNO = '5511977776666';
/** Pause between two keys of a fast typist, ms. */
const FAST = 20;

const saidBy = (role: string, { messages }: ModelRequest) =>
	messages.filter((message) => message.role === role).map(({ content }) => content);

test('a person builds an agent of five nodes, types only credentials and the prompt, and lets it hand over to Bruno', async ({
	context,
	stage,
}) => {
	const { client, url } = stage.server.n8n;
	const model = new ModelServer();
	await model.start();
	model.reacts = (asked) => {
		const said = saidBy('user', asked).join(' ');
		const isToHandOver = said.endsWith('person!') && saidBy('tool', asked).length === 0;
		const name = asked.tools?.[0]?.function.name;
		return isToHandOver && name !== undefined ? { call: name, with: {} } : `You have said: ${said}`;
	};
	const gestures = await countGestures(context);
	const editor = new Editor(await context.newPage(), url);
	await editor.logIn(OWNER);
	const phone = await context.newPage();
	await phone.goto(`${stage.simulator.url}/phone#instance=demo&chat=${ANA}`);
	await editor.page.bringToFront();
	Object.assign(gestures, { clicks: 0, typed: [] });
	/** The gestures until the workflow was published. */
	let done = gestures;

	const folder = process.env.WALK_FOLDER;
	const step = async (name: string, work: () => Promise<void>) =>
		await takeStep(name, { page: editor.page, folder }, work);
	const onPhone = async (name: string, work: () => Promise<void>) =>
		await takeStep(name, { page: phone, folder }, work);
	/** Writes on Ana's phone, and waits for a message that contains `answer`. */
	const write = async (text: string, answer: string) => {
		await by(phone, 'composer').fill(text);
		await phone.keyboard.press('Enter');
		await phone.locator('[data-testid^="message-"]').filter({ hasText: answer }).waitFor();
	};

	await step('1-trigger', async () => {
		await editor.newWorkflow();
		await editor.addFirstStep('Add first step…');
		await editor.find('Evolution', NODE, 'On message received');
		await editor.connect('Connect to Evolution (Global Key)');
		await editor.fill('baseUrl', stage.simulator.url);
		await editor.fill('apiKey', stage.simulator.key);
		await editor.saveCredential();
		await editor.connected();
		await editor.openList('instance');
		await editor.pickFromList('demo');
		await editor.closeNode();
	});
	await step('2-agent', async () => {
		await editor.addBehind();
		await editor.findNamed('AI', 'AI Agent');
		await editor.addToCollection('Add Option', 'System Message');
		await editor.type('systemMessage', PROMPT, FAST);
		await editor.closeNode();
	});
	await step('3-model', async () => {
		await editor.addBelow('Chat Model');
		await editor.findNamed('OpenAI Chat Model');
		await editor.connect();
		await editor.fill('apiKey', 'any');
		await editor.fill('url', model.url);
		await editor.saveCredential();
		await editor.connected();
		await editor.closeNode();
	});
	await step('4-memory', async () => {
		await editor.addBelow('Memory');
		await editor.findNamed('Simple Memory');
		await editor.closeNode();
	});
	await step('5-reply', async () => {
		await editor.addBehind();
		await editor.find('Evolution');
		await editor.findNamed(NODE, 'Reply to a WhatsApp message');
		await editor.closeNode();
	});
	await step('6-live', async () => {
		await editor.publish();
		await editor.closePublished();
		done = structuredClone(gestures);
		await editor.zoomToFit();
	});
	await activationSettled(client, editor.workflowId(), PATIENCE_MS);
	await onPhone('7-answers', async () => {
		await phone.bringToFront();
		await write('Hello!', 'You have said: Hello!');
		await write('Do you have walnuts?', 'You have said: Hello! Do you have walnuts?');
		for (const asked of model.requests) expect(saidBy('system', asked)).toEqual([PROMPT]);
	});

	await step('8-tool', async () => {
		await editor.page.bringToFront();
		await editor.addBelow('Tool');
		await editor.find('Evolution');
		await editor.findNamed(`${NODE} Tool`);
		await editor.select('resource', 'Conversation');
		await editor.select('operation', 'Hand Over to Human');
		await editor.fill('notify', BRUNO);
		await editor.closeNode();
		await editor.publish();
	});
	await activationSettled(client, editor.workflowId(), PATIENCE_MS);
	await onPhone('9-hand-over', async () => {
		await phone.bringToFront();
		await write('I want a person!', 'walnuts? I want a person!');
		expect(textsTo(stage.simulator, BRUNO)).toEqual([expect.stringContaining('I want a person!')]);
		const asked = model.requests.length;
		await write('Anyone?', 'Anyone?');
		await stage.settled();
		expect(model.requests).toHaveLength(asked);
	});

	const { clicks, typed } = done;
	process.stderr.write(`The walk: ${clicks} clicks, ${typed.length} fields\n`);
	expect(typed).toEqual([
		'node-creator-search-bar',
		'parameter-input-baseUrl', // of our own credential
		'parameter-input-apiKey',
		'parameter-input-systemMessage', // the prompt
		'parameter-input-apiKey', // of the model's credential
		'parameter-input-url',
		'node-creator-search-bar',
	]);
	expect(clicks).toBeLessThanOrEqual(32); // docs/ai-agents.md promises about 30 clicks
	await stage.server.empty();
	await model.close();
});
