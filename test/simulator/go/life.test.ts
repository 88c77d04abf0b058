import { until } from '../support/client';
import { ANA, type GoClient, startGo, TOKEN } from './support/goClient';
import { instancesOf, NEW } from './support/newInstance';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const { status, row, create, asNew } = instancesOf(() => go);

describe('Go simulator: a new instance', () => {
	it.each([
		['an ID that is not a UUID', { instanceId: 'x' }, 'SQLSTATE 22P02'],
		['a token that is taken', { token: TOKEN }, 'SQLSTATE 23505'],
	])('with %s is refused', async (_what, more, text) => {
		const { status: code, body } = await create(more);
		expect(code).toBe(500);
		expect(body.error).toContain(text);
	});

	it.each([
		['not-a-uuid', 'invalid UUID format: invalid UUID length: 10'],
		['6a0f7d2e-0000-4000-8000-00000000ffff', 'record not found'],
	])('cannot be found by an ID that no instance has: %s', async (id, error) => {
		expect((await go.get(`/instance/info/${id}`)).body).toEqual({ error });
	});

	it('has its own key, is not connected, and has the proxy "null" only in the answer to its creation', async () => {
		const { body } = await create();
		expect(body.data).toMatchObject({ ...NEW, proxy: 'null', connected: false, jid: '' });
		const { createdAt } = body.data;
		expect(await row('sales')).toMatchObject({ proxy: '', events: '', createdAt });
	});

	it('does not connect to WhatsApp when its state is read, from 0.7.2 on', async () => {
		await create();
		const none = { Connected: false, LoggedIn: false, Name: '' };
		expect((await status(NEW.token)).data).toEqual(none);
		expect((await status(NEW.token)).data).toEqual(none);
	});

	it('connects to WhatsApp when its state is read, before 0.7.2, and then waits for a phone', async () => {
		await go.post('/_sim/config', { version: '0.7.1' });
		await create();
		expect((await status(NEW.token)).data).toEqual({ Connected: true, LoggedIn: false, Name: '' });
		const sent = await asNew('POST', '/send/text', { number: ANA, text: 'x' });
		expect(sent.body).toEqual({ error: "the store doesn't contain a device JID" });
		expect((await asNew('GET', '/group/list')).body).toEqual({ error: 'info query timed out' });
		const checked = await asNew('POST', '/user/check', { number: [ANA] });
		expect(checked.body).toEqual({ message: 'success', data: null });
	});

	it('does not start where WhatsApp is out of reach', async () => {
		await go.post('/_sim/config', { version: '0.7.1', go: { offline: true } });
		await create();
		const { status: code, body } = await asNew('GET', '/instance/status');
		expect([code, body]).toEqual([400, { error: 'no active session found' }]);
		const sent = await asNew('POST', '/send/location', {
			number: ANA,
			name: 'A',
			address: 'B',
			latitude: 1,
			longitude: 1,
		});
		// The client that couldn't connect stays, and the server doesn't start a second one.
		expect([sent.status, sent.body]).toEqual([500, { error: 'client disconnected' }]);
		await go.post('/_sim/config', { version: '0.7.2' });
		const pair = await asNew('POST', '/instance/pair', { phone: '5511900000007' });
		expect(pair.body).toEqual({ error: 'pairing failed: websocket not connected' });
	});

	it('is connected when its QR code is scanned on the phone page', async () => {
		await create({ advancedSettings: { ignoreGroups: true } });
		expect((await asNew('POST', '/instance/connect', {})).body.data).toEqual({
			jid: '',
			webhookUrl: '',
			eventString: 'MESSAGE',
		});
		const qr = await until(async () => {
			const { body } = await asNew('GET', '/instance/qr');
			return body.data;
		});
		expect(qr.qrcode).toMatch(/^data:image\/png;base64,/);
		expect((await row('sales')).qrcode).toBe(`${qr.qrcode}|${qr.code}`);
		const pair = await asNew('POST', '/instance/pair', { phone: '5511900000007' });
		expect(pair.body.data.PairingCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
		await go.post('/_sim/instances/sales/scan');
		expect((await status(NEW.token)).data).toEqual({
			Connected: true,
			LoggedIn: true,
			Name: 'sales',
		});
		expect((await row('sales')).jid).toMatch(/^5511900000007:\d+@s\.whatsapp\.net$/);
		expect((await asNew('GET', '/instance/qr')).body).toEqual({
			error: 'session already logged in',
		});
	});

	it('is gone when it is deleted', async () => {
		const { body } = await create();
		expect((await go.call('DELETE', `/instance/delete/${body.data.id}`)).body).toEqual({
			message: 'success',
		});
		expect((await asNew('GET', '/instance/status')).status).toBe(401);
	});
});

describe('Go simulator: connect', () => {
	it('writes all of the settings, so that missing ones are reset', async () => {
		const hook = await go.subscribe('MESSAGE', 'CONNECTION');
		expect(await row()).toMatchObject({ webhook: hook.url, events: 'MESSAGE,CONNECTION' });
		await go.ask('POST', '/instance/connect', { subscribe: ['QRCODE'] });
		expect(await row()).toMatchObject({ webhook: '', events: 'QRCODE' });
		await go.ask('POST', '/instance/connect', {});
		expect(await row()).toMatchObject({ events: 'MESSAGE' });
	});

	it('keeps missing or empty settings with partial updates, where "disabled" switches the webhook off', async () => {
		go.simulator.config.go.partialSettings = true;
		const hook = await go.subscribe('MESSAGE', 'CONNECTION');
		const kept = { webhook: hook.url, events: 'MESSAGE,CONNECTION' };
		await go.ask('POST', '/instance/connect', {});
		expect(await row()).toMatchObject(kept);
		await go.ask('POST', '/instance/connect', { webhookUrl: '', subscribe: [] });
		expect(await row()).toMatchObject(kept);
		const { status } = await go.ask('POST', '/instance/connect', { subscribe: ['messages'] });
		expect(status).toBe(400);
		await go.ask('POST', '/instance/connect', { webhookUrl: 'disabled' });
		expect(await row()).toMatchObject({ ...kept, webhook: 'disabled' });
	});
});

describe('Go simulator: a connection that breaks', () => {
	it('is there again after a moment, and a text waits for it', async () => {
		const hook = await go.subscribe('CONNECTION');
		await go.post('/_sim/instances/demo/close');
		const { status: code } = await go.send('/send/text', { number: ANA, text: 'Still here' });
		expect(code).toBe(200);
		await hook.wait('Disconnected');
		await hook.wait('Connected');
	});

	it.each([
		['0.6.1', 400, { error: 'client disconnected' }],
		['0.7.2', 200, { message: 'success', data: { Connected: false, LoggedIn: false, Name: '' } }],
	])('makes /instance/status of version %s answer with status %i', async (version, code, body) => {
		await go.post('/_sim/config', { version, reloadMs: 10_000 });
		await go.post('/_sim/instances/demo/close');
		const answer = await go.ask('GET', '/instance/status');
		expect([answer.status, answer.body]).toEqual([code, body]);
	});

	it('is in the row as one that reconnects', async () => {
		go.simulator.config.reloadMs = 10_000;
		await go.post('/_sim/instances/demo/close');
		expect((await row()).disconnect_reason).toBe('Reconnecting');
	});

	it('makes sending a location fail', async () => {
		go.simulator.config.reloadMs = 10_000;
		await go.post('/_sim/instances/demo/close');
		const place = { name: 'A', address: 'B', latitude: 1, longitude: 1 };
		const { body } = await go.send('/send/location', { number: ANA, ...place });
		expect(body).toEqual({ error: 'client disconnected' });
	});
});

it.each([
	['0.7.1', 200, { message: 'success', data: { PairingCode: '' } }],
	['0.7.2', 500, { error: 'pairing failed: phone number too short' }],
])(
	'Go simulator: a pairing code for an invalid phone number in %s is answered with status %i',
	async (version, code, body) => {
		await go.post('/_sim/config', { version });
		await create();
		await asNew('GET', '/instance/status');
		const answer = await asNew('POST', '/instance/pair', { phone: '123' });
		expect([answer.status, answer.body]).toEqual([code, body]);
	},
);

it('Go simulator: any key opens the settings of any instance', async () => {
	const { body } = await create();
	const path = `/instance/${body.data.id}/advanced-settings`;
	await go.ask('PUT', path, { rejectCall: true, msgRejectCall: 'No calls' });
	expect((await go.ask('GET', path)).body).toEqual({
		alwaysOnline: false,
		rejectCall: true,
		msgRejectCall: 'No calls',
		readMessages: false,
		ignoreGroups: false,
		ignoreStatus: false,
	});
	const nobody = '/instance/6a0f7d2e-0000-4000-8000-00000000ffff/advanced-settings';
	expect((await go.ask('PUT', nobody, {})).status).toBe(200);
	expect((await go.ask('GET', nobody)).body).toEqual({ error: 'record not found' });
});

it('Go simulator: no event is delivered after a restart of the server until a request starts the client', async () => {
	const hook = await go.subscribe('CONNECTION');
	const isSilent = async () => {
		await go.post('/_sim/restart');
		const hi = { from: ANA, kind: 'text', text: 'Hi' };
		expect((await go.post('/_sim/instances/demo/receive', hi)).status).toBe(409);
	};
	await isSilent();
	expect((await status()).data).toMatchObject({ Connected: false, LoggedIn: false });
	expect((await go.ask('GET', '/group/list')).status).toBe(200);
	await hook.wait('Connected');
	expect((await status()).data).toMatchObject({ LoggedIn: true });
	await go.post('/_sim/config', { version: '0.7.1' });
	await isSilent();
	expect((await status()).data).toMatchObject({ LoggedIn: true });
});

it('Go simulator: a proxy is stored with the protocol that its port stands for, from 0.7.0 on, and starts a client', async () => {
	const proxy = { host: 'p', port: '2080', username: 'u', password: 's' };
	const made = async (name: string, more: object = {}) =>
		(await go.post('/instance/create', { name, token: name, proxy: { ...proxy, ...more } })).body
			.data;
	expect((await made('a')).proxy).toBe(
		'{"protocol":"socks5","port":"2080","password":"s","username":"u","host":"p"}',
	);
	expect(JSON.parse((await made('b', { protocol: ' HTTPS ' })).proxy).protocol).toBe('https');
	go.simulator.config.version = '0.6.1';
	const { id, proxy: older } = await made('c');
	expect(older).toBe('{"port":"2080","password":"s","username":"u","host":"p"}');
	go.simulator.config.version = '0.7.2';
	const set = async (protocol: string) =>
		(await go.post(`/instance/proxy/${id}`, { host: 'p', port: '8080', protocol })).body.data
			.protocol;
	expect([await set('socks'), await set('ftp')]).toEqual(['socks5', 'http']);
	const connected = async () =>
		(await go.call('GET', '/instance/status', undefined, 'c')).body.data.Connected;
	await until(connected);
});
