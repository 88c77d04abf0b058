import type { IDataObject } from 'n8n-workflow';

import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { endQrCodes, open, refreshQr } from '../../../../../simulator/whatsapp/life';
import { bytesOf } from '../../../../support/binary';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, forget } from '../../../../support/simulator';
import { time } from '../../../../support/time';

let simulator: Simulator;
beforeEach(async () => {
	simulator = await startSimulator({ port: 0, seed: true, quiet: true });
	time.start(simulator);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await simulator.close();
});

const instance = (operation: string, values: IDataObject = {}, more: Partial<OperationRun> = {}) =>
	time.until(
		time.run(runOperation(simulator, { resource: 'instance', operation, values, ...more })),
	);

describe('Instance → Create', () => {
	const bad: Array<[what: string, values: IDataObject, message: RegExp]> = [
		['without a name', { instanceName: '={{ " " }}' }, /^"Instance Name" is empty/],
		['with ".." as the name', { instanceName: '..' }, /^"Instance Name" cannot be "\.\."/],
		[
			'with an unknown integration',
			{ instanceName: 'a', integration: '={{ "SMS" }}' },
			/^"Integration" must be EVOLUTION, WHATSAPP-BAILEYS, or WHATSAPP-BUSINESS, not "SMS"/,
		],
		[
			'for the Cloud API without the ID of the number',
			{ instanceName: 'a', integration: 'WHATSAPP-BUSINESS', accessToken: 'EAA' },
			/^"Phone Number ID" is empty/,
		],
		[
			'for the Cloud API with the number itself',
			{
				instanceName: 'a',
				integration: 'WHATSAPP-BUSINESS',
				accessToken: 'EAA',
				phoneNumberId: '+55 11 98888-7777',
			},
			/^"Phone Number ID" must be digits, not "\+55 11 98888-7777"/,
		],
		[
			'with a webhook without address',
			{ instanceName: 'a', webhook: { byEvents: true } },
			/^"Webhook → URL" is empty/,
		],
		[
			'with an unknown event',
			{ instanceName: 'a', webhook: { url: 'https://example.com', events: ['NOPE'] } },
			/^"Webhook → Events → 1" must be an event of Evolution API, not "NOPE"/,
		],
		[
			'with Pusher without its key',
			{
				instanceName: 'a',
				transports: { pusher: [{ appId: '1', cluster: 'm' }] },
			},
			/^"Event Transports → 1 → Key" is empty/,
		],
		[
			'with Chatwoot settings without URL',
			{ instanceName: 'a', chatwoot: { accountId: '1', token: 't' } },
			/^"Chatwoot → URL" is empty/,
		],
	];
	it.each(bad)('%s is refused before any request', async (_what, values, message) => {
		const { error } = await instance('create', values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator)).toEqual([]);
	});

	it('with a name that is taken gives an error that says so', async () => {
		const { error } = await instance('create', { instanceName: 'demo' });
		expect(error?.message).toBe(
			'Evolution API refused the request: This name "demo" is already in use.',
		);
	});

	it('gives the QR code as text and as a picture, and no key', async () => {
		const { items } = await instance('create', { instanceName: 'support' });
		expect(items[0].json).toEqual({
			instanceName: 'support',
			instanceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			integration: 'WHATSAPP-BAILEYS',
			state: 'connecting',
			qrCode: expect.stringMatching(/^2@/),
			pairingCode: null,
		});
		const picture = await bytesOf(items[0].binary?.data);
		expect(picture.subarray(1, 4).toString()).toBe('PNG');
		expect(items[0].binary?.data).toMatchObject({
			mimeType: 'image/png',
			fileName: 'qr-support.png',
		});
	});

	it('gives the key of the new instance on request', async () => {
		const options = { token: 'own-key', includeApiKey: true };
		const { items } = await instance('create', { instanceName: 'support', options });
		expect(items[0].json.hash).toBe('own-key');
	});

	it('hides keys in the raw answer, too', async () => {
		const webhook = { url: 'https://example.com/hook', headers: '{"jwt_key":"planted-secret"}' };
		const { items } = await instance('create', {
			instanceName: 'support',
			simplify: false,
			options: { token: 'planted-key' },
			webhook,
		});
		expect(items[0].json).toMatchObject({ instance: { instanceName: 'support' } });
		expect(JSON.stringify(items[0].json)).not.toMatch(/planted/);
	});

	it('sends every group of settings in the form that the server accepts', async () => {
		const { error } = await instance('create', {
			instanceName: 'support',
			options: { qrcode: false, number: '5511999998888' },
			settings: { rejectCall: true, msgCall: 'Write, please', groupsIgnore: false },
			webhook: { url: 'https://example.com/hook', base64: true, events: ['CALL'] },
			transports: {
				transport: [
					{ type: 'rabbitmq', events: ['CALL'], appId: '1' },
					{ type: 'websocket' },
					{ type: 'kafka' },
				],
				pusher: [{ appId: '1', key: 'k', secret: 's', cluster: 'mt1' }],
			},
			proxy: { host: '10.0.0.1', port: 3128, protocol: 'socks5' },
		});
		expect(error).toBeUndefined();
		expect(arrived(simulator)[0].body).toEqual({
			instanceName: 'support',
			integration: 'WHATSAPP-BAILEYS',
			number: '5511999998888',
			qrcode: false,
			rejectCall: true,
			msgCall: 'Write, please',
			groupsIgnore: false,
			webhook: { enabled: true, url: 'https://example.com/hook', base64: true, events: ['CALL'] },
			rabbitmq: { enabled: true, events: ['CALL'] },
			websocket: { enabled: true, events: ['MESSAGES_UPSERT'] },
			kafka: { enabled: true, events: ['MESSAGES_UPSERT'] },
			pusher: {
				enabled: true,
				events: ['MESSAGES_UPSERT'],
				useTLS: true,
				appId: '1',
				key: 'k',
				secret: 's',
				cluster: 'mt1',
			},
			proxyHost: '10.0.0.1',
			proxyPort: '3128',
			proxyProtocol: 'socks5',
		});
	});

	it('for the Cloud API asks for no QR code, and sends its fields under the names of Meta', async () => {
		const { error } = await instance('create', {
			instanceName: 'shop',
			integration: 'WHATSAPP-BUSINESS',
			accessToken: 'EAA',
			phoneNumberId: '1065',
			businessId: '1022',
		});
		expect(error).toBeUndefined();
		expect(arrived(simulator)[0].body).toEqual({
			instanceName: 'shop',
			integration: 'WHATSAPP-BUSINESS',
			token: 'EAA',
			number: '1065',
			businessId: '1022',
		});
	});

	it('sends Chatwoot settings with the three switches that the server requires', async () => {
		const chatwoot = {
			accountId: '1',
			token: 't',
			url: 'https://chat.example.com',
			importContacts: false,
			autoCreate: false,
		};
		const { items } = await instance('create', { instanceName: 'support', chatwoot });
		expect(items[0].json).toMatchObject({ state: 'close', qrCode: null });
		expect(arrived(simulator)[0].body).toMatchObject({
			chatwootAccountId: '1',
			chatwootToken: 't',
			chatwootUrl: 'https://chat.example.com',
			chatwootSignMsg: false,
			chatwootReopenConversation: false,
			chatwootConversationPending: false,
			chatwootImportContacts: false,
			chatwootAutoCreate: false,
		});
	});
});

const pair = async (phoneNumber = '5511999998888') =>
	await instance('connect', { phoneNumber }, { instance: 'new-phone' });
const showQrCode = async () => await instance('connect', {}, { instance: 'new-phone' });

describe('Instance → Connect', () => {
	it('refuses an invalid phone number', async () => {
		const { error } = await pair('abc');
		expect(error?.message).toBe('"Phone Number" is "abc", which is not a valid phone number');
		expect(arrived(simulator)).toEqual([]);
	});

	it('gives the QR code as text and picture', async () => {
		const { items } = await showQrCode();
		expect(items[0].json).toMatchObject({
			instanceName: 'new-phone',
			state: 'connecting',
			qrCode: expect.stringMatching(/^2@/),
			pairingCode: null,
		});
		expect(items[0].binary?.data.mimeType).toBe('image/png');
	});

	const newPhone = () => simulator.state.instances.get('new-phone')!;

	it.each<[when: string, prepare: () => unknown]>([
		['before anything else', () => {}],
		['while a QR code is pending', showQrCode],
		[
			'while a QR code is pending for an account that was logged out',
			async () => {
				newPhone().ownerJid = '5511900000001@s.whatsapp.net';
				await showQrCode();
			},
		],
	])('gives a pairing code for a number %s', async (_when, prepare) => {
		await prepare();
		const { items } = await pair('+55 11 99999-8888');
		expect(items[0].json.pairingCode).toMatch(/^[A-Z0-9]{8}$/);
	});

	it('waits for the pairing code while the server still shows the last QR code', async () => {
		const body = { pairingCode: null, code: '2@old', base64: 'data:image/png;base64,', count: 1 };
		fail(simulator, { path: '/instance/connect/', status: 200, body });
		const { items } = await pair();
		expect(items[0].json.pairingCode).toMatch(/^[A-Z0-9]{8}$/);
		expect(arrived(simulator).map(({ path }) => path)).toEqual([
			'/instance/connectionState/new-phone',
			'/instance/connect/new-phone',
			'/instance/connect/new-phone',
		]);
	});

	it('gives a pairing code of its own while one for another number is shown', async () => {
		const first = (await pair()).items[0].json.pairingCode;
		expect((await pair('5511999997777')).items[0].json.pairingCode).not.toBe(first);
		const asked = arrived(simulator).filter(({ path }) => path === '/instance/connect/new-phone');
		expect(asked.at(-1)?.query).toEqual({ number: '5511999997777' });
	});

	it('says how to get a pairing code while an account that is connected connects again, and ends nothing', async () => {
		await showQrCode();
		// The phone has been linked, but the server still returns the code with which it was linked.
		newPhone().paired = true;
		const { error } = await pair();
		expect(error?.message).toBe(
			'A QR code is pending for this instance, so there is no pairing code',
		);
		expect(error?.description).toContain('Run Instance → Log Out');
		expect(newPhone().state).toBe('connecting');
	});

	it('asks the server again if the first answer has no code, and reports that the instance is connected', async () => {
		const demo = simulator.state.instances.get('demo')!;
		demo.state = 'close';
		const { items } = await instance('connect');
		expect(items[0].json.state).toBe('open');
		expect(arrived(simulator)).toHaveLength(2);
	});

	it('says that the instance is connected already', async () => {
		const { items } = await instance('connect');
		expect(items[0].json).toEqual({
			instanceName: 'demo',
			state: 'open',
			qrCode: null,
			pairingCode: null,
			passkeyStage: null,
			passkeyUrl: null,
			passkeyCode: null,
			problem: null,
			details: 'Connected to WhatsApp',
			whatToDo: null,
		});
		expect(items[0].binary).toBeUndefined();
	});

	describe('with Wait for Phone', () => {
		const meanwhile = (ms: number, action: () => unknown) =>
			void time.after(ms).then(async () => await action());
		const connect = async (waitSeconds: number) => {
			const { items } = await instance('connect', { waitSeconds }, { instance: 'new-phone' });
			return items[0];
		};

		it('ends as soon as the phone is linked', async () => {
			const begin = Date.now();
			meanwhile(20_000, () => open(simulator.state, newPhone()));
			expect((await connect(60)).json).toMatchObject({
				state: 'open',
				problem: null,
				qrCode: null,
			});
			expect(Date.now() - begin).toBeLessThan(30_000);
		});

		it('outputs the next code and its picture when the code expires', async () => {
			const first = (await connect(0)).json.qrCode;
			meanwhile(20_000, async () => await refreshQr(simulator.state, newPhone()));
			const { json, binary } = await connect(60);
			expect(json).toMatchObject({ state: 'connecting', problem: 'qrCodeNotScanned' });
			expect(json.qrCode).not.toBe(first);
			expect(json.qrCode).toBe(newPhone().qr?.code);
			expect(binary?.data.mimeType).toBe('image/png');
		});

		it('says that no further code comes, and does not start a new series of codes', async () => {
			meanwhile(20_000, () => endQrCodes(simulator.state, newPhone()));
			expect((await connect(60)).json).toMatchObject({ state: 'close', problem: 'qrCodesUsedUp' });
			expect(newPhone().state).toBe('close');
		});

		it('keeps waiting in the seconds between two series of QR codes, when the instance is closed', async () => {
			meanwhile(9_000, () => (newPhone().state = 'close'));
			meanwhile(14_000, () => (newPhone().state = 'connecting'));
			meanwhile(30_000, () => open(simulator.state, newPhone()));
			expect((await connect(60)).json).toMatchObject({ state: 'open', problem: null });
		});

		it('says at the end of the time that the QR code was not scanned', async () => {
			const begin = Date.now();
			const { json } = await connect(45);
			expect(json).toMatchObject({ state: 'connecting', problem: 'qrCodeNotScanned' });
			expect(Math.round((Date.now() - begin) / 1000)).toBeGreaterThanOrEqual(44);
		});

		it('waits for the time where no code comes, and takes one that comes late', async () => {
			simulator.config.linking = 'clientOutdated';
			const begin = Date.now();
			expect((await connect(60)).json).toMatchObject({ problem: 'connecting', qrCode: null });
			expect(Math.round((Date.now() - begin) / 1000)).toBeGreaterThanOrEqual(58);
			meanwhile(30_000, async () => await refreshQr(simulator.state, newPhone()));
			expect((await connect(60)).json).toMatchObject({ problem: 'qrCodeNotScanned' });
		});
	});

	it('explains what may be wrong if no QR code comes', async () => {
		simulator.config.linking = 'clientOutdated';
		const { items } = await showQrCode();
		expect(items[0].json).toMatchObject({
			problem: 'connecting',
			whatToDo: expect.stringMatching(
				/405.*If the server has the setting CONFIG_SESSION_PHONE_VERSION, remove it/,
			),
		});
	});
});

describe('Instance → Get Many', () => {
	it('gives no item where nothing matches', async () => {
		const { error, items } = await instance('getMany', { filters: { instanceName: 'nope' } });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	it.each([
		['was never given a code', { state: 'connecting', paired: false, qr: null }],
		['connects again', { state: 'connecting', paired: true }],
		['has used up its QR codes', { state: 'close', paired: false, rowSaysConnecting: true }],
	] as const)(
		'gives the state that Get Connection State gives, of an instance that %s',
		async (_what, life) => {
			Object.assign(simulator.state.instances.get('new-phone')!, life);
			const { items } = await instance('getMany', { filters: { instanceName: 'new-phone' } });
			const of = await instance('getConnectionState', {}, { instance: 'new-phone' });
			expect(items[0].json.state).toBe(life.state);
			expect(of.items[0].json.state).toBe(life.state);
		},
	);

	it('gives one item for each instance, without keys', async () => {
		const { items } = await instance('getMany', { returnAll: true });
		expect(items.map(({ json }) => json.name)).toEqual(['demo', 'new-phone']);
		expect(JSON.stringify(items)).not.toContain('demo-token');
	});

	it('hides the token of WaVoIP, which the server sends with the settings', async () => {
		simulator.state.instances.get('demo')!.settings.wavoipToken = 'voip-token';
		const raw = await instance('getMany', { returnAll: true, simplify: false });
		expect(JSON.stringify(raw.items)).toContain('"Setting"');
		expect(JSON.stringify(raw.items)).not.toContain('voip-token');
	});

	it('outputs the phone number, and when and why an instance was disconnected', async () => {
		const demo = simulator.state.instances.get('demo')!;
		const at = '2026-11-21T04:37:57.969Z';
		demo.disconnection = { code: 401, object: '{}', at };
		simulator.state.instances.get('new-phone')!.number = '5511900000002';
		const { items } = await instance('getMany', { returnAll: true });
		expect(items.map(({ json }) => json)).toMatchObject([
			{
				phoneNumber: demo.ownerJid?.split('@')[0],
				disconnectedAt: at,
				disconnectionCode: 401,
				disconnectionReason: 'Logged out on the phone: connect again with a QR code',
			},
			{ phoneNumber: '5511900000002', disconnectedAt: null, disconnectionReason: null },
		]);
	});

	it('gives the keys on request, simplified or raw', async () => {
		const options = { includeApiKeys: true };
		const filters = { instanceName: 'demo' };
		for (const simplify of [true, false]) {
			const { items } = await instance('getMany', { filters, options, simplify });
			expect(items[0].json.token).toBe('demo-token');
		}
	});

	it('with an instance’s key gives only that instance', async () => {
		const { items } = await instance('getMany', { returnAll: true }, { instanceKey: true });
		expect(items.map(({ json }) => json.name)).toEqual(['demo']);
	});
});

describe('a credential with an instance key', () => {
	it('needs no instance in the node, and uses the instance of the key', async () => {
		const { items } = await instance('getConnectionState', { instance: '' }, { instanceKey: true });
		expect(items[0].json).toEqual({ instanceName: 'demo', state: 'open' });
	});

	it('refuses another instance before any request', async () => {
		const { error } = await instance(
			'getConnectionState',
			{},
			{ instanceKey: true, instance: 'other' },
		);
		expect(error?.message).toBe(
			'"Instance" cannot be "other": the credential opens only the instance "demo"',
		);
		expect(arrived(simulator)).toEqual([]);
	});
});

describe('Instance operations on Evolution API', () => {
	it('Restart of an instance that was never connected is an error, although the server says 200', async () => {
		const { error } = await instance('restart', {}, { instance: 'new-phone' });
		expect(error?.message).toBe('The server could not do it, and does not say why');
	});

	it('Restart restarts a connected instance, and outputs its state', async () => {
		expect((await instance('restart')).items[0].json).toEqual({
			instanceName: 'demo',
			state: 'open',
		});
	});

	describe('where the server fails to log the instance out,', () => {
		const refused = {
			status: 400,
			error: 'Bad Request',
			response: { message: ['[object Object]'] },
		};
		const broken = {
			status: 500,
			error: 'Internal Server Error',
			response: {
				message: [
					'PrismaClientKnownRequestError: \nInvalid `this.prismaRepository.session.delete()`',
				],
			},
		};
		const fails = (times: number, body: { status: number }) =>
			fail(simulator, { times, method: 'DELETE', status: body.status, body });

		it('Delete that fails twice gives an error about the instance, not about an unknown group', async () => {
			fails(3, refused);
			const { error } = await instance('delete');
			expect(error?.message).toBe('The server could not disconnect the instance');
			expect(error?.description).toContain('connecting or shows a QR code');
			expect(simulator.state.instances.has('demo')).toBe(true);
		});

		it('Delete tries a second time if the first attempt fails, and deletes the instance', async () => {
			fails(1, refused);
			expect((await instance('delete')).items[0].json).toEqual({
				deleted: true,
				instanceName: 'demo',
			});
		});

		it('Log Out gives an error if the instance is still connected', async () => {
			fails(1, broken);
			const { error } = await instance('logout');
			expect(error?.message).toBe('The database of the Evolution API server failed');
		});

		it('Log Out succeeds in spite of a server error if the instance is closed afterwards', async () => {
			fails(1, broken);
			const { items } = await instance('logout', {}, { instance: 'new-phone' });
			expect(items[0].json).toEqual({ loggedOut: true, instanceName: 'new-phone' });
		});

		it('Connect still gets a pairing code', async () => {
			await showQrCode();
			const before = simulator.state.faults.length;
			fail(simulator, { method: 'DELETE', path: '/instance/logout', drop: 'after' });
			const { items, error } = await pair();
			expect(error).toBeUndefined();
			expect(items[0].json.pairingCode).toMatch(/^\w{8}$/);
			expect(simulator.state.faults).toHaveLength(before);
		});
	});

	it('Set Presence, Log Out and Delete output what they did, and a deleted instance is not found', async () => {
		const { items } = await instance('setPresence', { presence: 'unavailable' });
		expect(items[0].json).toEqual({ presence: 'unavailable' });
		expect((await instance('logout')).items[0].json).toEqual({
			loggedOut: true,
			instanceName: 'demo',
		});
		expect((await instance('logout')).error?.message).toBe(
			'The instance "demo" is not connected to WhatsApp',
		);
		expect((await instance('delete')).items[0].json).toEqual({
			deleted: true,
			instanceName: 'demo',
		});
		forget(simulator);
		expect((await instance('getConnectionState')).error?.message).toBe(
			'The server has no instance "demo"',
		);
	});
});
