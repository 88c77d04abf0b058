import { expect, test } from './support/browserTest';
import { SharedStage } from './support/sharedStage';

const NODE = 'Evolution API (WhatsApp)';
const ANA = '5511988887777';
const TEXT = 'Hello from Evolution Go';

const onGo = test.extend({
	stage: async ({}, use) => {
		const stage = new SharedStage('go');
		await stage.start();
		await use(stage);
		await stage.end();
	},
});

onGo(
	'a person sets up Send Text for Evolution Go in the editor: a wrong key is reported, then the message is sent',
	async ({ editor, stage }) => {
		const { url, key, state } = stage.simulator;
		await editor.newWorkflow();
		await editor.addFirstStep('Add first step…');
		await editor.find(undefined, 'Trigger manually');
		await editor.addNextStep();
		await editor.find('Evolution Go', NODE, 'Send a WhatsApp text message');
		await editor.connect('Connect to Evolution (Global Key)');
		await editor.chooseCredentialKind('Global API Key', 'Evolution Go');
		await editor.fill('baseUrl', url);
		await editor.fill('globalApiKey', 'wrong');
		await editor.saveCredential();
		await editor.page.getByText('More details').click();
		await editor.page.getByText('Evolution Go refused the key').waitFor();
		await editor.fill('globalApiKey', key);
		await editor.saveCredential();
		await editor.connected();
		expect(await editor.openList('instance')).toContain('demo');
		await editor.pickFromList('demo');
		await editor.fill('recipient', ANA);
		await editor.fill('text', TEXT);
		await editor.executeStep();
		await editor.outputShows(`${ANA}@s.whatsapp.net`);
		const newest = state.instances.get('demo')?.messages.newestFirst().next().value;
		expect(JSON.stringify(newest)).toContain(TEXT);
	},
);
