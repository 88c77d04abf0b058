import type { IDataObject } from 'n8n-workflow';

import { splitAddress } from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import { close, open } from '../../../../../simulator/whatsapp/life';
import { httpRequest } from '../../../../support/httpRequest';
import { demoOf, arrived, forget } from '../../../../support/simulator';
import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { Receiver } from '../../hub/support/receiver';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { FakeN8n } from '../support/fakeN8n';
import { receiveText, settled } from '../support/happenings';
import { runForLong } from '../support/longRunning';
import type { TriggerWorkflow } from '../support/triggerWorkflow';

onSleep(shortSleep(30));

// Tests the trigger with the simulated Evolution Go, whose webhook has no custom headers and no signature.

const PNG = 'iVBORw0KGgo=';
const TOKEN = 'demo-token';

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [50, 50, 50, 50], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => {
	await n8n.close();
	jest.restoreAllMocks();
});

const row = () => goOf(demoOf(simulator.current)).row;
const owner = () => splitAddress(row().webhook).url;
const key = () => splitAddress(row().webhook).headers.jwt_key ?? '';
const started = () => n8n.started.map(({ json }) => json);
const receive = async (body: IDataObject) =>
	await receiveText(simulator.current, String(body.text ?? ''), body);

async function activate(name = 'shop', parameters: IDataObject = {}): Promise<TriggerWorkflow> {
	const workflow = n8n.workflow(name, parameters);
	await workflow.activate();
	return workflow;
}

async function write(text: string, count = 1): Promise<void> {
	await receive({ text });
	await settled(() => started().filter((item) => item.text === text).length >= count);
	await untilQuiet();
}

const body = (more: IDataObject = {}): IDataObject => ({
	event: 'Message',
	instanceName: 'demo',
	instanceId: 'x',
	instanceToken: TOKEN,
	data: {
		Info: { ID: 'FORGED', Chat: '5511988887777@s.whatsapp.net', IsFromMe: false },
		Message: { conversation: 'forged' },
	},
	...more,
});

async function knock(address: string, given: IDataObject, headers = {}): Promise<number> {
	const all = { 'content-type': 'application/json', ...headers };
	return (await httpRequest(address, 'POST', all, JSON.stringify(given))).status;
}

describe('Evolution Go trigger: unsupported settings are refused, before anything is set', () => {
	it.each<[string, IDataObject, RegExp]>([
		[
			'an event that never comes',
			{ events: ['MESSAGES_UPSERT', 'SEND_MESSAGE_UPDATE'] },
			/includes "Message Edited by Bot", which Evolution Go never sends/,
		],
	])('%s', async (_what, parameters, problem) => {
		await expect(activate('shop', parameters)).rejects.toThrow(problem);
		expect(row().webhook).toBe('');
	});

	it('an instance by name, with a credential that has only a token', async () => {
		n8n.credential = { baseUrl: simulator.current.url, instanceToken: TOKEN };
		await expect(activate()).rejects.toThrow(/needs the global key/);
		expect(row().webhook).toBe('');
	});
});

it('Evolution Go trigger: WebSocket, chosen before for Evolution API, has no effect', async () => {
	const options = { connection: { values: { method: 'webSocket' } } };
	const workflow = await activate('shop', { options });
	expect(owner()).toBe(workflow.url);
	expect(row().websocketEnable).toBe('');
});

it('Evolution Go trigger: a global key that is changed on the server and in n8n is used without switching the workflow off and on', async () => {
	const workflow = await activate();
	const { state, key } = simulator.current;
	state.key = 'another key';
	n8n.credential = { ...n8n.credential, globalApiKey: 'another key' };
	// At the first try, the server refuses the old key. The trigger then reads the credential again.
	for (let tries = 0; tries < 3; tries++) {
		row().webhook = '';
		workflow.tick();
		await untilQuiet();
	}
	expect(owner()).toBe(workflow.url);
	await workflow.deactivate();
	state.key = key;
});

it('Evolution Go trigger: the last workflow that is switched off disables the webhook, also if the server ignores an empty webhook URL', async () => {
	simulator.current.config.go.partialSettings = true;
	const workflow = await activate();
	expect(owner()).toBe(workflow.url);
	forget(simulator.current);
	await workflow.deactivate();
	expect(row().webhook).toBe('disabled');
	const written = arrived(simulator.current).filter(({ path }) => path === '/instance/connect');
	expect(written).toHaveLength(1);
});

it('Evolution Go trigger: Connection → Base URL is the address that the server calls', async () => {
	const webhookBaseUrl = n8n.url.replace('127.0.0.1', 'localhost');
	await activate('shop', { options: { connection: { values: { baseUrl: webhookBaseUrl } } } });
	expect(owner()).toMatch(webhookBaseUrl);
});

describe('Evolution Go trigger: another application, whose webhook the trigger replaces,', () => {
	const theirs = () => ({ webhook: `${application.url}?tenant=5`, events: 'MESSAGE,CALL' });
	let application: Receiver;
	beforeEach(async () => {
		application = await Receiver.start();
		Object.assign(row(), theirs());
	});
	afterEach(async () => await application.close());
	const reached = () => application.all.map(({ body: text }) => text);

	it('still gets its events, and has its webhook back when the workflow is switched off', async () => {
		const workflow = await activate();
		await write('before');
		await settled(() => reached().length === 1);
		Object.assign(row(), { webhook: '', events: '' });
		workflow.tick();
		await settled(() => owner() === workflow.url);
		await untilQuiet();
		await write('after');
		await settled(() => reached().length === 2);
		expect(reached()).toEqual([
			expect.stringContaining('before'),
			expect.stringContaining('after'),
		]);
		await workflow.deactivate();
		expect(row()).toMatchObject(theirs());
	});

	it('has its webhook back even if the server lost the settings just before the workflow is switched off', async () => {
		const workflow = await activate();
		await write('before');
		Object.assign(row(), { webhook: '', events: '' });
		await workflow.deactivate();
		expect(row()).toMatchObject(theirs());
	});
});

describe('Evolution Go trigger: a message', () => {
	it('starts the workflow with an item in the same form as from Evolution API', async () => {
		await activate();
		await write('Hello');
		expect(started()).toMatchObject([
			{
				event: 'messages.upsert',
				text: 'Hello',
				kind: 'text',
				chat: '5511988887777@s.whatsapp.net',
				instance: 'demo',
				fromMe: false,
			},
		]);
	});

	it('never shows the token or the global key in items, logs and stored data, nor the webhook key in items and logs', async () => {
		await activate('simple');
		await activate('raw', { options: { simplify: false } });
		await receive({ text: 'Hello' });
		await settled(() => started().length >= 2);
		await untilQuiet();
		expect(started()).toHaveLength(2);
		const shown = JSON.stringify([started(), n8n.logged, n8n.answers]);
		for (const secret of [TOKEN, simulator.current.key, key()]) expect(shown).not.toContain(secret);
		const stored = JSON.stringify(n8n.stored);
		for (const secret of [TOKEN, simulator.current.key]) expect(stored).not.toContain(secret);
	});

	it.each([true, false])(
		'with a file has the file in its item (the server includes files in events: %s)',
		async (webhookFiles) => {
			simulator.current.config.go.webhookFiles = webhookFiles;
			await activate('shop', { options: { downloadMedia: { values: { outputField: 'data' } } } });
			await receive({ kind: 'image', base64: PNG, mimetype: 'image/png', caption: 'Look' });
			await settled(() => n8n.files.length > 0);
			expect(started()).toMatchObject([{ kind: 'image', text: 'Look' }]);
			expect(n8n.files).toMatchObject([{ data: { mimeType: 'image/png', fileSize: '8 B' } }]);
		},
	);

	it('starts the workflow after n8n was killed, without setting the webhook again', async () => {
		const workflow = await activate();
		const before = { ...row() };
		await n8n.crash();
		await workflow.activate('init');
		expect(row()).toEqual(before);
		await write('Again');
		expect(n8n.texts('shop')).toEqual(['Again']);
	});
});

it('Evolution Go trigger: events come after the phone is paired again, also if the client started before the webhook was set', async () => {
	simulator.current.config.reloadMs = 5;
	await activate('shop', { events: ['MESSAGES_UPSERT', 'CONNECTION_UPDATE'] });
	const instance = demoOf(simulator.current);
	close(simulator.current.state, instance, 401);
	await settled(() => goOf(instance).client?.row.webhook === row().webhook);
	open(simulator.current.state, instance);
	await write('Hello again');
	expect(started().map(({ state, text }) => state ?? text)).toEqual([
		'close',
		'open',
		'open',
		'Hello again',
	]);
});

it('Evolution Go trigger: a process without trigger() accepts events, and asks the server at most twice for all of them', async () => {
	const workflow = await activate();
	await n8n.crash();
	workflow.hasWebhook = true;
	runForLong();
	forget(simulator.current);
	for (const text of ['one', 'two', 'three']) await write(text);
	expect(n8n.texts('shop')).toEqual(['one', 'two', 'three']);
	const asked = arrived(simulator.current).filter(({ path }) => path === '/instance/all');
	expect(asked.length).toBeLessThanOrEqual(2);
	expect(await knock(row().webhook, body({ instanceToken: 'other' }))).toBe(401);
});

describe('Evolution Go trigger: nothing starts', () => {
	let address: string;
	beforeEach(async () => {
		await activate();
		address = row().webhook;
	});
	afterEach(async () => {
		await untilQuiet();
		expect(started()).toEqual([]);
	});
	it.each([
		['of another instance', 'other-token'],
		['that is empty', ''],
		['that is no text', 5],
		['that is only the beginning of the right one', TOKEN.slice(0, -1)],
		['that is missing', undefined],
	])('with the right key and a token %s', async (_what, instanceToken) => {
		expect(await knock(address, body({ instanceToken }))).toBe(401);
	});

	it('by an event of another instance', async () => {
		expect(await knock(address, body({ instanceName: 'other' }))).toBe(200);
	});
});
