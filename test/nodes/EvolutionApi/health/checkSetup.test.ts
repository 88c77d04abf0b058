import dns from 'node:dns';

import { runOperationWith } from '../../../../dev/engine/operation';
import { encodeList, type Subscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { setWebhook } from '../../../../simulator/routes/webhook/record';
import { newInstance } from '../../../../simulator/state/instance';
import { receive } from '../../../../simulator/whatsapp/receive';
import { startConstant, startProxy } from '../../../support/otherServers';
import { runOperation, type OperationRun } from '../../../support/run';
import { demoOf, arrived, fail, forget, useSimulator } from '../../../support/simulator';
import { untilQuiet } from '../../../support/time';
import { ANA, receiveText, settled } from '../trigger/support/happenings';
import { useN8n } from '../trigger/support/useN8n';
import { checksOnPage } from './support/checksOnPage';

const simulator = useSimulator({ key: 'planted-global-key' });
const stage = useN8n(simulator);

const SWITCHED_OFF = 'WebSocket is switched off in the settings of the server: WEBSOCKET_ENABLED';

/** A host name that leads to the simulator, but looks like another server's. */
const ELSEWHERE = 'evolution.example.com';

beforeEach(() => {
	const { lookup } = dns;
	const found = [{ address: '127.0.0.1', family: 4 }];
	const fake = (host: string, options: dns.LookupOptions, done: (...found: unknown[]) => void) =>
		host !== ELSEWHERE
			? lookup(host, options, done)
			: options.all === true
				? done(null, found)
				: done(null, '127.0.0.1', 4);
	jest.spyOn(dns, 'lookup').mockImplementation(fake as never);
});

interface Row {
	readonly check: string;
	readonly status: string;
	readonly details: string;
	readonly whatToDo: string | null;
}

const rowsOf = ({ items, error }: Awaited<ReturnType<typeof runOperation>>): Row[] => {
	expect(error).toBeUndefined();
	return items.map(({ json }) => json as never);
};

const check = async (run: Partial<OperationRun> = {}): Promise<Row[]> =>
	rowsOf(
		await runOperation(simulator.current, {
			resource: 'system',
			operation: 'checkSetup',
			values: { options: { eachCheck: true } },
			...run,
		}),
	);

async function checkWith(credential: {
	readonly baseUrl?: string;
	readonly apiKey?: string;
	readonly instanceName?: string;
}): Promise<Row[]> {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const data = { baseUrl, apiKey, ...credential };
	const isInstanceKey = credential.instanceName !== undefined;
	const type = isInstanceKey ? 'evolutionInstanceKeyApi' : 'evolutionGlobalKeyApi';
	return rowsOf(
		await runOperationWith(
			{
				authentication: isInstanceKey ? 'instanceKey' : 'globalKey',
				credentials: { [type]: data },
			},
			{
				resource: 'system',
				operation: 'checkSetup',
				values: { options: { eachCheck: true } },
				instance: isInstanceKey ? undefined : 'demo',
			},
		),
	);
}

const complaints = (rows: readonly Row[]) =>
	rows
		.filter(({ status, details }) => status !== 'ok' && !details.startsWith('Not checked'))
		.map(({ check: name, status, details }) => [name, status, details]);
const rowOf = (rows: readonly Row[], name: string) => rows.find((row) => row.check === name);
const adviceOf = (rows: readonly Row[], name: string) => rowOf(rows, name)?.whatToDo;

const demo = () => demoOf(simulator.current);

function emptyStore(): void {
	const { config } = simulator.current;
	const { messages } = newInstance({ name: 'empty', integration: 'WHATSAPP-BAILEYS' }, config);
	demo().messages = messages;
}

async function good(parameters = {}): Promise<void> {
	simulator.current.config.version = '2.3.7';
	const workflow = stage.n8n.workflow('one', parameters);
	await workflow.activate();
	await write('hello');
}

async function write(text: string): Promise<void> {
	stage.aheadMs += 2_000;
	await receiveText(simulator.current, text);
	await settled(() => simulator.current.state.deliveries.list().some(({ final }) => final));
	stage.aheadMs += 30_000;
}

async function listed(
	subscribers: readonly Subscriber[],
	more: { url?: string; enabled?: boolean; events?: string[] } = {},
): Promise<void> {
	const key = 'planted-jwt-key';
	const list = await encodeList(subscribers, key);
	setWebhook(demo(), {
		enabled: true,
		url: subscribers[0].url,
		events: ['MESSAGES_UPSERT'],
		headers: { jwt_key: key, 'x-evolution-hub': list },
		...more,
	});
}

const trigger = (url: string, events = ['MESSAGES_UPSERT']): Subscriber => ({
	kind: 'trigger',
	url,
	events,
});

it('Check Setup with an empty Base URL fails with an error, and outputs no items', async () => {
	const { error, items } = await runOperationWith(
		{
			authentication: 'globalKey',
			credentials: { evolutionGlobalKeyApi: { baseUrl: '', apiKey: 'x' } },
		},
		{ resource: 'system', operation: 'checkSetup', instance: 'demo' },
	);
	expect(items).toEqual([]);
	expect(error?.message).toBe('The Base URL is empty');
});

describe('Check Setup reports a problem', () => {
	it('the path of the Base URL is wrong', async () => {
		await good();
		const { url } = simulator.current;
		const rows = await checkWith({ baseUrl: `${url}/api` });
		const found = `Evolution API has nothing below /api, the path of the Base URL ${url}/api`;
		expect(complaints(rows)).toEqual([['Server', 'problem', found]]);
		expect(adviceOf(rows, 'Server')).toContain(`Enter ${url} as Base URL`);
		expect(rowOf(rows, 'Webhook')).toEqual({
			check: 'Webhook',
			status: 'warning',
			details: 'Not checked, because of "Server"',
			whatToDo: 'First do what "Server" says.',
		});
		expect(Object.keys(rows[0])).toEqual(['check', 'status', 'whatToDo', 'details']);
		expect(rows.filter(({ whatToDo }) => typeof whatToDo !== 'string')).toEqual([]);
	});

	it('another program answers at the Base URL', async () => {
		const other = await startConstant(200, '{"message":"It works!"}', 'application/json');
		const rows = await checkWith({ baseUrl: other.url });
		await other.close();
		expect(complaints(rows)).toEqual([
			[
				'Server',
				'problem',
				`There is no Evolution API at ${other.url}: another program answers there`,
			],
		]);
	});

	it('no server answers at the Base URL', async () => {
		const rows = await checkWith({ baseUrl: 'http://127.0.0.1:1' });
		expect(complaints(rows)).toEqual([
			['Server', 'problem', 'No server answers at http://127.0.0.1:1'],
		]);
	});

	it('the key is wrong', async () => {
		await good();
		const rows = await checkWith({ apiKey: 'planted-wrong-key' });
		expect(complaints(rows)).toEqual([
			[
				'API Key',
				'problem',
				`The server refused the API key for the instance "demo" (${simulator.current.url})`,
			],
		]);
		expect(adviceOf(rows, 'API Key')).toContain('AUTHENTICATION_API_KEY');
	});

	it('the key of an instance is in a credential for the global key', async () => {
		await good();
		expect(complaints(await checkWith({ apiKey: 'demo-token' }))).toEqual([
			['API Key', 'warning', expect.stringContaining('the key of the instance "demo", not the')],
		]);
	});

	it('the global key is in a credential for the key of an instance', async () => {
		await good();
		expect(complaints(await checkWith({ instanceName: 'demo' }))).toEqual([
			['API Key', 'warning', expect.stringContaining('holds the global key')],
		]);
	});

	it('the key is that of another instance', async () => {
		await good();
		const rows = await checkWith({ apiKey: 'demo-token', instanceName: 'new-phone' });
		expect(complaints(rows)).toEqual([
			[
				'API Key',
				'problem',
				'This is the key of the instance "demo", and does not open "new-phone"',
			],
		]);
		expect(adviceOf(rows, 'API Key')).toContain('Enter "demo" as the Instance Name');
	});

	it('the instance does not exist', async () => {
		await good();
		const rows = await check({ instance: 'nobody' });
		expect(complaints(rows)).toEqual([
			['Instance', 'problem', 'The server has no instance "nobody"'],
		]);
		expect(adviceOf(rows, 'Instance')).toContain('Instance → Create');
	});

	it('the instance is disconnected', async () => {
		await good();
		Object.assign(demo(), {
			state: 'close',
			disconnection: { code: 401, object: '{}', at: '2026-11-21T10:00:00.000Z' },
		});
		const rows = await check();
		expect(complaints(rows)).toEqual([
			[
				'Connection',
				'problem',
				expect.stringMatching(
					/^The instance is not connected to WhatsApp since 2026-11-21T10:00:00.000Z \(\w+/,
				),
			],
		]);
		expect(adviceOf(rows, 'Connection')).toContain('Instance → Connect');
	});

	it.each([
		[180, 'warning', '3 minutes ahead of'],
		[-180, 'warning', '3 minutes behind'],
		[1200, 'problem', '20 minutes ahead of'],
	])('the clocks of the server and of n8n are %d seconds apart', async (seconds, status, text) => {
		await good();
		simulator.current.config.clockMs = seconds * 1000;
		const rows = await check();
		expect(complaints(rows)).toEqual([['Clock', status, expect.stringMatching(text)]]);
		expect(adviceOf(rows, 'Clock')).toContain('NTP');
		simulator.current.config.clockMs = 0;
		expect(complaints(await check())).toEqual([]);
	});

	it.each([
		['2.1.1', 'problem', 'is too old: this node needs 2.2 or newer'],
		['2.2.3', 'warning', 'only works for sending: the trigger and Send and Wait need 2.3 or newer'],
	])('the server is too old: %s', async (version, status, found) => {
		await good();
		simulator.current.config.version = version;
		expect(complaints(await check())).toEqual([
			['Version', status, `Evolution API ${version} ${found}`],
		]);
	});

	it('the server has no license', async () => {
		Object.assign(simulator.current.config, { version: '2.4.0', licensed: false });
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['License', 'problem', expect.stringContaining('its license is missing')],
		]);
		expect(adviceOf(rows, 'License')).toContain(`${simulator.current.url}/manager/login`);
	});

	it('the server stores no messages', async () => {
		simulator.current.config.storesMessages = false;
		await good();
		emptyStore();
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Message Store', 'warning', 'The server stores no messages'],
		]);
		expect(adviceOf(rows, 'Message Store')).toContain('DATABASE_SAVE_DATA_NEW_MESSAGE=true');
		expect(rowOf(rows, 'Deliveries')?.details).toMatch(
			/^Not checked: the server stores no messages/,
		);
	});

	it('no webhook is set for the events', async () => {
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Workflows', 'problem', expect.stringContaining('No published workflow listens')],
		]);
		expect(adviceOf(rows, 'Workflows')).toContain('click Publish');
		expect(rowOf(rows, 'Webhook')?.details).toBe('The instance has no webhook');
	});

	it('the webhook was switched off', async () => {
		await good();
		Object.assign(demo().webhook ?? {}, { enabled: false, events: [] });
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Webhook', 'problem', 'The webhook is off, although 1 workflow is on its list'],
		]);
		expect(adviceOf(rows, 'Webhook')).toContain('Repair Trigger Registration');
	});

	it('another application has replaced the webhook of n8n', async () => {
		await good();
		setWebhook(demo(), {
			enabled: true,
			url: 'https://crm.example.com/hook?key=planted',
			events: ['CALL'],
		});
		const rows = await check();
		expect(complaints(rows)).toEqual([
			[
				'Webhook',
				'problem',
				'Another application has taken the webhook: the server sends the events to https://crm.example.com/hook, and no longer to n8n (1 workflow)',
			],
		]);
	});

	it('the webhook is a test URL, entered by hand', async () => {
		setWebhook(demo(), {
			enabled: true,
			url: 'https://n8n.example.com/webhook-test/abc',
			events: ['MESSAGES_UPSERT'],
		});
		expect(complaints(await check())).toContainEqual([
			'Webhook',
			'warning',
			expect.stringContaining('a test URL of n8n'),
		]);
	});

	it('a workflow on the list behind the webhook does not answer', async () => {
		await good();
		await listed([
			trigger(stage.n8n.all[0].url),
			trigger('http://127.0.0.1:1/webhook/dead?signature=planted'),
		]);
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Listeners', 'problem', expect.stringContaining('http://127.0.0.1:1/webhook/dead')],
		]);
		expect(adviceOf(rows, 'Listeners')).toContain('Check that the n8n at this address runs');
	});

	it('a workflow on the list behind the webhook does not exist any more', async () => {
		await good();
		await listed([
			trigger(stage.n8n.all[0].url),
			trigger(`${stage.n8n.url}/webhook/gone/x/webhook`),
		]);
		const rows = await check();
		expect(complaints(rows)).toEqual([['Listeners', 'problem', expect.stringContaining('/gone/')]]);
		expect(adviceOf(rows, 'Listeners')).toContain('which takes them off the list');
		expect(adviceOf(rows, 'Listeners')).toContain('publish it again');
	});

	it('an active workflow is not on the list behind the webhook', async () => {
		await good();
		await listed([trigger(`${stage.n8n.url}/webhook/two/whatsapp/webhook`)]);
		stage.n8n.workflow('two').hasWebhook = true;
		const rows = await check();
		expect(complaints(rows)).toContainEqual([
			'Listeners',
			'problem',
			expect.stringMatching(/^Active here, but not on the list of the webhook: "/),
		]);
	});

	it('another application does not accept the events that are forwarded to it', async () => {
		setWebhook(demo(), {
			enabled: true,
			url: 'http://127.0.0.1:1/crm?key=planted',
			events: ['MESSAGES_UPSERT'],
		});
		await good();
		const rows = await check();
		expect(complaints(rows)).toEqual([
			[
				'Listeners',
				'warning',
				expect.stringContaining('Another application, at http://127.0.0.1:1/crm, has taken none'),
			],
		]);
	});

	it.each([
		['http://localhost:5678', 'problem', 'works only on the machine of n8n'],
		['http://192.168.1.20:5678', 'problem', 'an address in a private network'],
		['http://n8n:5678', 'warning', 'a name that is known only in one network'],
		['http://n8n.example.com', 'warning', 'unencrypted'],
	])(
		'the webhook leads to %s, but the server runs on another machine',
		async (base, status, text) => {
			await listed([trigger(`${base}/webhook/1`)]);
			const { port } = new URL(simulator.current.url);
			const rows = await checkWith({ baseUrl: `http://${ELSEWHERE}:${port}` });
			expect(rowOf(rows, 'Webhook Address')).toMatchObject({
				status,
				details: expect.stringContaining(text),
			});
			if (!base.includes('example.com'))
				expect(adviceOf(rows, 'Webhook Address')).toContain('Connection → WebSocket');
		},
	);

	it('the webhook does not send an event that a workflow wants', async () => {
		await good({ events: ['MESSAGES_UPSERT', 'CALL'] });
		Object.assign(demo().webhook ?? {}, { events: ['MESSAGES_UPSERT'] });
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Events', 'problem', 'The webhook does not send what workflows want: CALL'],
		]);
	});

	it('Webhook by Events is switched on', async () => {
		await good();
		Object.assign(demo().webhook ?? {}, { webhookByEvents: true });
		expect(complaints(await check())).toEqual([
			['Events', 'problem', expect.stringContaining('Webhook by Events is on')],
		]);
	});

	it('a proxy does not let WebSocket through', async () => {
		await good();
		fail(simulator.current, { path: '/socket.io/', status: 403, body: '<h1>No</h1>', times: 9 });
		expect(complaints(await check())).toEqual([
			[
				'WebSocket',
				'warning',
				expect.stringContaining('A rule of a proxy or firewall in front of the server refuses n8n'),
			],
		]);
	});

	it('the server does not reach n8n: stored messages have started no workflow', async () => {
		await good({ options: { connection: { values: { baseUrl: 'http://127.0.0.1:1' } } } });
		await write('again');
		simulator.current.config.disabled = ['websocket'];
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Webhook Address', 'warning', expect.stringContaining('does not reach its own address')],
			[
				'Deliveries',
				'problem',
				expect.stringMatching(
					/^2 of 2 messages in the store did not reach the published workflow "/,
				),
			],
			['WebSocket', 'warning', SWITCHED_OFF],
		]);
		expect(adviceOf(rows, 'Deliveries')).toContain('Connection → WebSocket');
	});

	it('messages that the server could not deliver, also once n8n has found them, until the server delivers again', async () => {
		await good();
		for (const workflow of stage.n8n.all) workflow.hasWebhook = false;
		await receiveText(simulator.current, 'lost');
		stage.aheadMs += 25 * 60_000;
		for (const workflow of stage.n8n.all) workflow.hasWebhook = true;
		for (const workflow of stage.n8n.all) workflow.tick();
		await settled(() => stage.n8n.texts('one').includes('lost'));
		const row = rowOf(await check(), 'Deliveries');
		expect(row).toMatchObject({ status: 'problem', whatToDo: expect.stringContaining("doesn't") });
		expect(row?.details).toContain("the server couldn't deliver messages");
		await write('delivered');
		stage.aheadMs += 5 * 60_000;
		for (const workflow of stage.n8n.all) workflow.tick();
		await untilQuiet();
		expect(rowOf(await check(), 'Deliveries')).toMatchObject({ status: 'ok' });
	});

	it('messages of a kind that WhatsApp has added since silently start nothing', async () => {
		await good();
		const message = { hologramMessage: { beam: 3 } };
		for (const from of [ANA, '5511977776666'])
			receive(simulator.current.state, demo(), { from, kind: 'raw', message });
		expect(complaints(await check())).toEqual([
			[
				'Unknown Messages',
				'warning',
				'2 messages of a kind that this version does not know: hologramMessage',
			],
		]);
	});

	it('videos are stored and not delivered, as with S3_SAVE_VIDEO=false', async () => {
		await good();
		const { webhook } = demo();
		Object.assign(demo(), { webhook: { ...webhook, enabled: false } });
		receive(simulator.current.state, demo(), { from: ANA, kind: 'video', base64: 'AAAA' });
		Object.assign(demo(), { webhook });
		stage.aheadMs += 120_000;
		const rows = await check();
		expect(complaints(rows)).toEqual([
			['Deliveries', 'warning', expect.stringMatching(/^1 of 2 messages in the store did not/)],
		]);
		expect(adviceOf(rows, 'Deliveries')).toContain('S3_SAVE_VIDEO=true');
	});

	it('WhatsApp rejects what the number sends', async () => {
		await good();
		simulator.current.config.delivery.refuses = 'everybody';
		for (let count = 0; count < 3; count++) {
			await fetch(`${simulator.current.url}/message/sendText/demo`, {
				method: 'POST',
				headers: { apikey: simulator.current.key, 'content-type': 'application/json' },
				body: JSON.stringify({ number: ANA, text: 'Hi' }),
			});
		}
		await settled(async () => rowOf(await check(), 'Sending')?.status !== 'ok');
		expect(complaints(await check())).toEqual([
			['Sending', 'warning', expect.stringMatching(/^WhatsApp rejects messages: the last 3 /)],
		]);
	});

	it('the server does not reach n8n, and a message that came after a restart of n8n was not recovered either', async () => {
		await good({ options: { connection: { values: { baseUrl: 'http://127.0.0.1:1' } } } });
		await stage.n8n.all[0].end();
		stage.n8n.all[0].staticData['node:WhatsApp'] = {
			...stage.n8n.all[0].staticData['node:WhatsApp'],
			lastEventAt: Date.now(),
		};
		await stage.n8n.all[0].activate('init');
		await write('after the restart');
		stage.aheadMs += 180_000;
		expect(complaints(await check())).toContainEqual([
			'Deliveries',
			'problem',
			expect.stringMatching(/^1 of 1 message /),
		]);
	});

	it('and runs the other checks when one check itself fails', async () => {
		await good();
		fail(simulator.current, { path: '/webhook/find', status: 500, times: 9 });
		fail(simulator.current, { path: '/instance/connectionState', status: 500, times: 9 });
		const rows = await check();
		expect(complaints(rows).map(([name, status]) => [name, status])).toEqual([
			['Connection', 'problem'],
			['Webhook', 'problem'],
		]);
		expect(rowOf(rows, 'Message Store')?.status).toBe('ok');
		expect(rowOf(rows, 'WebSocket')?.status).toBe('ok');
	});
});

describe('Check Setup reports no problem', () => {
	it('on a working setup', async () => {
		await good();
		const rows = await check();
		expect(rows.filter(({ status }) => status !== 'ok')).toEqual([]);
		expect(rows.map((row) => row.check)).toEqual(checksOnPage('evolutionApi'));
		expect(rowOf(rows, 'Deliveries')?.details).toBe(
			'1 message in the store reached n8n, and none is missing',
		);
		expect(rowOf(rows, 'Webhook Address')?.details).toContain('The server reaches n8n at');
		expect(rowOf(rows, 'Connection')?.details).toContain('5511900000001');
	});

	it('on a working setup with an instance key', async () => {
		await good();
		const rows = await check({ instanceKey: true, instance: '' });
		expect(rows.filter(({ status }) => status !== 'ok')).toEqual([]);
		expect(rowOf(rows, 'API Key')?.details).toBe('The key of the instance "demo" is valid');
	});

	it.each(['2.3.0', '2.4.0'])('on a working setup with Evolution API %s', async (version) => {
		await good();
		simulator.current.config.version = version;
		expect(complaints(await check())).toEqual([]);
	});

	it('on a working setup behind a proxy with a path', async () => {
		await good();
		const proxy = await startProxy(simulator.current, '/evolution');
		const rows = await checkWith({ baseUrl: `${proxy.url}/evolution` });
		await proxy.close();
		expect(complaints(rows)).toEqual([]);
	});

	it('when messages started no workflow only because its filters left them out', async () => {
		await good({ filters: { text: 'only this' } });
		expect(complaints(await check())).toEqual([]);
	});

	it('when a person edits a message that is older than the activation of the workflow', async () => {
		await receiveText(simulator.current, 'long before');
		stage.aheadMs += 30_000;
		const targetId = demo().messages.chat(`${ANA}@s.whatsapp.net`)?.messages.at(-1)?.key.id;
		await good();
		await receiveText(simulator.current, 'edited', { kind: 'edit', plain: true, targetId });
		stage.aheadMs += 30_000;
		const rows = await check();
		expect(complaints(rows)).toEqual([]);
		expect(rowOf(rows, 'Deliveries')?.details).toMatch(/^1 message in the store reached n8n/);
	});

	it('when WebSocket is off on the server and no workflow uses it, but says how to switch it on', async () => {
		await good();
		simulator.current.config.disabled = ['websocket'];
		const rows = await check();
		expect(rowOf(rows, 'WebSocket')).toMatchObject({
			status: 'ok',
			details: SWITCHED_OFF,
		});
		expect(adviceOf(rows, 'WebSocket')).toContain('WEBSOCKET_ENABLED=true');
	});

	it('when other n8n processes receive the webhooks, but says that it cannot check the deliveries', async () => {
		await good();
		stage.n8n.elsewhere = '{"evolutionHub":"taken"}';
		await write('taken elsewhere');
		const rows = await check();
		expect(complaints(rows)).toEqual([]);
		expect(rowOf(rows, 'Deliveries')?.details).toMatch(/^Not checked: other processes of n8n/);
	});

	it('without an instance, where it only checks the server', async () => {
		await good();
		const rows = await check({ instance: '' });
		expect(rows.map((row) => row.check)).toEqual([
			'Executions',
			'Server',
			'Version',
			'License',
			'Clock',
			'API Key',
			'Instance',
			'WebSocket',
		]);
		expect(rows.filter(({ status }) => status !== 'ok')).toEqual([]);
	});
});

describe('Check Setup of a WebSocket trigger', () => {
	async function receiving(): Promise<void> {
		const workflow = stage.n8n.workflow('one', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await workflow.activate();
		// The server creates the instance's namespace with its first event. Before that, the trigger can't join it.
		await receiveText(simulator.current, 'first');
		await settled(() => workflow.texts.includes('first'));
		await receiveText(simulator.current, 'hello');
		await settled(() => workflow.texts.includes('hello'));
		stage.aheadMs += 30_000;
	}

	const SENDS =
		'The server does not send through WebSocket what workflows want: MESSAGES_UPSERT, MESSAGES_EDITED';

	it('reports that WebSocket is off on the server', async () => {
		await receiving();
		simulator.current.config.disabled = ['websocket'];
		const rows = await check();
		expect(complaints(rows)).toEqual([['WebSocket', 'problem', SWITCHED_OFF]]);
		expect(adviceOf(rows, 'WebSocket')).toContain('WEBSOCKET_ENABLED=true');
	});

	it('reports that WebSocket is switched off for the instance', async () => {
		await receiving();
		Object.assign(demo().extras.websocket, { enabled: false, events: [] });
		expect(complaints(await check())).toEqual([['WebSocket', 'problem', SENDS]]);
	});

	it('reports no problem where the instance has no webhook', async () => {
		await receiving();
		const rows = await check();
		expect(complaints(rows)).toEqual([]);
		expect(rowOf(rows, 'Webhook')?.details).toBe(
			'The webhook is off. Receiving through WebSocket: 1 workflow',
		);
		expect(rowOf(rows, 'Listeners')?.details).toBe('Who listens: 1 workflow through WebSocket');
		// The first message isn't counted if its timestamp (in seconds) equals the time of the activation.
		expect(rowOf(rows, 'Deliveries')?.details).toMatch(
			/^(1 message|2 messages) in the store reached n8n, and none is missing$/,
		);
	});

	it('reports no problem next to the webhook of another application', async () => {
		setWebhook(demo(), {
			enabled: true,
			url: 'http://127.0.0.1:1/crm',
			events: ['MESSAGES_UPSERT'],
		});
		await receiving();
		const rows = await check();
		expect(complaints(rows)).toEqual([]);
		expect(rowOf(rows, 'Webhook')?.details).toContain('Receiving through WebSocket: 1 workflow');
	});

	it('reports no problem next to a trigger with a webhook', async () => {
		await receiving();
		await stage.n8n.workflow('two').activate();
		await write('to both');
		const rows = await check();
		expect(complaints(rows)).toEqual([]);
		expect(rowOf(rows, 'Listeners')?.details).toBe(
			'Who listens: 1 workflow, alive; 1 workflow through WebSocket',
		);
	});
});

describe('Check Setup, whatever is wrong', () => {
	const readState = () =>
		JSON.stringify([...simulator.current.state.instances.values()].map((one) => [one, one.extras]));

	it.each([[true], [false]])(
		'changes nothing on the server (messages are stored: %j)',
		async (isStored) => {
			simulator.current.config.storesMessages = isStored;
			await good();
			if (!isStored) emptyStore();
			await listed([trigger(stage.n8n.all[0].url), trigger('http://127.0.0.1:1/webhook/dead')]);
			demo().webhook!.events = [];
			const before = readState();
			forget(simulator.current);
			await check();
			expect(readState()).toBe(before);
			// The check opens a Socket.IO session and closes it again. These requests change nothing.
			const posted = arrived(simulator.current).filter(
				({ method, path }) => method !== 'GET' && !path.startsWith('/socket.io/'),
			);
			// The last request tries to edit a message in a group that can't exist. The trigger may look for missed messages at the same
			// time.
			expect([...new Set(posted.map(({ path }) => path))]).toEqual([
				'/chat/findMessages/demo',
				...(isStored ? [] : ['/chat/updateMessage/demo']),
			]);
			expect(JSON.stringify(posted.map(({ body }) => body))).not.toContain('text');
		},
	);

	it('shows no secret', async () => {
		await good();
		await listed([
			trigger('http://127.0.0.1:1/webhook/dead?signature=planted'),
			trigger(stage.n8n.all[0].url),
		]);
		fail(simulator.current, {
			path: '/instance/connectionState',
			status: 500,
			body: { message: 'planted-global-key' },
			times: 9,
		});
		const text = JSON.stringify(await check());
		expect(text).not.toMatch(/planted|demo-token/);
		expect(JSON.stringify(await checkWith({ apiKey: 'planted-wrong-key' }))).not.toContain(
			'planted',
		);
	});
});

describe('Check Setup without Show Each Check', () => {
	it('returns one row for a server that does not answer, and none for what depends on it', async () => {
		fail(simulator.current, { path: '/', status: 503, times: 99 });
		const rows = await check({ values: {} });
		expect(rows.filter(({ status }) => status === 'problem')).toHaveLength(1);
		expect(rows.filter(({ details }) => details.startsWith('Not checked, because'))).toEqual([]);
	});

	it('returns no row that an area is fine next to a problem of that area', async () => {
		demo().state = 'close';
		const rows = await check({ values: {} });
		expect(rows.map(({ check: name }) => name)).toContain('Connection');
		expect(rowOf(rows, 'Instance')).toBeUndefined();
	});
});
