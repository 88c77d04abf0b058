import { sign, type Algorithm } from 'jsonwebtoken';
import type { IDataObject } from 'n8n-workflow';

import { addressWith } from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { encodeList, HUB_HEADER } from '../../../../../nodes/EvolutionApi/hub/list';
import { bearer, KEY_HEADER } from '../../../../../nodes/EvolutionApi/hub/token';
import type { ServerKind } from '../../../../../simulator/state/config';
import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { keyOf } from '../support/happenings';
import { RunningTrigger, type Call, type Process } from './support/runningTrigger';

// Tests forged webhook calls. Their senders know the webhook's address, and may have seen a delivery.

const ANSWERS = {
	api: 'Not a delivery of the Evolution API server',
	go: 'Not a delivery of the Evolution Go server',
};
const now = () => Math.floor(Date.now() / 1000);

const MESSAGES = {
	api: (id: string, { instance = 'demo', text = 'x', ...more }: IDataObject) => ({
		event: 'messages.upsert',
		instance,
		data: {
			key: { id, remoteJid: '5511988887777@s.whatsapp.net' },
			message: { conversation: text },
		},
		...more,
	}),
	go: (id: string, { instance = 'demo', text = 'x', ...more }: IDataObject) => ({
		event: 'Message',
		instanceName: instance,
		instanceToken: 'demo-token',
		data: {
			Info: { ID: id, Chat: '5511988887777@s.whatsapp.net' },
			Message: { conversation: text },
		},
		...more,
	}),
};

function useStage(server: ServerKind, process: Process) {
	const simulator = useSimulator({ server });
	const stage = {} as {
		trigger: RunningTrigger;
		/** An app whose webhook was set before the trigger started, so the trigger forwards events to it. */
		app: Receiver;
		victim: Receiver;
	};
	beforeEach(async () => {
		[stage.app, stage.victim] = [await Receiver.start(), await Receiver.start()];
		const { url } = stage.app;
		if (server === 'go') {
			const body = { webhookUrl: url, subscribe: ['MESSAGE'] };
			await ask('POST', '/instance/connect', body, 'demo-token');
		} else {
			const webhook = { enabled: true, url, headers: {}, events: ['MESSAGES_UPSERT'] };
			await ask('POST', '/webhook/set/demo', { webhook });
		}
		stage.trigger = await RunningTrigger.start(simulator.current, {}, process);
	});
	afterEach(async () => {
		const { trigger, app, victim } = stage;
		await Promise.all([trigger, app, victim].map(async (one) => await one.close()));
	});

	async function ask(method: string, route: string, body: object, apikey = simulator.current.key) {
		const headers = { 'content-type': 'application/json', apikey };
		await fetch(simulator.current.url + route, { method, headers, body: JSON.stringify(body) });
	}

	async function post(
		body: string,
		headers: Record<string, string | undefined> = {},
		path: string = new URL(stage.trigger.url).pathname,
	) {
		const given = Object.entries({ 'content-type': 'application/json', ...headers }).filter(
			(entry): entry is [string, string] => entry[1] !== undefined,
		);
		const answer = await fetch(new URL(path, stage.trigger.url), {
			method: 'POST',
			headers: given,
			body,
		});
		return { status: answer.status, text: await answer.text() };
	}

	const key = () => keyOf(simulator.current);
	return {
		simulator,
		stage,
		post,
		key,

		message: (id: string, more: IDataObject = {}) => JSON.stringify(MESSAGES[server](id, more)),

		async delivered(text = 'hello'): Promise<Call> {
			const { calls } = stage.trigger;
			const before = calls.length;
			const event = { from: '5511988887777', kind: 'text', text };
			await ask('POST', '/_sim/instances/demo/receive', event);
			for (let waited = 0; calls.length === before && waited < 10_000; waited += 5) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			return calls[before];
		},

		async postLike(
			{ path, headers }: Call,
			body: string,
			{ list, ...more }: Record<string, string | undefined> = {},
		) {
			const url = new URL(path, stage.trigger.url);
			if (server === 'go') {
				if (list !== undefined) url.searchParams.set(`header.${HUB_HEADER}`, list);
				return await post(body, more, url.pathname + url.search);
			}
			const { authorization } = headers;
			const hub = list ?? headers[HUB_HEADER];
			return await post(body, { authorization, [HUB_HEADER]: hub, ...more });
		},

		async signed(body: string, headers: Record<string, string> = {}) {
			if (server === 'go') {
				const address = addressWith(stage.trigger.url, { [KEY_HEADER]: key(), ...headers });
				const { pathname, search } = new URL(address);
				return await post(body, {}, pathname + search);
			}
			return await post(body, { authorization: bearer(key(), Date.now()), ...headers });
		},

		hubOf: ({ path, headers }: Call): string =>
			server === 'go'
				? (new URL(path, stage.trigger.url).searchParams.get(`header.${HUB_HEADER}`) ?? '')
				: headers[HUB_HEADER],

		expectNothing(genuine = 0): void {
			expect(stage.trigger.started).toHaveLength(genuine);
			expect(stage.app.all).toHaveLength(genuine);
			expect(stage.victim.all).toHaveLength(0);
		},
	};
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({ iat: now(), exp: now() + 600, app: 'evolution', action: 'webhook' });
const token = (secret: string, algorithm: Algorithm = 'HS256', more: object = {}) =>
	`Bearer ${sign({ ...claims(), ...more }, secret, { algorithm })}`;

const PROCESSES: Array<[where: string, process: Process]> = [
	['that runs the trigger', 'all'],
	['that only receives webhooks', 'webhooks'],
];

describe.each(
	SERVERS.flatMap(([name, server]) =>
		PROCESSES.map(([where, process]) => [name, where, server, process] as const),
	),
)('webhook security at %s, in a process %s', (_name, _where, server, process) => {
	const attack = useStage(server, process);
	const { simulator, stage, key, message, delivered, post, postLike, signed, expectNothing } =
		attack;

	describe('a delivery without the right signature starts nothing and is not forwarded', () => {
		const TOKENS: Array<[string, () => string | undefined]> = [
			['none', () => undefined],
			['an empty one', () => ''],
			['garbage', () => 'Bearer a.b.c'],
			['the key itself', () => `Bearer ${key()}`],
			['the global key of the server', () => `Bearer ${simulator.current.key}`],
			['signed with another key', () => token('another key')],
			['signed with the empty key', () => bearer('', Date.now())],
			['signed with another algorithm', () => token(key(), 'HS512')],
			[
				'unsigned, alg none',
				() => `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${part(claims())}.`,
			],
			['expired', () => token(key(), 'HS256', { iat: now() - 3600, exp: now() - 3000 })],
			['from the future', () => token(key(), 'HS256', { iat: now() + 3600, exp: now() + 4000 })],
			['without an end', () => `Bearer ${sign({ iat: now() }, key())}`],
		];

		it.each(TOKENS)('the signature is: %s', async (_what, authorization) => {
			const list = attack.hubOf(await delivered());
			const { pathname } = new URL(stage.trigger.url);
			const given = { authorization: authorization(), [HUB_HEADER]: list };
			const path = addressWith(pathname, { [HUB_HEADER]: list });
			const answer = await post(message('FORGED'), given, server === 'go' ? path : pathname);
			expect(answer).toEqual({ status: 401, text: ANSWERS[server] });
			expectNothing(1);
		});

		it('with the signature in another header', async () => {
			const authentic = bearer(key(), Date.now());
			const answer = await post(message('FORGED'), { 'x-authorization': authentic, apikey: key() });
			expect(answer.status).toBe(401);
			expectNothing();
		});
	});

	describe('a delivery that an attacker has recorded', () => {
		it('and sends again starts nothing a second time', async () => {
			const seen = await delivered();
			const answer = await postLike(seen, seen.body);
			expect(answer.status).toBe(200);
			expect(stage.trigger.started).toHaveLength(1);
			// The app receives the delivery again, as if the server had repeated it.
			expect(stage.app.all).toHaveLength(2);
			expect(stage.victim.all).toEqual([]);
		});

		it('does not let the attacker choose addresses to forward to', async () => {
			const seen = await delivered();
			const list = [{ kind: 'trigger' as const, url: stage.victim.url, events: [] }];
			const genuine = attack.hubOf(seen);
			const forgeries = [
				await encodeList(list, 'a guess'),
				await encodeList(list, seen.headers.authorization ?? 'demo-token'),
				await encodeList(list, simulator.current.key),
				[...genuine.split('.').slice(0, 2), (await encodeList(list, 'x'))?.split('.')[2]].join('.'),
				`${genuine}A`,
				`2.${stage.victim.url}`,
				JSON.stringify(list),
			];
			for (const [index, forged = ''] of forgeries.entries()) {
				await postLike(seen, message(`FORGED${index}`), { list: forged });
			}
			expect(stage.victim.all).toEqual([]);
			expect(stage.app.all).toHaveLength(1);
		});

		it('is forwarded to the addresses of the signed list, and to no other', async () => {
			const seen = await delivered();
			const { app, victim } = stage;
			expect(app.all).toHaveLength(1);
			const changed = message('ANOTHER', { destination: victim.url, url: victim.url });
			await postLike(seen, changed, {
				host: 'victim.example',
				'x-forwarded-host': 'victim.example',
				referer: victim.url,
			});
			expect(app.all).toHaveLength(2);
			expect(victim.all).toEqual([]);
			for (const { path, headers } of app.all) {
				expect(path).toBe(new URL(app.url).pathname);
				expect(Object.keys(headers)).not.toContain(HUB_HEADER);
				expect(headers.authorization).toBeUndefined();
			}
		});
	});

	it.each(['probe', 'takeover', 'written'])(
		'who has recorded a delivery cannot ask with its signature what only nodes of ours may ask (%s)',
		async (question) => {
			const asked = { do: 'get', chats: ['5511988887777'] };
			const event = `evolution-hub.${question}`;
			const body = message('ASKED', { event, question: asked });
			const answer = await postLike(await delivered(), body);
			expect(answer).toEqual({ status: 401, text: ANSWERS[server] });
			expectNothing(1);
		},
	);

	describe('a delivery with the right signature', () => {
		it.each([
			['names another instance', 'new-phone'],
			['names the instance in capital letters', 'DEMO'],
			['names a path instead of an instance', '../demo'],
			['names an object instead of an instance', { toString: 'demo' }],
			['names a list instead of an instance', ['demo']],
		])('that %s starts nothing and is not forwarded', async (_what, instance) => {
			const list = attack.hubOf(await delivered());
			const answer = await signed(message('OTHER', { instance }), { [HUB_HEADER]: list });
			expect(answer.status).toBe(200);
			expectNothing(1);
		});

		it.each([
			['a list', '[]'],
			['a text', '"messages.upsert"'],
			['a number', '7'],
			['null', 'null'],
			['no JSON', '{"event":'],
			['nothing', ''],
			['an event that is a list', message('LIST').replace(/"event":("[^"]+")/, '"event":[$1]')],
			['a web page', '<html></html>'],
		])('whose body is %s starts nothing', async (what, body) => {
			const { status } = await signed(body);
			// These bodies lack the instance's token, which each delivery of Evolution Go contains.
			expect(status).toBe(server === 'go' && what !== 'an event that is a list' ? 401 : 200);
			expectNothing();
		});

		it('with a body nested a hundred thousand levels deep starts the workflow like any other', async () => {
			const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
			const body = message('DEEP').replace('"x"', nested);
			expect((await signed(body)).status).toBe(200);
			expect(stage.trigger.started).toHaveLength(1);
		});

		it('of 20 MB starts the workflow like any other', async () => {
			const body = message('LARGE').replace('"x"', JSON.stringify('x'.repeat(20 * 1024 * 1024)));
			expect((await signed(body)).status).toBe(200);
			expect(stage.trigger.started).toHaveLength(1);
		});

		it('cannot pollute a prototype', async () => {
			const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
			const body = message('EVIL')
				.replace('"x"', evil)
				.replace('{"event"', '{"__proto__":{"polluted":1},"event"');
			expect((await signed(body)).status).toBe(200);
			expect('polluted' in {}).toBe(false);
			expect(JSON.stringify(stage.trigger.started)).not.toContain('__proto__');
		});
	});

	it('guesses of the key make n8n ask the server once in a while, not each time', async () => {
		const read = { api: '/webhook/find/demo', go: '/instance/all' }[server];
		const looks = () =>
			simulator.current.state.requests.list().filter(({ path }) => path === read).length;
		const before = looks();
		for (let guess = 0; guess < 20; guess++)
			await post(message(`G${guess}`), { authorization: token(`${guess}`) });
		expect(looks() - before).toBeLessThanOrEqual(1);
		expectNothing();
	});
});
