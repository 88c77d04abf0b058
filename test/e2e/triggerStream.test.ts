/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { setTimeout as sleep } from 'node:timers/promises';
import { inflateRawSync } from 'node:zlib';
import { sign } from 'jsonwebtoken';
import { Server, Stage, until } from './support/triggerStage';

// Several workflows on one instance under load, while things happen around them.

const SPECIAL = '5511900000001';
/** STREAM_EVENTS=1000 takes about two minutes on a machine that does nothing else. */
const EVENTS = Number(process.env.STREAM_EVENTS ?? 300);
const PATIENCE_MS = 60_000 + EVENTS * 500;
const WORKFLOWS = {
	owner: { filters: { kinds: ['image'] } },
	orders: { filters: { textStartsWith: 'order' } },
	special: { filters: { onlyChats: SPECIAL } },
	own: { filters: { ownMessages: true, textContains: 'own' } },
	presence: { events: ['PRESENCE_UPDATE'], filters: { onlyChats: SPECIAL } },
};
type Name = keyof typeof WORKFLOWS;

const stage = new Stage();
const server = new Server();
const ids: Record<string, string> = {};

beforeAll(async () => {
	await stage.start();
	await server.start();
	for (const [name, parameters] of Object.entries(WORKFLOWS)) {
		ids[name] = await server.create(stage, name, parameters);
		await server.n8n.client.activate(ids[name]);
		// The first one is whom the server sends to.
		await until(`${name} listens`, async () => (await listed()) === Object.keys(ids).length);
	}
});

afterAll(async () => {
	await server.end();
	await stage.end();
});

/** How many are in the list of the webhook. */
async function listed(): Promise<number> {
	const { headers } = (await stage.webhook()) ?? {};
	const list = headers?.['x-evolution-hub']?.split('.')[2];
	if (list === undefined) return 0;
	const text = inflateRawSync(Buffer.from(list, 'base64url')).toString();
	return (JSON.parse(text) as unknown[]).length;
}

it('wrong, expired and unsigned tokens are refused, start nothing and are passed on to nobody', async () => {
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
	// 503 while it may not be asked again whether the key is another one now.
	for (const status of Object.values(unsigned)) expect([401, 503]).toContain(status);
	for (const name of ['orders', 'special']) {
		await stage.collector.settled(`/${name}/production`, 1);
		expect(stage.counts(`/${name}/production`)).toEqual({ 'order right': 1 });
	}
});

it(
	'each gets its own of many mixed events, once',
	async () => {
		stage.collector.got.length = 0;
		const wanted: Record<Name, string[]> = {
			...{ owner: [], orders: [], special: [], own: [], presence: [] },
		};
		const { attempts: before } = stage.deliveries();
		const start = Date.now();
		for (let sent = 0; sent < EVENTS; sent++) {
			await stage.receive(eventOf(sent, wanted));
			await keepUp(before + sent);
		}
		const total = () => stage.collector.got.filter(({ path }) => !path.startsWith('/owner')).length;
		const due = Object.entries(wanted).flatMap(([name, texts]) => (name === 'owner' ? [] : texts));
		await until('everything came', () => total() >= due.length, PATIENCE_MS).catch(() => undefined);
		const took = (Date.now() - start) / 1000;
		const { attempts, lastAt } = stage.deliveries();
		const taken = (lastAt - start) / 1000;
		await sleep(3_000);
		process.stdout.write(
			`${EVENTS} events: taken in ${attempts - before} attempts and ${taken.toFixed(1)} s ` +
				`(${(EVENTS / taken).toFixed(0)}/s), ${due.length} executions besides the owner's over after ` +
				`${took.toFixed(1)} s\n`,
		);
		expectEachOnce(wanted);
		expect(stage.collector.at('/presence/production')).toHaveLength(wanted.presence.length);
		const ofOwner = stage.counts('/owner/production');
		expect(Object.values(ofOwner).filter((times) => times !== 1)).toEqual([]);
		expect(Object.keys(ofOwner).filter((text) => !wanted.owner.includes(text))).toEqual([]);
	},
	PATIENCE_MS + 120_000,
);

/** So many have come, but a few: n8n on SQLite gives up its database under hundreds of calls at a time. */
const keepUp = async (sent: number) =>
	await until('n8n keeps up', () => sent - stage.deliveries().attempts < 16, 60_000);

/** Those who listened all the time have every message that is theirs, and no message twice. */
function expectEachOnce(wanted: Record<Name, string[]>): void {
	for (const name of ['orders', 'special', 'own'] as const) {
		const counts = stage.counts(`/${name}/production`);
		expect({ name, missing: wanted[name].filter((text) => !(text in counts)) }).toEqual({
			...{ name, missing: [] },
		});
		expect({ name, counts }).toEqual({
			...{ name, counts: Object.fromEntries(wanted[name].map((text) => [text, 1])) },
		});
	}
}

it(
	'switching the one off and on again to which the server sends loses no message and doubles nothing',
	async () => {
		stage.collector.got.length = 0;
		const wanted: Record<Name, string[]> = {
			...{ owner: [], orders: [], special: [], own: [], presence: [] },
		};
		const { url } = await stage.webhook();
		const { client } = server.n8n;
		const { attempts: before } = stage.deliveries();
		const since = Date.now();
		let sent = 0;
		/** Twenty events, and more until it is over. */
		const meanwhile = async (happens: Promise<unknown>) => {
			let isOver = false;
			void happens.finally(() => (isOver = true));
			for (let count = 0; count < 20 || !isOver; count++) {
				await stage.receive(eventOf(sent++, wanted));
				await keepUp(before + sent);
				// An n8n that has nothing but events to do takes a minute to switch a workflow.
				await sleep(100);
			}
			await happens;
		};
		const listen = async (count: number) =>
			await until(`${count} listen`, async () => (await listed()) === count, 120_000);
		await meanwhile(client.deactivate(ids.owner).then(async () => await listen(4)));
		await meanwhile(client.activate(ids.owner).then(async () => await listen(5)));
		const due = [...wanted.orders, ...wanted.special, ...wanted.own];
		const came = () =>
			['orders', 'special', 'own'].flatMap((name) =>
				Object.keys(stage.counts(`/${name}/production`)),
			);
		const presences = () => stage.collector.at('/presence/production').length;
		// n8n 2.41 takes the webhook away before it asks the node to leave. Messages of that moment are in the store.
		const lost = () =>
			stage.failed().filter(({ event, at }) => event === 'presence.update' && at >= since).length;
		await until(
			'everything came',
			() => came().length >= due.length && presences() >= wanted.presence.length - lost(),
			PATIENCE_MS,
		).catch(() => undefined);
		await sleep(2_000);
		expectEachOnce(wanted);
		expect(presences()).toBeLessThanOrEqual(wanted.presence.length);
		expect(presences()).toBeGreaterThanOrEqual(wanted.presence.length - lost());
		const ofOwner = stage.counts('/owner/production');
		expect(Object.values(ofOwner).filter((times) => times !== 1)).toEqual([]);
		expect((await stage.webhook()).url).not.toBe(url);
	},
	PATIENCE_MS + 120_000,
);

/** The next event, noted for everyone who wants it. */
function eventOf(index: number, wanted: Record<Name, string[]>): object {
	const kinds = [
		...['presence', 'order', 'presence', 'own', 'near', 'special', 'presence', 'image', 'near'],
		'presence',
	];
	const kind = kinds[index % kinds.length];
	const isNear = kind === 'near' || kind === 'special';
	const from = isNear ? SPECIAL : `55119111111${String(index % 40).padStart(2, '0')}`;
	const text = `${kind} ${index}`;
	const names: Record<string, Name> = {
		...{ order: 'orders', own: 'own', special: 'special', image: 'owner', near: 'presence' },
	};
	if (kind in names) wanted[names[kind]].push(text);
	if (kind === 'presence' || kind === 'near') {
		return { from, kind: 'presence', presence: 'composing' };
	}
	if (kind === 'image') {
		return { from, kind, caption: text, mimetype: 'image/png', base64: 'iVBORw0KGgo=' };
	}
	return { from, kind: 'text', text, fromMe: kind === 'own' };
}

it('who listens for a test event gets it, and production too; the record is then as before', async () => {
	const before = await stage.webhook();
	const workflowData = await server.n8n.client.workflow(ids.special);
	const answer = await server.n8n.client.request('POST', `/rest/workflows/${ids.special}/run`, {
		workflowData,
		triggerToStartFrom: { name: 'WhatsApp' },
	});
	expect(answer).toMatchObject({ waitingForWebhook: true });
	await until('the session listens', async () => (await listed()) === 6);
	await stage.receive({ from: SPECIAL, kind: 'text', text: 'a test' });
	await until('the session got it', () => 'a test' in stage.counts('/special/test'));
	await stage.collector.settled('/special/production', 1);
	expect(stage.counts('/special/test')).toEqual({ 'a test': 1 });
	expect(stage.counts('/special/production')['a test']).toBe(1);
	await until('the session left', async () => (await listed()) === 5);
	const { url, events, headers } = await stage.webhook();
	expect({ url, events, headers }).toEqual({
		...{ url: before.url, events: before.events, headers: before.headers },
	});
});

it('a second n8n on the same instance works beside the first', async () => {
	const second = new Server();
	await second.start();
	try {
		const id = await second.create(stage, 'second');
		await second.n8n.client.activate(id);
		await until('it listens', async () => (await listed()) === 6);
		await stage.receive({ from: SPECIAL, kind: 'text', text: 'for both' });
		await until('both got it', () =>
			['/second/production', '/special/production'].every((at) => 'for both' in stage.counts(at)),
		);
		await sleep(500);
		expect(stage.counts('/second/production')).toEqual({ 'for both': 1 });
		expect(stage.counts('/special/production')['for both']).toBe(1);
		await second.n8n.client.deactivate(id);
		await until('it left', async () => (await listed()) === 5);
	} finally {
		await second.end();
	}
});

it('a webhook that another tool took is ours again after a restart, and the tool goes on receiving', async () => {
	// Each workflow looks once more, 10 to 15 s after it has come alive: that would put it right before the restart.
	await sleep(16_000);
	const tool = { enabled: true, url: `${stage.collector.url}/tool`, events: ['MESSAGES_UPSERT'] };
	await stage.ask('POST', '/webhook/set/demo', { webhook: tool });
	await server.n8n.stop();
	await stage.receive({ from: SPECIAL, kind: 'text', text: 'order while away' });
	await server.start();
	await until('all are back', async () => (await listed()) === 6, 40_000);
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
		...[tool.url, tool.url],
	]);
});
