/** A new user's tasks, from an empty canvas, using only the keyboard. `WALK_FOLDER=<folder>` saves a picture of each step. */
import { expect, step as takeStep, test } from './support/browserTest';
import type { Editor } from './support/editor';
import { Keyboard } from './support/keyboard';
import type { SharedStage } from './support/sharedStage';
import { textsTo } from './support/textsTo';
import { until } from './support/triggerStage';

const NODE = 'Evolution API (WhatsApp)';
const ANA = '5511988887777';
const BRUNO = '5511977776666';
const ROWS = `return Array.from({ length: 20 }, (_, n) => ({ json: { name: 'Guest ' + n, phone: String(351910000000 + n) } }));`;

const phone = (n: number) => String(351_910_000_000 + n);

async function begin({ editor, stage }: { editor: Editor; stage: SharedStage }) {
	await stage.server.credentialFor(stage);
	await editor.newWorkflow();
	await editor.page.getByTestId('canvas-add-button').waitFor();
	const step = async (name: string, work: () => Promise<void>) =>
		await takeStep(name, { page: editor.page, folder: process.env.WALK_FOLDER }, work);
	return { keys: new Keyboard(editor.page), step };
}

test('a broadcast to twenty rows, built with the keyboard, spares a guest who writes STOP during the run', async ({
	editor,
	stage,
}) => {
	const { keys, step } = await begin({ editor, stage });
	await step('1-rows', async () => {
		await keys.addManualTrigger();
		await keys.add('code', 'Code', 'Code in JavaScript');
		await keys.write('jsCode', ROWS);
		await keys.close();
	});
	await step('2-send', async () => {
		await keys.add('evolution', NODE, 'Send a WhatsApp text message');
		await keys.pick('demo');
		await keys.fill('recipient', '={{ $json.phone }}');
		await keys.fill('text', '=Hi {{ $json.name }}, we open on Monday.');
		await keys.addOption('Rate Limit', 1);
		await keys.fill('maxDelay', '0.9', 'Shift+Tab');
		await keys.fill('minDelay', '0.6', 'Shift+Tab');
		await keys.addOption('Opt-Out');
		await keys.close();
	});
	await step('3-run', async () => {
		await keys.press('Control+Enter');
		const texts = (n: number) => textsTo(stage.simulator, phone(n));
		await until('the first one is written to', () => texts(0).length === 1);
		await stage.receive({ from: phone(15), kind: 'text', text: 'Stop!' });
		await until('the last one is written to', () => texts(19).length === 1);
		for (let n = 0; n < 20; n++)
			expect(texts(n)).toEqual(n === 15 ? [] : [`Hi Guest ${n}, we open on Monday.`]);
	});
	await step('4-results', async () => {
		await keys.press('Enter');
		await editor.outputShows('optedOut');
	});
});

test("a manager's approval with a time limit, built with the keyboard, tells the decision, and that no one answered", async ({
	editor,
	stage,
}) => {
	const { keys, step } = await begin({ editor, stage });
	await step('1-question', async () => {
		await keys.addManualTrigger();
		await keys.add('evolution', NODE, 'Send a WhatsApp message and wait for the response');
		await keys.pick('demo');
		await keys.fill('recipient', BRUNO);
		await keys.fill('message', 'Order 1234, 350 EUR. Approve?');
		await keys.addOption('Limit Wait Time');
		await keys.fill('resumeAmount', '0.5', 'Shift+Tab');
		await keys.close();
	});
	await step('2-result', async () => {
		await keys.add('evolution', NODE, 'Send a WhatsApp text message');
		await keys.pick('demo');
		await keys.fill('recipient', ANA);
		await keys.fill('text', "={{ $json.timedOut ? 'No answer' : $json.approved ? 'Go' : 'No' }}");
		await keys.close();
	});
	const run = async (result: string, answer?: string) => {
		const asked = textsTo(stage.simulator, BRUNO).length;
		// The editor ignores Control+Enter until it knows that the previous execution is over.
		await editor.page.locator('[data-test-id="execute-workflow-button"]:enabled').waitFor();
		await keys.press('Control+Enter');
		await until('Bruno is asked', () => textsTo(stage.simulator, BRUNO).length > asked);
		expect(textsTo(stage.simulator, BRUNO).at(-1)).toContain('Order 1234, 350 EUR. Approve?');
		if (answer !== undefined) await stage.receive({ from: BRUNO, kind: 'text', text: answer });
		await until(result, () => textsTo(stage.simulator, ANA).at(-1) === result);
	};
	await step('3-approved', async () => await run('Go', 'Approved'));
	await step('4-rejected', async () => await run('No', 'rejected'));
	await step('5-no-answer', async () => await run('No answer'));
});
