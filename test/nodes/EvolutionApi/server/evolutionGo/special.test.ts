import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../../dev/engine/operation';
import { GLOBAL_KEY, TOKEN } from './support/goStandIn';
import { runGo, useGo } from './support/runGo';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const server = useGo();

const GROUP = '120363000000000001@g.us';

const success = (data?: unknown) => ({ status: 200, body: { message: 'success', data } });
const failure = (error: string, status = 500) => ({ status, body: { error } });

const run = async (resource: string, operation: string, values: IDataObject = {}) =>
	await runGo(server, { resource, operation, values, global: true });

const bodyAt = (path: string) => server.askedAt(path)[0]?.body;

describe('Update Participants on Evolution Go', () => {
	const values = {
		group: GROUP,
		participantAction: 'add',
		participants: '5511988887777, 5511900000002',
	};

	it('sends the members as text/plain, which every version accepts, and reports the result for each member', async () => {
		const { error, items } = await run('group', 'updateParticipants', values);
		expect(error).toBeUndefined();
		const [{ type, body }] = server.askedAt('/group/participant');
		expect(type).toBe('text/plain');
		expect(body).toEqual({
			groupJid: GROUP,
			action: 'add',
			participants: ['5511988887777@s.whatsapp.net', '5511900000002@s.whatsapp.net'],
		});
		expect(items.map(({ json }) => [json.participant, json.success, json.result])).toEqual([
			['5511988887777', true, 'Done'],
			['5511900000002', false, 'WhatsApp did not say'],
		]);
	});

	it('reports the result as unknown if the group cannot be read afterwards', async () => {
		server.answers('POST /group/info', failure('info query timed out'));
		const { error, items } = await run('group', 'updateParticipants', values);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => [json.success, json.result])).toEqual([
			[null, 'WhatsApp did not say'],
			[null, 'WhatsApp did not say'],
		]);
	});
});

it('Get Profile on Evolution Go returns the profile without its picture if only the picture timed out', async () => {
	server.answers('POST /user/avatar', failure('info query timed out'));
	const { error, items } = await run('contact', 'getProfile', { recipient: '5511988887777' });
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ pictureUrl: null });
});

it('Create Group on Evolution Go: if the new group cannot be read, the error says that it may exist', async () => {
	server.answers('POST /group/create', failure('info query returned status 404: item-not-found'));
	const values = { subject: 'Team', participants: '5511900000001' };
	const { error } = await run('group', 'create', values);
	expect(error?.description).toContain('It may still have been done');
	expect(bodyAt('/group/create')).toEqual({
		groupName: 'Team',
		participants: ['5511900000001@s.whatsapp.net'],
	});
});

it('Create Group on Evolution Go reports whom WhatsApp refused', async () => {
	const refused = ['5511900000002@s.whatsapp.net'];
	const made = {
		jid: GROUP,
		name: 'Team',
		added: ['5511900000001@s.whatsapp.net'],
		failed: refused,
	};
	server.answers('POST /group/create', success(made));
	const values = { subject: 'Team', participants: '5511900000001, 5511900000002' };
	const { items } = await run('group', 'create', values);
	expect(items[0].json).toMatchObject({ groupJid: GROUP, size: 1, missing: ['5511900000002'] });
});

describe('Evolution Go before 0.7: the node', () => {
	const VIDEO = 'AAAAGGZ0eXBpc29tAAACAGlzb21pc28yAAAACGZyZWU=';

	beforeEach(() => {
		server.answers('POST /send/carousel', { status: 404, text: '404 page not found' });
	});

	it('refuses a video note as a file, which the server makes in no version', async () => {
		const values = { recipient: '5511900000001', mediaSource: 'base64', mediaBase64: VIDEO };
		const { error } = await run('message', 'sendVideoNote', values);
		expect(error?.message).toContain(
			'"Media Source" must be URL for a video note with Evolution Go',
		);
		expect(server.askedAt('/send/media')).toEqual([]);
	});

	it('passes the address of a video note on to the server, and downloads nothing', async () => {
		const mediaUrl = 'https://nowhere.invalid/a.mp4';
		const values = { recipient: '5511900000001', mediaSource: 'url', mediaUrl };
		const { error } = await run('message', 'sendVideoNote', values);
		expect(error).toBeUndefined();
		expect(bodyAt('/send/media')).toMatchObject({ type: 'ptv', url: mediaUrl });
	});
});

describe('Send Sequence on Evolution Go with a message that the server cannot send', () => {
	const first = { action: 'text', text: 'Hello' };
	const url = { mediaSource: 'url', mediaUrl: 'https://example.org/a.mp3' };

	it.each([
		['audio', { action: 'audio', ...url }, 'Messages → 2 → Action'],
		[
			'a sticker in Base64',
			{ action: 'sticker', mediaSource: 'base64', mediaBase64: SAMPLE_FILES.webp },
			'Messages → 2 → Media Source',
		],
		[
			'a place at 0',
			{ action: 'location', latitude: 0, longitude: 7, placeName: 'A', address: 'B' },
			'Messages → 2 → Latitude',
		],
	])(
		'%s: no message of the sequence is sent, and the error names the step',
		async (_name, second, field) => {
			const values = { recipient: '5511900000001', steps: { step: [first, second] } };
			const { error } = await run('message', 'sendSequence', values);
			expect(error?.message).toMatch(new RegExp(`^"${field}" .* Evolution Go`));
			expect(server.asked.filter(({ path }) => path.startsWith('/send/'))).toEqual([]);
		},
	);
});

it.each([
	[{}, 'The token of the instance is valid'],
	[{ global: true } as const, 'The global key is valid'],
	[{ both: true } as const, 'The global key and the token of the instance are valid'],
])(
	'Verify Credentials on Evolution Go checks the keys that the credential has (%j)',
	async (keys, message) => {
		const { error, items } = await runGo(server, {
			resource: 'system',
			operation: 'verifyCredentials',
			...keys,
		});
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ valid: true, message });
	},
);

it('Verify Credentials on Evolution Go fails with a wrong token, and says that the server refused it', async () => {
	server.answers('GET /instance/status', failure('not authorized', 401));
	const { error } = await runGo(server, { resource: 'system', operation: 'verifyCredentials' });
	expect(error?.message).toContain('refused the key');
});

it('Evolution Go: if no server answers, the error asks you to check that Evolution Go runs', async () => {
	const instanceToken = TOKEN;
	const { error } = await runOperationWith(
		{
			authentication: 'evolutionGo',
			credentials: { evolutionGoKeyApi: { baseUrl: 'http://127.0.0.1:9', instanceToken } },
		},
		{ resource: 'instance', operation: 'getConnectionState' },
	);
	expect(error?.description).toContain('Check the Base URL and that Evolution Go runs');
});

it('Reject Call on Evolution Go sends the ID and the caller', async () => {
	const values = { callId: '0F0E0D0C0B0A', callerId: '12345678901234@lid' };
	const { error, items } = await run('call', 'reject', values);
	expect(error).toBeUndefined();
	expect(bodyAt('/call/reject')).toEqual({
		callCreator: '12345678901234@lid',
		callId: '0F0E0D0C0B0A',
	});
	expect(items[0].json).toMatchObject({ rejected: true });
});

it('Get Many on Evolution Go returns no item if the server answers null instead of a list', async () => {
	for (const [route, resource] of [
		['GET /group/list', 'group'],
		['GET /user/contacts', 'contact'],
		['GET /label/list', 'label'],
	]) {
		server.answers(route, route.includes('label') ? { status: 200, body: null } : success(null));
		const { error, items } = await run(resource, 'getMany');
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	}
});

describe('Check Numbers on Evolution Go', () => {
	it('requests numbers with a plus sign, and returns the results in the order of the input', async () => {
		const user = (digits: string, isIn: boolean) => ({
			Query: `+${digits}`,
			IsInWhatsapp: isIn,
			RemoteJID: isIn ? `${digits}@s.whatsapp.net` : `+${digits}`,
			VerifiedName: '',
		});
		const users = [user('5511900000002', false), user('5511900000001', true)];
		server.answers('POST /user/check', success({ Users: users }));
		const numbers = '5511900000001, 5511900000002';
		const { error, items } = await run('contact', 'checkNumbers', { numbers });
		expect(error).toBeUndefined();
		expect(bodyAt('/user/check')).toEqual({
			number: ['+5511900000001', '+5511900000002'],
			formatJid: false,
		});
		expect(items.map(({ json }) => [json.number, json.exists, json.jid])).toEqual([
			['5511900000001', true, '5511900000001@s.whatsapp.net'],
			['5511900000002', false, null],
		]);
	});

	it.each([[null], [{ Users: null }], [{ Users: [] }]])(
		'fails where the server looked up no number, instead of reporting it as not on WhatsApp (%j)',
		async (data) => {
			server.answers('POST /user/check', success(data));
			const { error } = await run('contact', 'checkNumbers', { numbers: '5511900000001' });
			expect(error?.message).toBe('The server could not look the numbers up');
		},
	);
});

it.each([
	'no profile picture found',
	'that user or group does not have a profile picture',
	'the user has hidden their profile picture from you',
])('Get Profile Picture on Evolution Go gives null where the server says "%s"', async (said) => {
	server.answers('POST /user/avatar', failure(said));
	const values = { recipient: '5511900000001', download: false };
	const { error, items } = await run('contact', 'getProfilePicture', values);
	expect(error).toBeUndefined();
	expect(items[0].json).toEqual({
		jid: '5511900000001@s.whatsapp.net',
		profilePictureUrl: null,
	});
});

it('Update Privacy on Evolution Go changes one setting, and keeps the others, including the one for calls', async () => {
	const values = { mode: 'update', privacy: { last: 'none' } };
	const { error } = await run('profile', 'updatePrivacySettings', values);
	expect(error).toBeUndefined();
	expect(server.askedAt('/user/privacy').at(-1)?.body).toEqual({
		groupAdd: 'all',
		lastSeen: 'none',
		online: 'all',
		profile: 'all',
		readReceipts: 'all',
		status: 'all',
		callAdd: 'all',
	});
});

it.each(['is not valid', 'has been revoked'])(
	'Accept Invite on Evolution Go: for a link that %s, the error does not say that the account may have joined',
	async (what) => {
		server.answers('POST /group/join', failure(`that group invite link ${what}`));
		const { error } = await run('group', 'acceptInvite', { inviteCode: 'F1EX5QZxO181L3TMVP31gY' });
		expect(error?.description).not.toContain('It may still have been done');
	},
);

it('Restart on Evolution Go returns the state "connecting" when the server has accepted it', async () => {
	server.answers('GET /instance/status', success({ Connected: false, LoggedIn: false, Name: '' }));
	const { items } = await run('instance', 'restart');
	expect(items[0].json).toEqual({ instanceName: 'sales', state: 'connecting' });
});

describe('Instance → Connect on Evolution Go', () => {
	const close = success({ Connected: true, LoggedIn: false, Name: '' });

	it.each([
		['up to 0.7.1', { Qrcode: 'data:image/png;base64,iVBORw0KGgo=', Code: '2@abc' }],
		['from 0.7.2 on', { qrcode: 'data:image/png;base64,iVBORw0KGgo=', code: '2@abc' }],
	])(
		'gives the QR code as soon as the server has one (server version %s)',
		async (_versions, code) => {
			server.answers('GET /instance/status', close);
			server.answers(
				'GET /instance/qr',
				failure('no QR code available. Please wait a moment and try again', 400),
				success(code),
			);
			const { error, items } = await run('instance', 'connect');
			expect(error).toBeUndefined();
			expect(items[0].json).toMatchObject({ state: 'connecting', qrCode: '2@abc' });
			expect(items[0].binary?.data.mimeType).toBe('image/png');
			// `POST /instance/connect` must not be called, because it would replace the webhook and its events.
			expect(server.askedAt('/instance/connect')).toEqual([]);
		},
	);

	it('returns the newest QR code if the codes begin again and never end (0.7.2), and does not report their end', async () => {
		server.answers('GET /instance/status', close);
		const none = failure('no QR code available. Please wait a moment and try again', 400);
		const code = (text: string) =>
			success({ qrcode: 'data:image/png;base64,iVBORw0KGgo=', code: text });
		server.answers('GET /instance/qr', code('2@first'), none, none, code('2@second'));
		const rows = [{ id: '1', name: 'sales', token: TOKEN, connected: false, qrcode: '' }];
		const disconnect_reason = 'Maximum QR code count (5) reached';
		server.answers(
			'GET /instance/all',
			success(rows.map((row) => ({ ...row, disconnect_reason }))),
		);
		const { error, items } = await run('instance', 'connect', { waitSeconds: 20 });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			state: 'connecting',
			qrCode: '2@second',
			problem: 'qrCodeNotScanned',
		});
	});

	it('returns the link, the stage and the code of the passkey that WhatsApp asks for', async () => {
		server.answers('GET /instance/status', close);
		const passkeyOpenUrl = 'https://go.example/passkey/1';
		const passkey = { passkeyStage: 'confirmation', passkeyOpenUrl, passkeyCode: 'K7M2P9QX' };
		server.answers('GET /instance/qr', success({ qrcode: '', code: '', ...passkey }));
		const { items } = await run('instance', 'connect');
		expect(items[0].json).toMatchObject({
			state: 'connecting',
			qrCode: null,
			passkeyStage: 'confirmation',
			passkeyUrl: passkeyOpenUrl,
			passkeyCode: 'K7M2P9QX',
			problem: 'passkeyNeeded',
			whatToDo: expect.stringContaining('Compare the code K7M2P9QX with the one on the phone'),
		});
		expect(items[0].binary).toBeUndefined();
		expect(server.askedAt('/instance/qr')).toHaveLength(1);
	});

	it('returns no dead link to a passkey, and names the missing setting of the server', async () => {
		server.answers('GET /instance/status', close);
		const payload = Buffer.from('{"t":"x","b":"<SET_PASSKEY_PUBLIC_URL>"}').toString('base64url');
		const passkeyOpenUrl = `https://web.whatsapp.com/#wapk=${payload}`;
		server.answers(
			'GET /instance/qr',
			success({ qrcode: '', code: '', passkeyStage: 'challenge', passkeyOpenUrl }),
		);
		const { items } = await run('instance', 'connect');
		expect(items[0].json).toMatchObject({
			passkeyUrl: null,
			whatToDo: expect.stringContaining('PASSKEY_PUBLIC_URL'),
		});
	});

	it('requests no pairing code while WhatsApp wants a passkey', async () => {
		server.answers('GET /instance/status', close);
		server.answers(
			'GET /instance/qr',
			success({ qrcode: '', code: '', passkeyStage: 'challenge' }),
		);
		const { items } = await run('instance', 'connect', { phoneNumber: '5511988887777' });
		expect(items[0].json).toMatchObject({ pairingCode: null, problem: 'passkeyNeeded' });
		expect(server.askedAt('/instance/pair')).toEqual([]);
	});

	describe('Instance → Restart of an instance that has lost its connection', () => {
		const lost = failure('no active session found');
		const forced = () => server.asked.filter(({ path }) => path.includes('/forcereconnect/'));

		it('forces a new connection if the credential has the global key', async () => {
			server.answers('POST /instance/reconnect', lost);
			const { error, items } = await run('instance', 'restart');
			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
			expect(forced()).toHaveLength(1);
		});

		const force = 'POST /instance/forcereconnect/:instanceId';

		it('works where the new client needs longer than the two seconds that the server waits', async () => {
			server.answers('POST /instance/reconnect', lost);
			server.answers(force, failure('failed to connect'));
			const away = success({ Connected: false, LoggedIn: false });
			const there = success({ Connected: true, LoggedIn: true });
			server.answers('GET /instance/status', away, away, there);
			const { error, items } = await run('instance', 'restart');
			expect(error).toBeUndefined();
			expect(items[0].json).toMatchObject({ state: 'open' });
			expect(forced()).toHaveLength(1);
		});

		it('advises a restart of the server if no new client starts', async () => {
			server.answers('POST /instance/reconnect', lost);
			server.answers(force, failure('failed to login'));
			server.answers('GET /instance/status', success({ Connected: false, LoggedIn: false }));
			const { error } = await run('instance', 'restart');
			expect(error?.message).toContain('is not connected to WhatsApp');
			expect(error?.description).toContain('its client is stuck: restart the server');
			expect(forced()).toHaveLength(1);
		});

		it('fails with a token alone, and the error says that the instance is not connected', async () => {
			server.answers('POST /instance/reconnect', lost);
			const { error } = await runGo(server, { resource: 'instance', operation: 'restart' });
			expect(error?.message).toContain('is not connected to WhatsApp');
			expect(forced()).toEqual([]);
		});
	});

	it('requests a pairing code only once, and reports that WhatsApp returned none', async () => {
		server.answers('GET /instance/status', close);
		server.answers('POST /instance/pair', success({ PairingCode: '' }));
		const { error } = await run('instance', 'connect', { phoneNumber: '5511900000001' });
		expect(error?.message).toBe('WhatsApp gave no pairing code');
		expect(server.askedAt('/instance/pair')).toHaveLength(1);
	});

	it('does not ask again for a pairing code whose answer was lost', async () => {
		server.answers('GET /instance/status', close);
		server.answers('POST /instance/pair', { status: 502, body: {} });
		const { error } = await run('instance', 'connect', { phoneNumber: '5511900000001' });
		expect(error).toBeDefined();
		expect(server.askedAt('/instance/pair')).toHaveLength(1);
	});

	it('waits for the connection to the servers of WhatsApp before it requests a pairing code', async () => {
		server.answers('GET /instance/status', success({ Connected: false, LoggedIn: false }));
		server.answers(
			'GET /instance/qr',
			failure('no active session found', 400),
			success({ qrcode: 'data:image/png;base64,iVBORw0KGgo=', code: '2@abc' }),
		);
		const { error, items } = await run('instance', 'connect', { phoneNumber: '5511900000001' });
		expect(error).toBeUndefined();
		expect(server.askedAt('/instance/qr')).toHaveLength(2);
		expect(server.askedAt('/instance/pair')).toHaveLength(1);
		expect(items[0].json.pairingCode).toBe('ABCD-EFGH');
	});

	it('returns the pairing code of a number', async () => {
		server.answers('GET /instance/status', failure('no active session found', 400), close);
		const { error, items } = await run('instance', 'connect', { phoneNumber: '5511900000001' });
		expect(error).toBeUndefined();
		expect(bodyAt('/instance/pair')).toEqual({ phone: '5511900000001' });
		expect(items[0].json).toMatchObject({ pairingCode: 'ABCD-EFGH', qrCode: null });
	});
});

describe('the Instance resource on Evolution Go', () => {
	it('lists instances without their tokens and QR codes', async () => {
		const { items } = await run('instance', 'getMany');
		expect(JSON.stringify(items)).not.toContain(TOKEN);
		expect(items[0].json).toMatchObject({ name: 'sales', state: 'open' });
	});

	it('refuses to list instances without the global key', async () => {
		const { error } = await runGo(server, { resource: 'instance', operation: 'getMany' });
		expect(error?.message).toBe('This needs the global key of the Evolution Go server');
		expect(server.asked).toEqual([]);
	});

	it('creates an instance with those settings that Evolution Go has', async () => {
		const values = { instanceName: 'support', settings: { rejectCall: true, groupsIgnore: true } };
		const options = { token: 'my-own-token', qrcode: false };
		const { error, items } = await run('instance', 'create', { ...values, options });
		expect(error).toBeUndefined();
		expect(server.askedAt('/instance/create')[0]).toMatchObject({
			key: GLOBAL_KEY,
			body: {
				name: 'support',
				token: 'my-own-token',
				advancedSettings: { rejectCall: true, ignoreGroups: true },
			},
		});
		expect(JSON.stringify(items)).not.toContain('my-own-token');
	});

	it('refuses settings that Evolution Go lacks before it creates an instance', async () => {
		const values = { instanceName: 'support', settings: { syncFullHistory: true } };
		const { error } = await run('instance', 'create', values);
		expect(error?.message).toContain(
			'"Settings → Sync Full History" does not exist on Evolution Go',
		);
		expect(server.asked).toEqual([]);
	});

	it('changes only the settings that are filled in, and keeps the others', async () => {
		server.answers('GET /instance/:instanceId/advanced-settings', {
			status: 200,
			body: {
				alwaysOnline: true,
				rejectCall: false,
				msgRejectCall: 'No',
				readMessages: false,
				ignoreGroups: false,
				ignoreStatus: true,
			},
		});
		const values = { mode: 'update', settings: { rejectCall: true } };
		await run('settings', 'update', values);
		const put = server.asked.find(({ method }) => method === 'PUT');
		expect(put?.body).toEqual({
			alwaysOnline: true,
			rejectCall: true,
			msgRejectCall: 'No',
			readMessages: false,
			ignoreGroups: false,
			ignoreStatus: true,
		});
	});

	it('removes the proxy when Proxy → Update switches it off', async () => {
		const { error } = await run('proxy', 'update', { enabled: false, mode: 'update', proxy: {} });
		expect(error).toBeUndefined();
		expect(server.asked.at(-1)?.method).toBe('DELETE');
	});
});

describe('Reply on Evolution Go', () => {
	const item = {
		messageId: '3A00',
		chat: GROUP,
		senderJid: '5511900000003@s.whatsapp.net',
		fromMe: false,
	};
	const values = {
		replyType: 'text',
		text: 'Thanks',
		options: { quote: true, markAsRead: true },
	};

	it('quotes the message together with its author', async () => {
		const { error } = await runGo(server, {
			resource: 'message',
			operation: 'reply',
			values,
			items: [{ json: item }],
		});
		expect(error).toBeUndefined();
		expect(server.asked.map(({ path }) => path)).toEqual(['/message/markread', '/send/text']);
		expect(bodyAt('/send/text')).toMatchObject({
			number: GROUP,
			quoted: { messageId: '3A00', participant: '5511900000003@s.whatsapp.net' },
		});
	});
});

it('Bulk Sending on Evolution Go reports for each message whether it was sent, not on WhatsApp, or unknown', async () => {
	server.answers(
		'POST /send/text',
		success({ Info: { ID: '1', Chat: '5511900000001@s.whatsapp.net' } }),
		failure('number 5511900000002@s.whatsapp.net is not registered on WhatsApp'),
		failure('timed out waiting for message send response'),
	);
	const { error, items } = await runGo(server, {
		resource: 'message',
		operation: 'sendText',
		values: {
			recipient: '={{ $json.number }}',
			text: 'Hello',
			bulkSending: { rateLimit: { values: { minDelay: 0, maxDelay: 0 } } },
		},
		items: ['5511900000001', '5511900000002', '5511900000003'].map((number) => ({
			json: { number },
		})),
	});
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => (json.broadcast as IDataObject).status)).toEqual([
		'sent',
		'notOnWhatsApp',
		'unknown',
	]);
	expect(server.askedAt('/send/text')).toHaveLength(3);
});

describe('Check Setup on Evolution Go', () => {
	const rows = async (keys: { global?: true }) => {
		const { error, items } = await runGo(server, {
			resource: 'system',
			operation: 'checkSetup',
			values: { options: { eachCheck: true } },
			...keys,
		});
		expect(error).toBeUndefined();
		return items.slice(0, 5).map(({ json }) => [json.check, json.status]);
	};

	it('checks the server, its license, the keys and the connection', async () => {
		expect(await rows({ global: true })).toEqual([
			['Executions', 'ok'],
			['Server', 'ok'],
			['License', 'ok'],
			['Global API Key', 'ok'],
			['Connection', 'ok'],
		]);
	});

	it('reports a missing license as a problem, and the checks that need a license only as warnings', async () => {
		server.answers('GET /license/status', { status: 200, body: { status: 'inactive' } });
		expect(await rows({})).toEqual([
			['Executions', 'ok'],
			['Server', 'ok'],
			['License', 'problem'],
			['Global API Key', 'warning'],
			['Connection', 'warning'],
		]);
	});

	it('reports that the instance is not connected', async () => {
		server.answers('GET /instance/status', failure('no active session found', 400));
		expect(await rows({})).toContainEqual(['Connection', 'problem']);
	});
});
