import { until } from '../support/client';
import { ANA, type GoClient, startGo, TOKEN } from './support/goClient';
import { instancesOf, names, NEW } from './support/newInstance';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const { status, isOpen, row, create, asNew } = instancesOf(() => go);
const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Go simulator: QR codes', () => {
	const subscribeNew = async (subscribe = ['QRCODE'], version = go.simulator.config.version) => {
		go.simulator.config.version = version;
		await create();
		const hook = await go.subscribe('QRCODE');
		await asNew('POST', '/instance/connect', { webhookUrl: hook.url, subscribe });
		return hook;
	};

	it('appear four times, and before 0.7.2 then no more until a request to connect', async () => {
		go.simulator.config.version = '0.7.1';
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
		// Deliveries may arrive in another order.
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

	it('begin again after the last one in 0.7.2, which reports a log-out in between, and never end', async () => {
		go.simulator.config.go.qrMs = 5;
		const hook = await subscribeNew(['QRCODE', 'CONNECTION']);
		await until(async () => names(hook).filter((name) => name === 'QRTimeout').length > 2);
		expect(names(hook).filter((name) => name === 'LoggedOut').length).toBeGreaterThan(1);
		const counts = hook.all
			.filter(({ body }) => body.event === 'QRCode')
			.map(({ body }) => body.data.count);
		expect(Math.max(...counts)).toBe(4);
		await until(async () => (await row('sales')).disconnect_reason === '');
	});

	it.each([
		['0.7.1', [], { Connected: false, LoggedIn: false, Name: '' }],
		['0.7.2', [{}], undefined],
	])(
		'end with the sixth where there is no limit: %s delivers as QRTimeout %j',
		async (version, told, state) => {
			Object.assign(go.simulator.config.go, { qrMs: 5, qrMax: 0 });
			const hook = await subscribeNew(['QRCODE'], version);
			await until(async () => names(hook).filter((name) => name === 'QRCode').length >= 6);
			await pause(40);
			const timeouts = hook.all.filter(({ body }) => body.event === 'QRTimeout');
			expect(timeouts.map(({ body }) => body.data).slice(0, 1)).toEqual(told);
			go.simulator.config.version = '0.7.2';
			if (state) expect((await status(NEW.token)).data).toEqual(state);
		},
	);

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

describe('Go simulator: Disconnect', () => {
	it('lasts only a moment: the client reports a log-out, and connects again', async () => {
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		const hook = await go.subscribe('CONNECTION', 'SEND_MESSAGE');
		// The client keeps the event names with which it started.
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		expect((await go.ask('POST', '/instance/disconnect')).body).toEqual({ message: 'success' });
		const { body } = await hook.wait('LoggedOut');
		expect(body.data).toEqual({ reason: 'Logged out' });
		await isOpen();
		await hook.wait('Connected');
		expect(await row()).toMatchObject({ events: '', connected: true });
		// Only the instance's database row decides about SendMessage events, and its list of events is empty now.
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

	const waiting = async (version: string) => {
		go.simulator.config.version = version;
		await create();
		const hook = await go.subscribe('QRCODE', 'CONNECTION');
		const subscribe = ['QRCODE', 'CONNECTION'];
		await asNew('POST', '/instance/connect', { webhookUrl: hook.url, subscribe });
		await hook.wait('QRCode');
		return hook;
	};

	it('of a client that waits for a phone puts it away without a word before 0.7.2', async () => {
		const hook = await waiting('0.7.1');
		const before = hook.all.length;
		expect((await asNew('DELETE', '/instance/logout')).body).toEqual({ message: 'success' });
		await pause(40);
		expect(names(hook).slice(before)).toEqual([]);
		expect((await row('sales')).qrcode).toBe('');
	});

	it('of a client that waits for a phone leads to new QR codes in 0.7.2', async () => {
		const hook = await waiting('0.7.2');
		const before = hook.all.length;
		await asNew('DELETE', '/instance/logout');
		await until(async () => names(hook).slice(before).includes('QRCode'));
		expect(names(hook).slice(before)).toContain('LoggedOut');
	});

	it.each(['0.7.1', '0.7.2'])(
		'leaves a client that %s cannot end any more: its last QR code is followed by nothing',
		async (version) => {
			const hook = await waiting(version);
			await go.post('/_sim/instances/sales/scan');
			await asNew('POST', '/instance/reconnect');
			await until(async () => (await status(NEW.token)).data?.LoggedIn);
			go.simulator.config.go.qrMs = 5;
			const before = hook.all.length;
			await asNew('DELETE', '/instance/logout');
			await until(async () => names(hook).slice(before).includes('QRTimeout'));
			await pause(60);
			const after = names(hook).slice(before);
			expect(after.filter((name) => name === 'QRTimeout')).toHaveLength(1);
			expect(after.filter((name) => name === 'LoggedOut')).toHaveLength(1);
			go.simulator.config.version = '0.7.2';
			const { Connected } = (await status(NEW.token)).data;
			expect(Connected).toBe(version === '0.7.2');
		},
	);

	it('and a new link leave a client that POST /instance/disconnect waits for in vain', async () => {
		await go.ask('DELETE', '/instance/logout');
		await until(async () => (await row()).qrcode);
		await go.post('/_sim/instances/demo/scan');
		await isOpen();
		const answer = go.ask('POST', '/instance/disconnect').then(
			() => 'answered',
			() => 'broken off',
		);
		expect(await Promise.race([answer, pause(100)])).toBeUndefined();
		await go.ask('POST', '/instance/reconnect');
		await isOpen();
		expect((await go.ask('POST', '/instance/disconnect')).status).toBe(200);
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
		const reason = '401: logged out from another device';
		expect(told.map(({ body }) => body.data.reason)).toContain(reason);
		expect((await row()).disconnect_reason).toBe(reason);
	});
});

describe('Go simulator: without a phone', () => {
	const ask = async (method: string, path: string, body?: unknown) => {
		await go.ask('DELETE', '/instance/logout');
		await until(async () => (await row()).qrcode);
		const answer = await go.ask(method, path, body);
		return [answer.status, answer.body.error ?? answer.body];
	};

	it.each([
		['POST', '/chat/pin', { chat: ANA }],
		['POST', '/label/chat', { jid: ANA, labelId: '1' }],
		['GET', '/user/contacts', undefined],
	])('%s %s runs into nil, and is a 500 without a body', async (method, path, body) =>
		expect(await ask(method, path, body)).toEqual([500, '']),
	);

	it('a call is rejected as little as a text is sent', async () => {
		const call = { callCreator: ANA, callId: 'C' };
		const error = "the store doesn't contain a device JID";
		expect(await ask('POST', '/call/reject', call)).toEqual([500, error]);
	});

	it('all settings of privacy are empty', async () => {
		const [status, body] = await ask('GET', '/user/privacy');
		expect([status, [...new Set(Object.values(body.data))]]).toEqual([200, ['']]);
	});
});
