import { sign, type Algorithm } from 'jsonwebtoken';

import { encodeHub } from '../../../../../nodes/EvolutionApi/hub/codec';
import { bearer } from '../../../../../nodes/EvolutionApi/hub/jwt';
import { HUB_HEADER } from '../../../../../nodes/EvolutionApi/hub/record';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { keyOf } from '../support/happenings';
import { RunningTrigger, type Call, type Process } from './support/runningTrigger';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

// A stranger on the internet knows the address of the webhook, and may have seen a delivery.

const simulator = useSimulator();
let trigger: RunningTrigger;
/** Another app, whose webhook was there before; nothing of a stranger may reach it. */
let app: Receiver;
/** Somewhere that only a stranger would want to be called. */
let victim: Receiver;

beforeEach(async () => {
	[app, victim] = [await Receiver.start(), await Receiver.start()];
	await ask('POST', '/webhook/set/demo', {
		webhook: { enabled: true, url: app.url, headers: {}, events: ['MESSAGES_UPSERT'] },
	});
});
afterEach(async () => {
	await Promise.all([trigger, app, victim].map(async (server) => await server.close()));
});

async function ask(method: string, route: string, body?: object): Promise<unknown> {
	const { url, key } = simulator.current;
	const headers = { 'content-type': 'application/json', apikey: key };
	const answer = await fetch(url + route, { method, headers, body: JSON.stringify(body) });
	return await answer.json();
}

/** The server delivers a message. @returns what came in */
async function delivered(text = 'hello'): Promise<Call> {
	const before = trigger.calls.length;
	await ask('POST', '/_sim/instances/demo/receive', { from: '5511988887777', kind: 'text', text });
	for (let waited = 0; trigger.calls.length === before && waited < 10_000; waited += 5) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return trigger.calls[before];
}

const ANSWER = 'Not a delivery of the Evolution API server';
const key = () => keyOf(simulator.current);
const now = () => Math.floor(Date.now() / 1000);
const message = (id: string, more: object = {}) =>
	JSON.stringify({
		event: 'messages.upsert',
		instance: 'demo',
		data: {
			key: { id, remoteJid: '5511988887777@s.whatsapp.net' },
			message: { conversation: 'x' },
		},
		...more,
	});

/** Somebody posts to the webhook. */
async function post(body: string | Buffer, headers: Record<string, string | undefined> = {}) {
	const given = Object.entries({ 'content-type': 'application/json', ...headers }).filter(
		(entry): entry is [string, string] => entry[1] !== undefined,
	);
	const answer = await fetch(trigger.url, {
		method: 'POST',
		headers: given,
		body: body as unknown as string,
	});
	return { status: answer.status, text: await answer.text() };
}

const signed = (body: string, headers: Record<string, string> = {}) =>
	post(body, { authorization: bearer(key(), Date.now()), ...headers });

/** Nothing was started and nobody was called since the genuine deliveries. */
function expectNothing(genuine = 0): void {
	expect(trigger.started).toHaveLength(genuine);
	expect(app.all).toHaveLength(genuine);
	expect(victim.all).toHaveLength(0);
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({ iat: now(), exp: now() + 600, app: 'evolution', action: 'webhook' });
const token = (secret: string, algorithm: Algorithm = 'HS256', more: object = {}) =>
	`Bearer ${sign({ ...claims(), ...more }, secret, { algorithm })}`;

describe.each<[where: string, process: Process]>([
	['where the trigger lives', 'all'],
	['where webhooks are taken only', 'webhooks'],
])('in a process %s', (_where, process) => {
	beforeEach(async () => {
		trigger = await RunningTrigger.start(simulator.current, {}, process);
	});

	describe('a delivery without the right token starts nothing and goes nowhere', () => {
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

		it.each(TOKENS)('%s', async (_what, authorization) => {
			const { headers } = await delivered();
			const hub = { [HUB_HEADER]: headers[HUB_HEADER] };
			const answer = await post(message('FORGED'), { ...hub, authorization: authorization() });
			expect(answer).toEqual({ status: 401, text: ANSWER });
			expectNothing(1);
		});

		it('in another header', async () => {
			const authentic = bearer(key(), Date.now());
			const answer = await post(message('FORGED'), { 'x-authorization': authentic, apikey: key() });
			expect(answer.status).toBe(401);
			expectNothing();
		});
	});

	describe('a delivery that was seen on its way', () => {
		it('and is played again starts nothing a second time', async () => {
			const { headers, body } = await delivered();
			const { authorization } = headers;
			const answer = await post(body, { authorization, [HUB_HEADER]: headers[HUB_HEADER] });
			expect(answer.status).toBe(200);
			expectNothing(1);
		});

		it('gives nobody a list of addresses to post to', async () => {
			const { headers } = await delivered();
			const { authorization } = headers;
			const list = [{ kind: 'trigger' as const, url: victim.url, events: [] }];
			const genuine = headers[HUB_HEADER];
			const forgeries = [
				await encodeHub(list, 'a guess'),
				await encodeHub(list, headers.authorization),
				await encodeHub(list, simulator.current.key),
				[...genuine.split('.').slice(0, 2), (await encodeHub(list, 'x'))?.split('.')[2]].join('.'),
				`${genuine}A`,
				`2.${victim.url}`,
				JSON.stringify(list),
			];
			for (const [index, forged = ''] of forgeries.entries()) {
				await post(message(`FORGED${index}`), { authorization, [HUB_HEADER]: forged });
			}
			expect(victim.all).toEqual([]);
			// Without a list that is known to be ours there is nobody to pass it on to.
			expect(app.all).toHaveLength(1);
		});

		it('goes to the addresses of the list, and to no other', async () => {
			const { headers, body } = await delivered();
			expect(app.all).toHaveLength(1);
			const changed = { ...JSON.parse(body), destination: victim.url, url: victim.url };
			changed.data.key.id = 'ANOTHER';
			await post(JSON.stringify(changed), {
				authorization: headers.authorization,
				[HUB_HEADER]: headers[HUB_HEADER],
				host: 'victim.example',
				'x-forwarded-host': 'victim.example',
				referer: victim.url,
			});
			expect(app.all).toHaveLength(2);
			expect(victim.all).toEqual([]);
			expect(Object.keys(app.all[1].headers)).not.toContain(HUB_HEADER);
			expect(app.all[1].headers.authorization).toBeUndefined();
		});
	});

	describe('an authentic delivery', () => {
		it.each([
			['names another instance', 'new-phone'],
			['names an instance in other letters', 'DEMO'],
			['names a path', '../demo'],
			['names no text', { toString: 'demo' }],
			['names a list', ['demo']],
		])('that %s starts nothing and goes nowhere', async (_what, instance) => {
			const { headers } = await delivered();
			const hub = { [HUB_HEADER]: headers[HUB_HEADER] };
			const answer = await signed(message('OTHER', { instance }), hub);
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
			['an event that is a list', '{"event":["messages.upsert"],"instance":"demo"}'],
			['a web page', '<html></html>'],
		])('whose body is %s starts nothing', async (_what, body) => {
			const { status } = await signed(body);
			expect(status).toBe(200);
			expectNothing();
		});

		it('with a hundred thousand levels is taken like any other', async () => {
			const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
			const body = message('DEEP').replace('"x"', nested);
			expect((await signed(body)).status).toBe(200);
			expect(trigger.started).toHaveLength(1);
		});

		it('of 20 MB is taken like any other', async () => {
			const body = message('LARGE').replace('"x"', JSON.stringify('x'.repeat(20 * 1024 * 1024)));
			expect((await signed(body)).status).toBe(200);
			expect(trigger.started).toHaveLength(1);
		});

		it('pollutes no prototype', async () => {
			const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
			const body = message('EVIL')
				.replace('"x"', evil)
				.replace('{"event"', '{"__proto__":{"polluted":1},"event"');
			expect((await signed(body)).status).toBe(200);
			expect('polluted' in {}).toBe(false);
			expect(JSON.stringify(trigger.started)).not.toContain('__proto__');
		});
	});

	it('guesses of the key ask the server for it once in a while, not each time', async () => {
		const looks = () =>
			simulator.current.state.requests.list().filter(({ path }) => path === '/webhook/find/demo')
				.length;
		const before = looks();
		for (let guess = 0; guess < 20; guess++)
			await post(message(`G${guess}`), { authorization: token(`${guess}`) });
		expect(looks() - before).toBeLessThanOrEqual(1);
		expectNothing();
	});
});
