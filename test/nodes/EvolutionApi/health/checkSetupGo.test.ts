import type { IDataObject } from 'n8n-workflow';

import { splitAddress } from '../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { goOf } from '../../../../simulator/go/state/goInstance';
import { onSleep, shortSleep, untilQuiet } from '../../../support/time';
import { demoOf } from '../../../support/simulator';
import { runInGo, useGoSimulator, type Keys } from '../server/evolutionGo/support/goSimulator';
import { FakeN8n } from '../trigger/support/fakeN8n';
import { deliver, receiveText } from '../trigger/support/happenings';
import { checksOnPage } from './support/checksOnPage';

onSleep(shortSleep(30));

// Tests *Check Setup* with Evolution Go, in a process in which workflows are active.

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;
let test = 0;
let token = '';

beforeEach(async () => {
	// The node remembers webhooks by token, so each test has its own token.
	token = `token ${++test}`;
	simulator.current.config.licensed = true;
	Object.assign(demo(), { token });
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => await n8n.close());

const demo = () => demoOf(simulator.current);
const row = () => goOf(demo()).row;

const ANA = '5511988887777@s.whatsapp.net';
const EACH = { options: { eachCheck: true } };

async function check(keys: Keys, instance?: string): Promise<Record<string, IDataObject>> {
	const run = { resource: 'system', operation: 'checkSetup', keys, instance, values: EACH };
	const { items, error } = await runInGo(simulator.current, run);
	expect(error).toBeUndefined();
	return Object.fromEntries(items.map(({ json }) => [json.check, json]));
}
const byToken = async () => await check({ instanceToken: token });
const byKey = async () => await check({ globalApiKey: simulator.current.key });

async function activate(isToken: boolean, more: IDataObject = {}): Promise<string> {
	const { url: baseUrl } = simulator.current;
	if (isToken) n8n.credential = { baseUrl, instanceToken: token };
	const instance = { __rl: true, mode: 'name', value: isToken ? '' : 'demo' };
	const workflow = n8n.workflow('shop', { instance, ...more });
	await workflow.activate();
	return workflow.url;
}

it('Check Setup on Evolution Go: reports that a credential without any key lacks the global key', async () => {
	expect((await check({})).Connection?.details).toContain('needs the global key');
});

describe('Check Setup on Evolution Go: an instance that has stopped running on the server', () => {
	beforeEach(() => {
		simulator.current.config.go.offline = true;
		goOf(demo()).client = undefined;
		demo().state = 'close';
	});
	afterEach(() => (simulator.current.config.go.offline = false));

	it.each([
		['QR code limit reached (5)', /makes no new ones/, /Instance → Connect gives it/],
		['Maximum QR code count (5) reached', /makes no new ones/, /Instance → Connect gives it/],
		['401: logged out from another device', /\(Logged out on the phone/, /Run Instance → Connect/],
		['Disconnected emitted because the websocket is closed by the server.', /WhatsApp$/, /Connect/],
	])(
		'is reported with the reason that the server has stored: %s',
		async (reason, found, whatToDo) => {
			row().disconnectReason = reason;
			expect((await byKey()).Connection).toMatchObject({
				status: 'problem',
				details: expect.stringMatching(found),
				whatToDo: expect.stringMatching(whatToDo),
			});
			// The instance's token can't read why the instance was disconnected.
			expect((await byToken()).Connection?.details).toBe(
				'The instance is not connected to WhatsApp',
			);
		},
	);
});

describe('Check Setup with the token of an Evolution Go instance', () => {
	it('says that an instance token cannot read the webhook, and that the global API key can', async () => {
		const found = await byToken();
		expect(found.Webhook).toMatchObject({
			status: 'ok',
			details: expect.stringMatching(/^Not checked: a token alone cannot read the webhook/),
			whatToDo: expect.stringMatching(/Global API Key/),
		});
		for (const name of ['Listeners', 'Webhook Address', 'Events'])
			expect(found[name]?.details).toBe('Not checked: the webhook is not known');
		expect(found.Settings?.details).toBe('Not checked: settings require the global key');
		expect(found.Deliveries?.details).toMatch(/^Not checked: no workflow that is published/);
	});

	it('shows the webhook that this n8n has set, and says that it may have changed', async () => {
		const url = await activate(true);
		row().webhook = 'https://app.example/hook';
		const found = await byToken();
		expect(found.Webhook?.details).toMatch(
			`The server sends the events to ${url}. That is what this n8n`,
		);
		expect(found.Listeners?.details).toBe('Who listens: 1 workflow, alive');
		expect(found.Deliveries).toMatchObject({
			details: expect.stringMatching(/^Not checked: no event has come .* since it was started/),
			whatToDo: expect.stringMatching(/another phone/),
		});
	});

	it('says when the last event came', async () => {
		await activate(true);
		await receiveText(simulator.current, 'Hello');
		await untilQuiet();
		const found = await byToken();
		expect(found.Deliveries?.details).toMatch(
			/^The last event came 20.*missing events cannot be found/,
		);
		expect(found['Webhook Address']?.details).toMatch(/The server reaches n8n/);
		expect(Object.values(found).map(({ status }) => status)).not.toContain('problem');
	});

	it('never shows token or key', async () => {
		await activate(true);
		const { headers } = splitAddress(row().webhook);
		const shown = JSON.stringify(await byToken());
		for (const secret of [token, String(headers.jwt_key)]) expect(shown).not.toContain(secret);
	});
});

describe('Check Setup with the global key of Evolution Go', () => {
	it('makes all checks that the documentation explains', async () => {
		expect(Object.keys(await byKey())).toEqual(checksOnPage('evolutionGo'));
	});

	it('reports that another application has taken the webhook', async () => {
		await activate(false);
		Object.assign(row(), { webhook: 'https://app.example/hook?key=secret', events: 'MESSAGE' });
		const { Webhook } = await byKey();
		expect(Webhook).toMatchObject({
			status: 'problem',
			details: expect.stringMatching(/Another application has taken.*app\.example\/hook,/),
			whatToDo: expect.not.stringMatching(/Repair Trigger Registration/),
		});
	});

	it('reports that the webhook is gone', async () => {
		await activate(false);
		row().webhook = '';
		const { Webhook } = await byKey();
		expect(Webhook?.details).toBe(
			'The instance has no webhook, although the workflow "shop" is published',
		);
	});

	it.each(['message', '', 'CALL'])(
		'reports that a workflow gets no messages when the events of the webhook are "%s"',
		async (events) => {
			await activate(false);
			row().events = events;
			const { Events } = await byKey();
			expect(Events).toMatchObject({
				status: 'problem',
				details: 'The webhook does not send what workflows want: MESSAGES_UPSERT',
				whatToDo: expect.stringMatching(/^Wait five minutes/),
			});
		},
	);

	it('reports a setting that holds back events which a workflow wants', async () => {
		await activate(false, { filters: { chatTypes: ['group', 'status'] } });
		Object.assign(demo().settings, { groupsIgnore: true });
		expect((await byKey()).Settings).toMatchObject({
			status: 'problem',
			details: expect.stringMatching(/^Ignore Groups is on/),
		});
		Object.assign(demo().settings, { groupsIgnore: false, ignoreStatus: true });
		expect((await byKey()).Settings).toMatchObject({
			status: 'problem',
			details: expect.stringMatching(/^Ignore Status is on/),
		});
	});

	it('without an instance checks only the server', async () => {
		const found = await check({ globalApiKey: simulator.current.key }, '');
		expect(Object.keys(found)).toEqual([
			'Executions',
			'Server',
			'License',
			'Global API Key',
			'Instance',
		]);
		expect(Object.values(found).map(({ status }) => status)).not.toContain('problem');
	});

	it('reports no problem on a working setup', async () => {
		await activate(false);
		await receiveText(simulator.current, 'Hello');
		await untilQuiet();
		const found = Object.values(await byKey());
		expect(found.map(({ status }) => status)).toEqual(found.map(() => 'ok'));
	});

	it('says that messages of a kind that WhatsApp has added since start nothing', async () => {
		const instance = { __rl: true, mode: 'name', value: 'demo' };
		const shop = n8n.workflow('shop', { instance });
		await shop.activate();
		for (const ID of ['3A01', '3A02']) {
			const Info = { ID, Chat: ANA, Sender: ANA };
			const data = { Info, Message: { hologramMessage: { beam: 3 } } };
			await deliver(simulator.current, shop, { event: 'Message', instanceToken: token, data });
		}
		await untilQuiet();
		expect(n8n.started).toEqual([]);
		expect((await byKey())['Unknown Messages']).toMatchObject({
			status: 'warning',
			details: '2 messages of a kind that this version does not know: hologramMessage',
		});
		expect((await byToken())['Unknown Messages']?.details).toMatch(/^Not checked: with a token/);
	});
});

it('Check Setup of an Evolution Go server without an activated license reports that, and skips the webhook check', async () => {
	simulator.current.config.licensed = false;
	const found = await byKey();
	expect(found.License?.status).toBe('problem');
	expect(found.Webhook).toMatchObject({
		status: 'warning',
		details: 'Not checked, because of "License"',
	});
});
