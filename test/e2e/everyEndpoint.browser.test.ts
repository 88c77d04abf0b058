import { pathToFileURL } from 'node:url';
import { writeFileSync } from 'node:fs';
import { converterPage } from '../../converter/page/build';
import { credentialsFor, DEMO_INSTANCE } from '../../dev/workspace';
import { expect, test, testAtNight } from './support/browserTest';
import type { Editor } from './support/editor';
import type { SharedStage } from './support/sharedStage';

const TEAM = '120363020202020202@g.us';
const TEXT = 'Hello team, you were picked from the list.';
const TYPEBOT = { url: 'https://typebot.example.com', typebot: 'customer-support-x1y2z3' };
const GLOBAL_KEY = 'Evolution (Global Key) API';

const askServer = async (stage: SharedStage, route: string) => await stage.ask('GET', route);

async function openNode(editor: Editor): Promise<void> {
	await editor.newWorkflow();
	await editor.addTrigger('Manual Trigger');
	await editor.addAction('Evolution API (WhatsApp)', 'Send a WhatsApp text message');
}

async function storeCredential({ server, simulator }: SharedStage, name: string): Promise<void> {
	const [credential] = credentialsFor(simulator);
	await server.n8n.client.createCredential({ ...credential, name });
}

test('a wrong and then a right credential: the dropdowns say why they are empty, and a chosen group gets the message', async ({
	editor,
	stage,
	context,
}) => {
	await test.step('with a wrong key, the list of instances says that the key was refused', async () => {
		await editor.newCredential(GLOBAL_KEY);
		await editor.fill('baseUrl', stage.simulator.url);
		await editor.fill('apiKey', 'wrong');
		await editor.saveCredential();
		await editor.page.getByText('More details').waitFor();

		await openNode(editor);
		expect(await editor.openBrokenList('instance')).toContain('The server refused the API key');
		await editor.closeList();
	});

	await test.step('with an address where nobody is, it says that no server answers there', async () => {
		const nowhere = 'http://127.0.0.1:9';
		await editor.editCredential();
		await editor.fill('baseUrl', nowhere);
		await editor.saveChangedCredential();
		await editor.page.getByText('More details').waitFor();
		await editor.closeCredential();
		const said = await editor.openBrokenList('instance');
		expect(said).toContain(`No server answers at ${nowhere}`);
		await editor.closeList();
	});

	await test.step('with the right key, the list of recipients asks for an instance first', async () => {
		await editor.editCredential();
		await editor.fill('baseUrl', stage.simulator.url);
		await editor.fill('apiKey', stage.simulator.key);
		await editor.saveChangedCredential();
		await editor.page.getByText('Connection tested successfully').waitFor();
		await editor.closeCredential();
		await editor.selectMode('recipient', 'list');
		expect(await editor.openBrokenList('recipient')).toContain('Choose an instance first');
		await editor.closeList();
	});

	await test.step('a group chosen from the list gets the message, which is on the phone', async () => {
		await editor.openList('instance');
		await editor.pickFromList(DEMO_INSTANCE.name);
		expect(await editor.openList('recipient')).toEqual([
			'Ana (5511988887777)',
			'Bruno (5511977776666)',
			'Carla (34612345678)',
			'Team (group)',
		]);
		await editor.pickFromList('Team');
		await editor.fill('text', TEXT);
		await editor.executeStep();
		await editor.outputShows(TEAM);

		const phone = await context.newPage();
		await phone.goto(`${stage.simulator.url}/phone#instance=${DEMO_INSTANCE.name}&chat=${TEAM}`);
		await phone.getByRole('heading', { name: 'Team' }).waitFor();
		await phone.getByText(TEXT).last().waitFor();
		await phone.close();
	});
});

test('a Typebot bot that is created in the editor is on the server, and in the dropdown of bots', async ({
	editor,
	stage,
}) => {
	await storeCredential(stage, 'Shop');
	await openNode(editor);
	await editor.openList('instance');
	await editor.pickFromList(DEMO_INSTANCE.name);
	await editor.select('resource', 'Chatbot');
	await editor.select('operation', 'Create');
	expect(await editor.picked('instance')).toBe(DEMO_INSTANCE.name); // the chosen instance stays selected
	await editor.select('platform', 'Typebot');
	await editor.fill('typebotUrl', TYPEBOT.url);
	await editor.fill('typebotName', TYPEBOT.typebot);
	await editor.select('triggerType', 'Keyword');
	await editor.fill('triggerValue', 'help');
	await editor.executeStep();
	await editor.outputShows('keyword');

	expect(await askServer(stage, `/typebot/find/${DEMO_INSTANCE.name}`)).toEqual([
		expect.objectContaining({
			...TYPEBOT,
			enabled: true,
			triggerType: 'keyword',
			triggerOperator: 'equals',
			triggerValue: 'help',
		}),
	]);

	await editor.select('operation', 'Get');
	expect(await editor.openList('bot')).toEqual([`${TYPEBOT.typebot} (help)`]);
	await editor.pickFromList(TYPEBOT.typebot);
	await editor.executeStep();
	await editor.outputShows(TYPEBOT.url);
});

testAtNight(
	'a workflow copied from the converter page is pasted into n8n, and uses the credential named on that page',
	async ({ editor, stage, context }, testInfo) => {
		await storeCredential(stage, 'Shop');
		const request = {
			name: 'Send',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [0, 0],
			parameters: {
				method: 'POST',
				url: `https://evo.example.com/message/sendText/${DEMO_INSTANCE.name}`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '{ "number": "5511988887777", "text": "Converted and pasted" }',
			},
		};
		const file = testInfo.outputPath('converter.html');
		writeFileSync(file, await converterPage());
		const converter = await context.newPage();
		await converter.goto(pathToFileURL(file).href);
		await converter.getByLabel('Name of the credential in n8n').fill('Shop');
		await converter
			.getByRole('textbox', { name: 'Your workflow' })
			.fill(JSON.stringify({ nodes: [request], connections: {} }));
		await converter.getByText('1 node converted').waitFor();
		await converter.getByRole('button', { name: 'Copy the result' }).click();
		await converter.getByText('Copied.').waitFor();
		await converter.close();

		await editor.newWorkflow();
		await editor.paste();
		await editor.openNode('Send');
		await expect.poll(async () => await editor.credential()).toBe('Shop');
		await editor.executeStep();
		await editor.outputShows('5511988887777@s.whatsapp.net');
	},
);
