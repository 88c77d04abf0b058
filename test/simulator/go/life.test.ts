import { until } from '../support/client';
import type { Collector } from '../support/collector';
import { ANA, type GoClient, startGo, TOKEN } from './support/goClient';

// The life of an instance: its clients, QR codes, and what comes back by itself.

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const status = async (key = TOKEN) =>
	(await go.call('GET', '/instance/status', undefined, key)).body;
const isOpen = async () => await until(async () => (await status()).data?.LoggedIn);
const row = async (name = 'demo') => {
	const { body } = await go.get('/instance/all');
	return body.data.find((one: { name: string }) => one.name === name);
};
const NEW = { name: 'sales', token: 'sales-token' };
const create = async (more: object = {}) => await go.post('/instance/create', { ...NEW, ...more });
const asNew = async (method: string, path: string, body?: unknown) =>
	await go.call(method, path, body, NEW.token);
const names = (hook: Collector) => hook.all.map(({ body }) => body.event);
const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Go simulator: a new instance', () => {
	it.each([
		['an ID that is not a UUID', { instanceId: 'x' }, 'SQLSTATE 22P02'],
		['a token that is taken', { token: TOKEN }, 'SQLSTATE 23505'],
		['a name that is taken', { name: 'demo' }, 'instance already exists'],
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
		expect([sent.status, sent.body]).toEqual([500, { error: 'no active session found' }]);
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

describe('Go simulator: QR codes', () => {
	const subscribeNew = async () => {
		await create();
		const hook = await go.subscribe('QRCODE');
		await asNew('POST', '/instance/connect', { webhookUrl: hook.url, subscribe: ['QRCODE'] });
		return hook;
	};

	it('appear four times, and then no more until a request to connect', async () => {
		go.simulator.config.go.qrMs = 10;
		const hook = await subscribeNew();
		const { body } = await hook.wait('QRTimeout');
		expect(body.data).toEqual({
			reason: 'Maximum QR code count (5) reached',
			qrcount: 5,
			maxCount: 5,
			forceLogout: true,
		});
		const codes = () => hook.all.filter((one) => one.body.event === 'QRCode');
		// Deliveries overtake each other.
		await until(async () => codes().length >= 4);
		expect(
			codes()
				.map((one) => one.body.data.count)
				.sort(),
		).toEqual([1, 2, 3, 4]);
		expect(await row('sales')).toMatchObject({
			qrcode: '',
			disconnect_reason: 'QR code limit reached (5)',
		});
		go.simulator.config.go.qrMs = 10_000;
		await asNew('POST', '/instance/connect', { webhookUrl: hook.url, subscribe: ['QRCODE'] });
		await hook.wait('QRCode', (one) => one.body.data.count === 1);
	});

	it('are delivered to the webhook that is set at the time of delivery', async () => {
		go.simulator.config.go.qrMs = 30;
		const old = await subscribeNew();
		await old.wait('QRCode');
		const newer = await go.subscribe('MESSAGE');
		await asNew('POST', '/instance/connect', { webhookUrl: newer.url, subscribe: ['QRCODE'] });
		await newer.wait('QRTimeout');
		expect(old.all.filter(({ body }) => body.event === 'QRTimeout')).toEqual([]);
	});

	it('are delivered to the webhook that was set when the client started, before 0.7.2', async () => {
		go.simulator.config.version = '0.7.1';
		go.simulator.config.go.qrMs = 30;
		const old = await subscribeNew();
		const newer = await go.subscribe('MESSAGE');
		await asNew('POST', '/instance/connect', { webhookUrl: newer.url, subscribe: ['QRCODE'] });
		await old.wait('QRTimeout');
		expect(newer.all.filter(({ body }) => body.instanceName === 'sales')).toEqual([]);
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

describe('Go simulator: Disconnect', () => {
	it('lasts only a moment: the client reports a log-out, and connects again', async () => {
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		const hook = await go.subscribe('CONNECTION', 'SEND_MESSAGE');
		// The client has to know the words: it keeps those that it was started with.
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		expect((await go.ask('POST', '/instance/disconnect')).body).toEqual({ message: 'success' });
		const { body } = await hook.wait('LoggedOut');
		expect(body.data).toEqual({ reason: 'Logged out' });
		await isOpen();
		await hook.wait('Connected');
		expect(await row()).toMatchObject({ events: '', connected: true });
		// What the client hears is told by the old words, what is sent by the row, which has none.
		await go.send('/send/text', { number: ANA, text: 'Silence' });
		await pause(30);
		expect(names(hook)).not.toContain('SendMessage');
	});

	it('does nothing without a connected phone', async () => {
		await create();
		await asNew('POST', '/instance/connect', { subscribe: ['QRCODE'] });
		await pause(20);
		expect((await asNew('POST', '/instance/disconnect')).body).toEqual({ message: 'success' });
		expect((await row('sales')).events).toBe('QRCODE');
	});

	it('leads to new QR codes if the phone was linked since the server was started', async () => {
		await create();
		const hook = await go.subscribe('QRCODE', 'CONNECTION');
		const subscribe = ['QRCODE', 'CONNECTION'];
		await asNew('POST', '/instance/connect', { webhookUrl: hook.url, subscribe });
		await hook.wait('QRCode');
		await go.post('/_sim/instances/sales/scan');
		await hook.wait('Connected', ({ body }) => body.instanceName === 'sales');
		const before = hook.all.length;
		await asNew('POST', '/instance/disconnect');
		await until(() => names(hook).slice(before).includes('QRCode'));
		expect((await row('sales')).connected).toBe(false);
	});
});

describe('Go simulator: logout', () => {
	it('answers 400 without a connection', async () => {
		go.simulator.config.reloadMs = 10_000;
		await go.post('/_sim/instances/demo/close');
		const { status: code, body } = await go.ask('DELETE', '/instance/logout');
		expect([code, body]).toEqual([400, { error: 'client disconnected' }]);
	});

	it('keeps the instance with its key and JID, and shows a new QR code without another request', async () => {
		const { jid } = await row();
		await go.ask('DELETE', '/instance/logout');
		await until(async () => (await row()).qrcode);
		expect(await row()).toMatchObject({ jid, connected: false, token: TOKEN });
	});

	it('on the phone delivers the LoggedOut event three times', async () => {
		await go.subscribe('CONNECTION');
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		const hook = await go.subscribe('CONNECTION');
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		await go.post('/_sim/instances/demo/close', { reason: 401 });
		await until(() => names(hook).filter((name) => name === 'LoggedOut').length === 3);
		const told = hook.all.filter(({ body }) => body.event === 'LoggedOut');
		expect(told.map(({ body }) => Object.keys(body.data).length).sort()).toEqual([1, 3, 3]);
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
