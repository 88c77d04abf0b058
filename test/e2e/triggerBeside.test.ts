import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from 'jsonwebtoken';
import { listedIn } from './support/hubList';
import { Server, Stage, until } from './support/triggerStage';

// Tests the trigger while others use the same instance: forgers, test sessions, another n8n, and another tool.

const SPECIAL = '5511900000001';
const WORKFLOWS = {
	orders: { filters: { text: { values: { match: 'startsWith', value: 'order' } } } },
	special: { filters: { chats: { values: { mode: 'restrictTo', chats: SPECIAL } } } },
};

const stage = new Stage();
const server = new Server();
const ids: Record<string, string> = {};

beforeAll(async () => {
	await stage.start();
	await server.start();
	await stage.ask('POST', '/webhook/set/demo', {
		webhook: {
			enabled: true,
			url: `${stage.collector.url}/app`,
			events: ['CALL'],
			byEvents: true,
			base64: true,
			headers: { 'x-app': 'first' },
		},
	});
	for (const [name, parameters] of Object.entries(WORKFLOWS)) {
		ids[name] = await server.create(stage, name, parameters);
		await server.n8n.client.listen(ids[name]);
		await until(`${name} listens`, async () => (await listed()) === Object.keys(ids).length);
	}
});

afterAll(async () => {
	await server.end();
	await stage.end();
});

const listed = async () => listedIn((await stage.webhook())?.headers).length;

it('webhook requests with a wrong, expired or unsigned token are refused, start nothing and are not forwarded', async () => {
	const { url, headers } = await stage.webhook();
	const claims = { app: 'evolution', action: 'webhook' };
	const now = Math.floor(Date.now() / 1000);
	const none = { alg: 'none', typ: 'JWT' };
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const forged = {
		wrong: sign(claims, 'another key', { expiresIn: 600 }),
		expired: sign({ ...claims, iat: now - 2500, exp: now - 1900 }, headers.jwt_key),
		none: `${part(none)}.${part({ ...claims, iat: now, exp: now + 600 })}.`,
		longer: sign(claims, headers.jwt_key, { algorithm: 'HS512', expiresIn: 600 }),
		right: sign(claims, headers.jwt_key, { expiresIn: 600 }),
	};
	const statuses: Record<string, number> = {};
	for (const [name, token] of Object.entries(forged)) {
		const key = { remoteJid: `${SPECIAL}@s.whatsapp.net`, id: name, fromMe: false };
		const data = { key, message: { conversation: `order ${name}` }, messageTimestamp: now };
		const { status } = await fetch(url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				authorization: `Bearer ${token}`,
				'x-evolution-hub': headers['x-evolution-hub'],
			},
			body: JSON.stringify({ event: 'messages.upsert', instance: 'demo', data }),
		});
		statuses[name] = status;
	}
	const { right, expired, ...unsigned } = statuses;
	expect([right, expired]).toEqual([200, 401]);
	// A wrong signature may mean that the server has a new key. The trigger answers 503 until it's sure.
	for (const status of Object.values(unsigned)) expect([401, 503]).toContain(status);
	for (const name of ['orders', 'special']) {
		await stage.collector.settled(`/${name}/production`, 1);
		expect(stage.counts(`/${name}/production`)).toEqual({ 'order right': 1 });
	}
});

it('a test event in the editor reaches the test and the active workflow; the webhook is then as before', async () => {
	const before = await stage.webhook();
	await server.n8n.client.listenForTest(ids.special, 'WhatsApp');
	await until('the session listens', async () => (await listed()) === 3);
	await stage.receive({ from: SPECIAL, kind: 'text', text: 'a test' });
	await until('the session got it', () => 'a test' in stage.counts('/special/test'));
	await until('production got it', () => 'a test' in stage.counts('/special/production'));
	expect(stage.counts('/special/test')).toEqual({ 'a test': 1 });
	expect(stage.counts('/special/production')['a test']).toBe(1);
	await until('the session left', async () => (await listed()) === 2);
	expect({ ...(await stage.webhook()), updatedAt: '' }).toEqual({ ...before, updatedAt: '' });
});

it('a second n8n on the same instance gets each message once, and so does the first', async () => {
	const second = new Server();
	await second.start();
	try {
		const id = await second.create(stage, 'second');
		await second.n8n.client.listen(id);
		await until('it listens', async () => (await listed()) === 3);
		await stage.receive({ from: SPECIAL, kind: 'text', text: 'for both' });
		await until('both got it', () =>
			['/second/production', '/special/production'].every((at) => 'for both' in stage.counts(at)),
		);
		await sleep(500);
		expect(stage.counts('/second/production')).toEqual({ 'for both': 1 });
		expect(stage.counts('/special/production')['for both']).toBe(1);
		await second.n8n.client.deactivate(id);
		await until('it left', async () => (await listed()) === 2);
	} finally {
		await second.end();
	}
});

it('a webhook that another tool took is taken back after a restart, and the tool still receives its events', async () => {
	// Each workflow checks the webhook 10 to 15 s after its activation. This check must not undo the change below.
	await sleep(16_000);
	const tool = { enabled: true, url: `${stage.collector.url}/tool`, events: ['MESSAGES_UPSERT'] };
	await stage.ask('POST', '/webhook/set/demo', { webhook: tool });
	await server.n8n.stop();
	await stage.receive({ from: SPECIAL, kind: 'text', text: 'order while away' });
	await server.start();
	await until('all are back', async () => (await listed()) === 2);
	await stage.receive({ from: SPECIAL, kind: 'text', text: 'order again' });
	const names = ['orders', 'special'];
	await until('both came to both', () =>
		names.every((name) => {
			const counts = stage.counts(`/${name}/production`);
			return 'order again' in counts && 'order while away' in counts;
		}),
	);
	await until('the tool got it', () => stage.collector.at('/tool').length === 2);
	await sleep(1_000);
	for (const name of names) {
		expect(stage.counts(`/${name}/production`)).toMatchObject({
			'order again': 1,
			'order while away': 1,
		});
	}
	expect(stage.collector.at('/tool').map(({ destination }) => destination)).toEqual([
		tool.url,
		tool.url,
	]);
});
