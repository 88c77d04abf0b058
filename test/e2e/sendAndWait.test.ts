import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { nodeType } from '../../dev/ourPackage';
import { describeInBrowser, launchChromium } from './support/chromium';
import type { WebhookFound } from './support/foundWebhook';
import { SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';
import {
	ANA,
	BRUNO,
	CARLA,
	createAsking,
	createAskingEach,
	createAskingSubWorkflow,
	messagesOf,
	question,
	start,
} from './support/waitStage';

const NODE = nodeType('evolutionApi');
const stage = new SharedStage();
const { server } = stage;

beforeAll(async () => {
	await stage.start();
	await createAsking(stage, server, 'ask');
	await createAsking(stage, server, 'approve', {
		responseType: 'approval',
		showChoicesAs: '={{ $json.body.form }}',
	});
	await createAsking(stage, server, 'choose', {
		responseType: 'choice',
		choices: 'Morning\nAfternoon || tarde\nNão sei',
		showChoicesAs: '={{ $json.body.form }}',
		options: {
			invalidAnswer: { values: { message: 'Morning or afternoon, please', maxAttempts: 1 } },
		},
	});
	const invalidAnswer = { values: { message: 'A or B?', maxAttempts: 1, afterLast: 'continue' } };
	await createAsking(stage, server, 'give-up', {
		responseType: 'choice',
		choices: 'A\nB',
		options: { invalidAnswer },
	});
});
afterAll(async () => await stage.end());

const says = async (from: string, text: string, more: object = {}) =>
	await stage.receive({ from, kind: 'text', text, ...more });
const ask = async (name: string, to: string, message: string, form = 'numberedList') => {
	await start(server, name, { to, message, form });
	return await question(stage, to, message);
};
const started = (text: string) =>
	stage.collector.got.filter(
		({ path, text: body }) => path.startsWith('/all/') && body.includes(text),
	).length;
const isFree = async () => ((await stage.webhook()) as WebhookFound | null)?.enabled !== true;

describe('Send and Wait without an active trigger workflow', () => {
	it('an execution waits, continues with the reply, and is removed from the webhook', async () => {
		await ask('ask', ANA, 'How are you?');
		await says(BRUNO, 'not me');
		await says(ANA, 'Fine, thanks');
		expect(await stage.collector.settled('/ask', 1)).toMatchObject([
			{ text: 'Fine, thanks', timedOut: false, message: { senderName: 'Ana', kind: 'text' } },
		]);
		await until('it has left', isFree);
	});

	it('an invalid answer gets the text of Invalid Answer, and the execution still waits for the answer', async () => {
		await ask('choose', CARLA, 'When?');
		await says(CARLA, 'perhaps');
		await question(stage, CARLA, 'Morning or afternoon, please');
		await says(CARLA, 'tarde');
		expect(await stage.collector.settled('/choose', 1)).toMatchObject([
			{ choice: 'Afternoon', text: 'tarde', timedOut: false },
		]);
		await until('it has left', isFree);
		stage.collector.got.length = 0;
	});

	it('after the last invalid answer, the execution continues without an answer', async () => {
		await ask('give-up', CARLA, 'Which?');
		await says(CARLA, 'perhaps');
		await question(stage, CARLA, 'A or B?');
		await says(CARLA, 'I call you');
		expect(await stage.collector.settled('/give-up', 1)).toMatchObject([
			{ answered: false, timedOut: false, choice: null, text: 'I call you' },
		]);
		await until('it has left', isFree);
	});

	it('is offered by n8n as a human review tool for AI agents', async () => {
		const types = await server.n8n.client.nodeTypes();
		const tool = types.find(({ name }) => name === `${NODE}HitlTool`);
		const field = (name: string) => tool?.properties?.find((property) => property.name === name);
		expect(field('resource')).toMatchObject({ type: 'hidden', default: 'message' });
		expect(field('operation')).toMatchObject({ type: 'hidden', default: 'sendAndWait' });
		expect(field('responseType')).toMatchObject({ type: 'hidden', default: 'approval' });
		expect(field('approvalOptions')).toBeDefined();
	});

	it('an execution whose credential reads address and key from the item continues with the reply', async () => {
		const { url, key } = stage.simulator;
		const credential = await server.n8n.client.createCredential({
			name: 'Of the customer',
			type: 'evolutionGlobalKeyApi',
			data: { baseUrl: '={{ $json.body.server }}', apiKey: '={{ $json.body.key }}' },
		});
		const id = await createAsking(stage, server, 'customer', {}, credential);
		await start(server, 'customer', { to: ANA, message: 'Of whom?', server: url, key });
		await question(stage, ANA, 'Of whom?');
		await says(ANA, 'of you');
		expect(await stage.collector.settled('/customer', 1)).toMatchObject([{ text: 'of you' }]);
		await until('it has left', isFree);
		await server.n8n.client.deactivate(id);
	});

	it('a second execution in another chat sends nothing, and the error names the execution that waits', async () => {
		await ask('ask', ANA, 'And now?');
		await start(server, 'ask', { to: BRUNO, message: 'Nobody must see this' });
		const [{ error }] = await stage.collector.settled('/ask/error', 1);
		expect(error).toContain('is still waiting for an answer');
		expect(await questionsTo(BRUNO, 'Nobody must see this')).toBe(0);
		await says(ANA, 'good');
		await until('it is through', () => stage.counts('/ask').good === 1);
		await until('it has left', isFree);
	});

	it('sends nothing where another application uses the webhook of the instance', async () => {
		const url = `${stage.collector.url}/foreign`;
		const events = ['MESSAGES_UPSERT'];
		await stage.ask('POST', '/webhook/set/demo', { webhook: { enabled: true, url, events } });
		await start(server, 'ask', { to: BRUNO, message: 'Nor this' });
		const errors = await stage.collector.settled('/ask/error', 2);
		expect(errors[1].error).toContain('a published workflow with the Evolution API Trigger');
		expect(await questionsTo(BRUNO, 'Nor this')).toBe(0);
		expect((await stage.webhook()).url).toBe(url);
		await stage.ask('POST', '/webhook/set/demo', { webhook: { enabled: false, url, events: [] } });
	});
});

describe('Send and Wait beside an active trigger workflow', () => {
	let trigger: string;
	beforeAll(async () => {
		trigger = await server.create(stage, 'all');
		await server.n8n.client.listen(trigger);
		await until('the trigger is there', async () => !(await isFree()));
		stage.collector.got.length = 0;
	});

	it('three executions continue with their own answer, once; other messages resume none', async () => {
		await Promise.all([ANA, BRUNO, CARLA].map(async (who) => await ask('ask', who, `Hi ${who}`)));
		await says('5511900000099', 'a stranger');
		await says(ANA, '👍', { kind: 'reaction', targetId: (await askedOf(ANA)).id, emoji: '👍' });
		expect(await stage.collector.settled('/ask', 0)).toEqual([]);
		await Promise.all([ANA, BRUNO, CARLA].map(async (who) => await says(who, `from ${who}`)));
		const got = await stage.collector.settled('/ask', 3);
		expect(got.map(({ text }) => text).sort()).toEqual(
			[ANA, BRUNO, CARLA].map((who) => `from ${who}`).sort(),
		);
		await says(ANA, 'too late');
		expect(await stage.collector.settled('/ask', 3)).toHaveLength(3);
		await until('the trigger has it', () => started('too late') === 1);
	});

	it('a reply within 50 ms is not lost', async () => {
		stage.collector.got.length = 0;
		const messages = stage.simulator.state.instances.get('demo')?.messages;
		const before = messages?.chat(`${BRUNO}@s.whatsapp.net`)?.messages.length ?? 0;
		await start(server, 'ask', { to: BRUNO, message: 'At once!' });
		for (;;) {
			if ((messages?.chat(`${BRUNO}@s.whatsapp.net`)?.messages.length ?? 0) > before) break;
			await sleep(1);
		}
		await says(BRUNO, 'here');
		expect(await stage.collector.settled('/ask', 1)).toMatchObject([{ text: 'here' }]);
	});

	it('several executions in one chat get the replies that quote their questions, and a reply without a quote resumes none', async () => {
		stage.collector.got.length = 0;
		const first = await ask('ask', ANA, 'First?');
		const second = await ask('choose', ANA, 'Second?');
		const third = await ask('ask', ANA, 'Third?');
		await says(ANA, 'Não sei', { quotedId: second.id });
		expect(await stage.collector.settled('/choose', 1)).toMatchObject([{ choice: 'Não sei' }]);
		expect(stage.collector.at('/ask')).toEqual([]);
		await says(ANA, 'zero');
		await question(stage, ANA, 'quote the question');
		const quotes = { one: first, two: third };
		await Promise.all(
			Object.entries(quotes).map(async ([text, { id }]) => await says(ANA, text, { quotedId: id })),
		);
		const got = await stage.collector.settled('/ask', 2);
		expect(got.map(({ text }) => text).sort()).toEqual(['one', 'two']);
		expect(new Set(got.map(({ execution }) => execution)).size).toBe(2);
	});

	it('the only open question takes an answer that quotes another message', async () => {
		stage.collector.got.length = 0;
		await ask('choose', BRUNO, 'Which day part?');
		const [{ id: quotedId }] = await messagesOf(stage, BRUNO);
		await says(BRUNO, 'Morning', { quotedId });
		expect(await stage.collector.settled('/choose', 1)).toMatchObject([{ choice: 'Morning' }]);
	});

	it('the other button of a decided approval starts no workflow, and the person reads once that it is decided', async () => {
		stage.collector.got.length = 0;
		const { id: targetId } = await ask('approve', CARLA, 'May it?', 'buttons');
		const asked = JSON.stringify(
			stage.simulator.state.instances.get('demo')?.messages.get(targetId),
		);
		const [yes, no] = asked.match(/wait-[\da-f]{8}-\d/g) ?? [];
		const press = async (buttonId = '') =>
			await says(CARLA, '', { kind: 'buttonReply', targetId, buttonId });
		await press(no);
		expect(await stage.collector.settled('/approve', 1)).toMatchObject([{ approved: false }]);
		for (const again of [yes, yes]) await press(again);
		await question(stage, CARLA, 'This question was already decided');
		await says(CARLA, 'And now something else');
		await until('the trigger has it', () => started('And now something else') === 1);
		expect(started('wait-')).toBe(0);
		expect(await questionsTo(CARLA, 'This question was already decided')).toBe(1);
		expect(stage.collector.at('/approve')).toHaveLength(1);
	});

	it('an approval page is shown by GET and decides only by POST, and a reply in the chat decides nothing', async () => {
		stage.collector.got.length = 0;
		const { text = '' } = await ask('approve', ANA, 'Pay 5 <b>€</b>?', 'page');
		const [url] = /http\S+/.exec(text) ?? [];
		expect(url).toContain('signature=');
		await says(ANA, 'Yes');
		await until('the execution is stored', async () => (await fetch(String(url))).ok);
		const page = await fetch(String(url));
		expect(await page.text()).toContain('Pay 5 &lt;b&gt;€&lt;/b&gt;?');
		expect((await fetch(String(url).replace(/.$/, 'x'), { method: 'POST' })).status).toBe(401);
		const nothing = await fetch(String(url), { method: 'POST', body: new URLSearchParams() });
		expect(nothing.status).toBe(400);
		expect(await stage.collector.settled('/approve', 0)).toEqual([]);
		const body = new URLSearchParams({ choice: '1' });
		expect((await fetch(String(url), { method: 'POST', body })).status).toBe(200);
		expect(await stage.collector.settled('/approve', 1)).toMatchObject([
			{ approved: false, choice: 'No', message: null },
		]);
	});

	it.each([
		['in a loop, nor for the next node', 'each'],
		['of a sub-workflow', 'each-by-sub-workflow'],
	])('a link to a question before decides nothing %s', async (_where, name) => {
		stage.collector.got.length = 0;
		const isCalled = name !== 'each';
		const called = isCalled ? await createAskingSubWorkflow(stage, server, 'called') : undefined;
		const asker = isCalled ? 'called' : name;
		await createAskingEach(stage, server, name, called);
		// The node makes another attempt after this error, because the server has certainly sent nothing.
		const words = "TypeError: Cannot read properties of undefined (reading 'id')";
		await stage.sim('/_sim/faults', {
			path: '/message/sendText',
			times: 1,
			status: 400,
			body: { status: 400, error: 'Bad Request', response: { message: [words] } },
		});
		await start(server, name, { people: [{ to: ANA }, { to: BRUNO }], last: CARLA });
		const linkTo = async (who: string, title = asker): Promise<string> => {
			const { text = '' } = await question(stage, who, `${title}: may ${who}?`);
			const [url = ''] = /http\S+/.exec(text) ?? [];
			await until('the execution is stored', async () => (await fetch(url)).ok);
			return url;
		};
		const press = async (url: string, choice: string): Promise<number> =>
			(await fetch(url, { method: 'POST', body: new URLSearchParams({ choice }) })).status;
		const answers = () => stage.collector.at(`/${name}`).map(({ approved }) => approved);
		const ofAna = await linkTo(ANA);
		// WhatsApp's own request for a link preview must not count as an answer.
		await fetch(ofAna, { headers: { 'user-agent': 'WhatsApp/2.23.20.0' } });
		expect(answers()).toEqual([]);
		expect(await press(ofAna, '0')).toBe(200);
		const ofBruno = await linkTo(BRUNO);
		expect(ofBruno).not.toBe(ofAna);
		expect(await (await fetch(ofAna)).text()).not.toContain(BRUNO);
		for (const choice of ['0', '1']) await press(ofAna, choice);
		await stage.collector.settled(`/${name}`, 1);
		expect(answers()).toEqual([true]);
		expect(await press(ofBruno, '1')).toBe(200);
		const ofCarla = await linkTo(CARLA, `last of ${name}`);
		for (const old of [ofAna, ofBruno]) for (const choice of ['0', '1']) await press(old, choice);
		await stage.collector.settled(`/${name}`, 2);
		expect(answers()).toEqual([true, false]);
		expect(await press(ofCarla, '0')).toBe(200);
		await stage.collector.settled(`/${name}`, 3);
		expect(answers()).toEqual([true, false, true]);
		expect(stage.collector.at(`/${name}`).map((item) => Object(item.question).text)).toEqual([
			`${asker}: may ${ANA}?`,
			`${asker}: may ${BRUNO}?`,
			`last of ${name}: may ${CARLA}?`,
		]);
	});

	it('waiting executions still get their answers when the trigger workflow is switched off', async () => {
		stage.collector.got.length = 0;
		await Promise.all([ANA, BRUNO, CARLA].map(async (who) => await ask('ask', who, `Ho ${who}`)));
		await server.n8n.client.deactivate(trigger);
		const isWait = async () => (await stage.webhook()).url.includes('/webhook-waiting/');
		await until('one of them has the webhook', isWait);
		for (const who of [ANA, BRUNO, CARLA]) {
			await says(who, `from ${who}`);
			await until(`${who} is through`, () => stage.counts('/ask')[`from ${who}`] === 1);
		}
		await until('all have left', isFree);
		expect(await stage.collector.settled('/ask', 3)).toHaveLength(3);
	});
});

describeInBrowser('on a page', () => {
	let browser: Browser;
	beforeAll(async () => {
		browser = await launchChromium();
		const options = 'Milk\nSugar\nHoney';
		await createAsking(stage, server, 'form', {
			responseType: 'customForm',
			formFields: {
				values: [
					{ fieldLabel: 'Name', requiredField: true },
					{ fieldLabel: 'Cups', fieldType: 'number' },
					{
						fieldLabel: 'With',
						fieldType: 'checkbox',
						fieldOptions: options,
						limitSelection: 'range',
						minSelections: 1,
						maxSelections: 2,
					},
					{ fieldType: 'hiddenField', fieldName: 'order', fieldValue: '={{ $json.body.order }}' },
				],
			},
			options: { responsePage: { values: { title: 'Coffee', confirmationText: 'Coming!' } } },
		});
	});
	afterAll(async () => await browser?.close());

	it('Send and Wait: a form shows what is wrong with an answer, and the execution continues once, with the valid one', async () => {
		await start(server, 'form', { to: ANA, message: 'How do you like it?', order: '4711' });
		const { text = '' } = await question(stage, ANA, 'How do you like it?');
		const url = String(/http\S+/.exec(text)?.[0]);
		await until('the execution is stored', async () => (await fetch(url)).ok);
		const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
		await page.goto(url);
		const submit = page.getByRole('button', { name: 'Submit' });
		await submit.click();
		expect(await page.locator('input:invalid').count()).toBe(1);
		await page.getByLabel('Name').fill('Ana');
		await page.getByLabel('Cups').fill('2');
		for (const name of ['Milk', 'Sugar', 'Honey']) await page.getByLabel(name).check();
		await submit.click();
		expect(await page.getByRole('alert').innerText()).toContain('Nothing was sent yet');
		expect(await page.getByText('Choose at most 2.').count()).toBe(1);
		expect(await page.getByLabel('Name').inputValue()).toBe('Ana');
		expect(stage.collector.at('/form')).toEqual([]);
		await page.getByLabel('Honey').uncheck();
		await submit.click();
		await page.getByText('Coming!').waitFor();
		const sent = new FormData();
		sent.set('field-0', 'Somebody else');
		await fetch(url, { method: 'POST', body: sent });
		expect(await stage.collector.settled('/form', 1)).toMatchObject([
			{
				data: { Name: 'Ana', Cups: 2, With: ['Milk', 'Sugar'], order: '4711' },
				timedOut: false,
			},
		]);
		await page.close();
	});
});

const questionsTo = async (who: string, text: string) =>
	JSON.stringify(
		await stage.ask('GET', `/_sim/instances/demo/messages?chat=${who}@s.whatsapp.net`),
	).split(text).length - 1;
const askedOf = async (who: string) => await question(stage, who, `Hi ${who}`);
