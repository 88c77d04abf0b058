import type { IDataObject } from 'n8n-workflow';

import { partsOfAddress } from '../../../../../nodes/EvolutionApi/core/server/evolutionGo/addressHeaders';
import { readHub } from '../../../../../nodes/EvolutionApi/hub';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import { httpRequest } from '../../../../support/httpRequest';
import { arrived, forget } from '../../../../support/simulator';
import { untilQuiet } from '../../../../support/quiet';
import { talkGo } from '../../core/server/evolutionGo/support/goHub';
import { useGoSimulator } from '../../core/server/evolutionGo/support/goSimulator';
import { Receiver } from '../../hub/support/receiver';
import { FakeN8n } from '../support/fakeN8n';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(30),
);

// The trigger at Evolution Go, as the simulator plays it: its webhook has no headers, no signature, and one address.

const PNG = 'iVBORw0KGgo=';
const TOKEN = 'demo-token';

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [50, 50, 50, 50], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => await n8n.close());

const row = () => {
	const instance = simulator.current.state.instances.get('demo');
	if (instance === undefined) throw new Error('There is no instance');
	return goOf(instance).row;
};
const owner = () => partsOfAddress(row().webhook).url;
const key = () => partsOfAddress(row().webhook).headers.jwt_key ?? '';
const started = () => n8n.started.map(({ json }) => json);
const receive = async (body: IDataObject) =>
	await receiveText(simulator.current, String(body.text ?? ''), body);

async function activate(name = 'shop', parameters: IDataObject = {}): Promise<TriggerWorkflow> {
	const workflow = n8n.workflow(name, parameters);
	await workflow.activate();
	return workflow;
}

/** Writes to the instance, and waits until a workflow was started by it. */
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

/** Somebody calls the webhook. @returns the status */
async function knock(address: string, given: IDataObject, headers = {}): Promise<number> {
	const all = { 'content-type': 'application/json', ...headers };
	return (await httpRequest(address, 'POST', all, JSON.stringify(given))).status;
}

describe('what the trigger cannot do there is refused, before anything is set', () => {
	it.each<[string, IDataObject, RegExp]>([
		['Global Webhook', { options: { globalWebhook: true } }, /does not go with Evolution Go/],
		['to be watched', { events: ['SOMETHING_IS_WRONG'] }, /cannot be watched yet/],
		[
			'an event that never comes',
			{ events: ['MESSAGES_UPSERT', 'SEND_MESSAGE_UPDATE'] },
			/never tells "Message Edited Through the API"/,
		],
	])('%s', async (_what, parameters, problem) => {
		await expect(activate('shop', parameters)).rejects.toThrow(problem);
		expect(row().webhook).toBe('');
	});

	it.each([
		['without an instance', '', /no instance is chosen/],
		['with its name', 'demo', /needs the global key/],
	])('a credential with a token alone, %s', async (_how, value, problem) => {
		n8n.credential = { baseUrl: simulator.current.url, instanceToken: TOKEN };
		const instance = { __rl: true, mode: 'name', value };
		await expect(activate('shop', { instance })).rejects.toThrow(problem);
		expect(row().webhook).toBe('');
	});
});

it('WebSocket, chosen before for the other server, is not asked for', async () => {
	const workflow = await activate('shop', { receiveThrough: 'webSocket' });
	expect(owner()).toBe(workflow.url);
	expect(row().websocketEnable).toBe('');
});

it('Webhook Base URL is where the server calls', async () => {
	const webhookBaseUrl = n8n.url.replace('127.0.0.1', 'localhost');
	await activate('shop', { options: { webhookBaseUrl } });
	expect(owner()).toMatch(webhookBaseUrl);
});

describe('a message', () => {
	it('starts the workflow, in the same form as from Evolution API', async () => {
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

	it('never shows the token, the key or the global key, in items, logs and what n8n stores', async () => {
		await activate('simple');
		await activate('raw', { simplify: false });
		await receive({ text: 'Hello' });
		await settled(() => started().length >= 2);
		await untilQuiet();
		expect(started()).toHaveLength(2);
		const shown = JSON.stringify([started(), n8n.logged, n8n.answers]);
		for (const secret of [TOKEN, simulator.current.key, key()]) expect(shown).not.toContain(secret);
		const stored = JSON.stringify(n8n.stored);
		for (const secret of [TOKEN, simulator.current.key]) expect(stored).not.toContain(secret);
	});

	it('starts it once, although the server tries again because nobody answered', async () => {
		await activate();
		n8n.elsewhere = undefined;
		simulator.current.config.webhookRetry = { delaysMs: [20, 20, 20, 20], timeoutMs: 1 };
		await write('Late');
		await untilQuiet();
		expect(n8n.texts('shop')).toEqual(['Late']);
	});

	it('of the account itself is left out, and so is what no filter lets pass', async () => {
		await activate('shop', { filters: { textContains: 'order' } });
		await receive({ text: 'Hi' });
		await write('My order');
		expect(n8n.texts('shop')).toEqual(['My order']);
	});

	it.each([true, false])('with a file has it, in the event: %s', async (webhookFiles) => {
		simulator.current.config.go.webhookFiles = webhookFiles;
		await activate('shop', { options: { downloadMedia: true } });
		await receive({ kind: 'image', base64: PNG, mimetype: 'image/png', caption: 'Look' });
		await settled(() => n8n.files.length > 0);
		expect(started()).toMatchObject([{ kind: 'image', text: 'Look' }]);
		expect(n8n.files).toMatchObject([{ data: { mimeType: 'image/png', fileSize: '8 B' } }]);
	});

	it('starts a test, beside the active workflow', async () => {
		const workflow = await activate();
		const end = await workflow.listen();
		await receive({ text: 'Try' });
		await settled(() => n8n.texts('shop').length >= 2);
		expect(n8n.texts('shop')).toEqual(['Try', 'Try']);
		await end();
		expect(owner()).toBe(workflow.url);
	});

	it('starts it after n8n was killed, without registering anew', async () => {
		const workflow = await activate();
		const before = { ...row() };
		await n8n.crash();
		await workflow.activate('init');
		expect(row()).toEqual(before);
		await write('Again');
		expect(n8n.texts('shop')).toEqual(['Again']);
	});
});

it('in a process without trigger(), events are taken, and the server is asked once about them', async () => {
	const workflow = await activate();
	await n8n.crash();
	workflow.hasWebhook = true;
	forget(simulator.current);
	for (const text of ['one', 'two', 'three']) await write(text);
	expect(n8n.texts('shop')).toEqual(['one', 'two', 'three']);
	const asked = arrived(simulator.current).filter(({ path }) => path === '/instance/all');
	expect(asked.length).toBeLessThanOrEqual(2);
	expect(await knock(row().webhook, body({ instanceToken: 'other' }))).toBe(401);
});

describe('nothing starts', () => {
	let address: string;
	let plain: string;
	beforeEach(async () => {
		plain = (await activate()).url;
		address = row().webhook;
	});
	afterEach(async () => {
		await untilQuiet();
		expect(started()).toEqual([]);
	});
	const withKey = (given: string) => address.replaceAll(key(), given);

	it('without the key', async () => expect(await knock(plain, body())).toBe(401));

	it.each([
		['a wrong one', () => 'wrong'],
		['an empty one', () => ''],
		['its beginning', () => key().slice(0, -1)],
		['one of its length', () => 'A'.repeat(key().length)],
		['the token', () => TOKEN],
		['the global key', () => simulator.current.key],
	])('with %s in its place', async (_what, given) => {
		expect([401, 503]).toContain(await knock(withKey(given()), body()));
	});

	it('with the key twice', async () => {
		const name = 'header.x-evolution-hub-key';
		const twice = `${plain}?${name}=wrong&${name}=${key()}x`;
		expect([401, 503]).toContain(await knock(twice, body()));
	});

	it.each([
		['of another instance', 'other-token'],
		['that is empty', ''],
		['that is no text', 5],
		['that is the beginning', TOKEN.slice(0, -1)],
		['that is missing', undefined],
	])('with the right key and a token %s', async (_what, instanceToken) => {
		expect(await knock(address, body({ instanceToken }))).toBe(401);
	});

	it('by what another instance delivers', async () => {
		expect(await knock(address, body({ instanceName: 'other' }))).toBe(200);
	});

	it('by a list that somebody else wrote', async () => {
		const receiver = await Receiver.start();
		const forged = `${plain}?header.x-evolution-hub=1.AAAA.${Buffer.from(receiver.url).toString('base64url')}&header.x-evolution-hub-key=${key()}`;
		await knock(forged, body({ event: 'Connected', data: { status: 'open' } }));
		expect(receiver.all).toEqual([]);
		await receiver.close();
	});
});

it('a delivery that is played back starts nothing twice', async () => {
	await activate();
	const address = row().webhook;
	for (let times = 0; times < 3; times++) expect(await knock(address, body())).toBe(200);
	await untilQuiet();
	expect(n8n.texts('shop')).toEqual(['forged']);
});

describe('several workflows at one instance', () => {
	it('all get what they ask for, each once', async () => {
		const names = ['one', 'two', 'three'];
		for (const name of names) await activate(name);
		await activate('calls', { events: ['CALL'] });
		await write('Hello', 3);
		expect(started()).toHaveLength(3);
		for (const name of names) expect(n8n.texts(name)).toEqual(['Hello']);
		expect(row().events.split(',').sort()).toEqual(['CALL', 'MESSAGE']);
		expect((await readHub(talkGo(simulator.current))).subscribers).toHaveLength(4);
	});

	it('hand the webhook over, and the last one leaves it empty', async () => {
		const one = await activate('one');
		const two = await activate('two');
		expect(owner()).toBe(one.url);
		await one.deactivate();
		expect(owner()).toBe(two.url);
		await write('Hello');
		expect(n8n.texts('two')).toEqual(['Hello']);
		await two.deactivate();
		expect(row().webhook).toBe('');
	});

	it('serve the webhook of another application, which comes back when they leave', async () => {
		const app = await Receiver.start();
		Object.assign(row(), {
			webhook: app.url,
			events: 'MESSAGE,QRCODE',
			rabbitmqEnable: 'disabled',
		});
		const shop = await activate();
		await write('Hello');
		await settled(() => app.all.length > 0);
		expect(JSON.parse(app.all[0].body)).toMatchObject({ event: 'Message', instanceToken: TOKEN });
		expect(app.all[0].path).not.toContain('header.');
		await shop.deactivate();
		expect(row()).toMatchObject({ webhook: app.url, events: 'MESSAGE,QRCODE' });
		await app.close();
	});

	it('of which one is in another n8n, get all of it as well', async () => {
		const other = await FakeN8n.start(simulator.current, 'evolutionGo');
		await activate('here');
		const there = other.workflow('there');
		await there.activate();
		await write('Hello');
		await settled(() => there.texts.length > 0);
		expect([n8n.texts('here'), there.texts]).toEqual([['Hello'], ['Hello']]);
		await other.close();
	});
});
