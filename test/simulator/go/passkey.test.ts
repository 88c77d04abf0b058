import { until } from '../support/client';
import { type GoClient, startGo } from './support/goClient';

// Tests phones for which WhatsApp requires a passkey. From 0.7.2 on, the server informs its clients about that.

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
	await go.post('/instance/create', { name: 'sales', token: 'sales-token' });
});
afterEach(() => go.close());

const asNew = async (path: string) => await go.call('GET', path, undefined, 'sales-token');
const qr = async () => await asNew('/instance/qr');
const demand = async (body: object = {}, name = 'sales') =>
	await go.post(`/_sim/instances/${name}/passkey`, body);
const answer = async (token: string, step = '') => {
	const path = `/passkey-ceremony/${token}${step}`;
	return await go.call(step ? 'POST' : 'GET', path, step ? {} : undefined, '');
};
const payloadOf = (openUrl: string) => {
	const [, text] = openUrl.split('https://web.whatsapp.com/#wapk=');
	return JSON.parse(Buffer.from(text, 'base64url').toString());
};

it('Go simulator: passkey: while it is required there is no QR code, but an address to open', async () => {
	await qr();
	const { token } = (await demand()).body;
	const { status, body } = await qr();
	expect(status).toBe(200);
	expect(body).toEqual({
		message: 'success',
		data: {
			qrcode: '',
			code: '',
			passkeyStage: 'challenge',
			passkeyOpenUrl: expect.stringMatching(/^https:\/\/web\.whatsapp\.com\/#wapk=[\w-]+$/),
		},
	});
	expect(payloadOf(body.data.passkeyOpenUrl)).toEqual({ t: token, b: '<SET_PASSKEY_PUBLIC_URL>' });
	expect((await asNew('/instance/status')).body.data).toEqual({
		Connected: true,
		LoggedIn: false,
		Name: '',
	});
	const { data } = (await go.get('/instance/all')).body;
	expect(data.find(({ name }: { name: string }) => name === 'sales').qrcode).toBe('');
});

it('Go simulator: passkey: the address to open contains the public URL of the server, if one was set', async () => {
	await go.post('/_sim/config', { go: { passkeyPublicUrl: 'https://evo.example.org' } });
	await demand();
	const { passkeyOpenUrl } = (await qr()).body.data;
	expect(payloadOf(passkeyOpenUrl).b).toBe('https://evo.example.org');
});

it('Go simulator: passkey: the code and its stage are shown until the phone is connected', async () => {
	const { token } = (await demand()).body;
	const stage = 'awaiting_confirmation';
	await demand({ stage });
	expect((await answer(token)).body).toEqual({ stage, skipHandoffUX: false });
	expect((await qr()).body.data).not.toHaveProperty('passkeyCode');
	await demand({ stage: 'confirmation', code: 'K7M2P9QX' });
	for (const passkeyStage of ['confirmation', 'confirmed']) {
		await demand({ stage: passkeyStage });
		const passkeyCode = 'K7M2P9QX';
		expect((await qr()).body.data).toMatchObject({ passkeyStage, passkeyCode });
	}
	await go.post('/_sim/instances/sales/scan');
	expect((await qr()).body).toEqual({ error: 'session already logged in' });
});

it('Go simulator: passkey: a browser passes through the stages, and the phone is connected', async () => {
	const { token } = (await demand()).body;
	expect((await answer(token)).body).toEqual({
		stage: 'challenge',
		skipHandoffUX: false,
		publicKey: {},
	});
	expect((await answer(token, '/response')).body).toEqual({ ok: true });
	await until(async () => (await answer(token)).body.stage === 'confirmation');
	const { code } = (await answer(token)).body;
	expect(code).toMatch(/^[0-9A-F]{8}$/);
	expect((await qr()).body.data).toMatchObject({
		passkeyStage: 'confirmation',
		passkeyCode: code,
	});
	expect((await answer(token, '/confirm')).body).toEqual({ ok: true });
	await until(async () => (await asNew('/instance/status')).body.data.LoggedIn);
	expect(await answer(token)).toMatchObject({
		status: 404,
		body: { error: 'ceremony not found or expired' },
	});
});

it('Go simulator: passkey: the reason of an error is shown only in the browser', async () => {
	const { token } = (await demand({ stage: 'error', error: 'refused' })).body;
	expect((await answer(token)).body).toMatchObject({ stage: 'error', error: 'refused' });
	expect(Object.keys((await qr()).body.data)).toEqual([
		'qrcode',
		'code',
		'passkeyStage',
		'passkeyOpenUrl',
	]);
});

it('Go simulator: passkey: a new challenge has a new token, and each expires after five minutes', async () => {
	const first = (await demand()).body.token;
	const second = (await demand()).body.token;
	expect([(await answer(first)).status, (await answer(second)).status]).toEqual([404, 200]);
	await go.post('/_sim/config', { clockMs: 301_000 });
	expect((await answer(second, '/confirm')).status).toBe(404);
	expect((await qr()).body.error).toMatch('no QR code available');
});

it('Go simulator: passkey: can be required only of an instance that waits for a phone, and only from 0.7.2 on', async () => {
	expect(await demand({}, 'demo')).toMatchObject({ status: 400 });
	expect(await demand({ stage: 'x' })).toMatchObject({ status: 400 });
	for (const version of ['0.6.1', '0.7.0']) {
		await go.post('/_sim/config', { version });
		expect(await demand()).toMatchObject({ status: 400 });
		expect(Object.keys((await qr()).body.data)).toEqual(['Qrcode', 'Code']);
		expect((await answer('x')).body).toBe('404 page not found');
	}
});
