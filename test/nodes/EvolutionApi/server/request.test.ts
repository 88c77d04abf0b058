import { setTimeout as pause } from 'node:timers/promises';

import type { EngineResult } from '../../../../dev/engine/engine';
import type { Fault } from '../../../../simulator/state/faults';
import { runOperation } from '../../../support/run';
import { onSleep, shortenTimeouts } from '../../../support/time';
import { arrived, fail, useSimulator } from '../../../support/simulator';

jest.mock('../../../../nodes/EvolutionApi/operations', () =>
	jest.requireActual('../../../support/table'),
);
const sleep = jest.fn<Promise<void>, [ms: number]>(async () => {});
onSleep(sleep);

const simulator = useSimulator();
/** How many of the next requests have a short time-out. Others have the usual one, because the machine may be busy. */
let timingOut = 0;
let restoreTimeouts: () => void;
beforeAll(async () => {
	restoreTimeouts = await shortenTimeouts(200, () => timingOut > 0 && timingOut-- > 0);
});
afterAll(() => restoreTimeouts());
beforeEach(() => {
	timingOut = 0;
	sleep.mockClear();
});
function timeOut(): void {
	fail(simulator.current, { delayMs: 400 });
	timingOut = 1;
}

const read = async (server = simulator.current): Promise<EngineResult> =>
	await runOperation(server, { resource: 'test', operation: 'read' });
const write = async (server = simulator.current): Promise<EngineResult> =>
	await runOperation(server, {
		resource: 'test',
		operation: 'write',
		values: { to: '5511988887777' },
	});

/** Number of requests, except the lookup of instances after a refused key. */
const requests = () =>
	arrived(simulator.current).filter(({ path }) => !path.includes('/fetchInstances')).length;
/** The simulator logs a cancelled request only after handling it. */
async function untilNoted(count: number): Promise<void> {
	while (requests() < count) await pause(5);
}
const pauses = () => sleep.mock.calls.map(([milliseconds]) => milliseconds);
const sentMessages = () =>
	[...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? [])].filter(
		({ message }) => JSON.stringify(message).includes('"Hello"'),
	).length;

const PROXY = '<html><head><title>503 Service Unavailable</title></head></html>';

describe('a send that may have arrived is never retried', () => {
	it.each<[string, Partial<Fault>, string]>([
		['500', { status: 500 }, 'Injected fault'],
		['502', { status: 502 }, 'Injected fault'],
		['503', { status: 503 }, 'Injected fault'],
		["503 with a proxy's page", { status: 503, body: PROXY }, 'A proxy in front of the server'],
		['504', { status: 504 }, 'Injected fault'],
		['504 with Retry-After', { status: 504, headers: { 'retry-after': '0' } }, 'Injected fault'],
		['a connection that breaks before the answer', { drop: 'before' }, 'broke off'],
		['a connection that breaks after the request was processed', { drop: 'after' }, 'broke off'],
		['a connection that breaks in the middle of the answer', { drop: 'mid' }, 'broke off'],
	])('after this answer of the server: %s', async (_what, fault, message) => {
		fail(simulator.current, fault);
		const { error } = await write();
		expect(error?.message).toContain(message);
		expect(requests()).toBe(1);
		expect(pauses()).toEqual([]);
	});

	it('after a time-out', async () => {
		timeOut();
		const { error } = await write();
		expect(error?.message).toBe('The server did not answer in time');
		expect(error?.description).toContain('look before you send it again');
		await untilNoted(1);
		expect(pauses()).toEqual([]);
		expect(requests()).toBe(1);
		expect(sentMessages()).toBe(1);
	});

	it.each([
		['after the request was processed', 'after'],
		['in the middle of the answer', 'mid'],
	] as const)(
		'after a connection that breaks %s: one message arrives on the phone',
		async (_when, drop) => {
			fail(simulator.current, { drop });
			const { error } = await write();
			expect(error?.description).toContain('look before you send it again');
			expect(sentMessages()).toBe(1);
		},
	);
});

describe('a send that certainly did not arrive is retried', () => {
	it.each<[string, Partial<Fault>]>([
		['429', { status: 429, headers: { 'retry-after': '2' } }],
		["429 with a proxy's page", { status: 429, body: PROXY, headers: { 'retry-after': '2' } }],
	])('after an answer %s', async (_what, fault) => {
		fail(simulator.current, fault);
		const { error, items } = await write();
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(requests()).toBe(2);
		expect(sentMessages()).toBe(1);
		expect(pauses()).toEqual([2000]);
	});

	it('up to three attempts where the server refuses connections; the error says what to check', async () => {
		const gone = { ...simulator.current, url: 'http://127.0.0.1:9' };
		const { error } = await write(gone);
		expect(error?.message).toBe('No server answers at http://127.0.0.1:9');
		expect(error?.description).toContain('If n8n runs in Docker');
		expect(pauses()).toHaveLength(2);
	});
});

describe('a read is retried', () => {
	it.each<[string, Partial<Fault>]>([
		['429', { status: 429 }],
		['502', { status: 502 }],
		['503', { status: 503 }],
		["503 with a proxy's page", { status: 503, body: PROXY }],
		['504', { status: 504 }],
		['a connection that breaks before the answer', { drop: 'before' }],
		['a connection that breaks after the request was processed', { drop: 'after' }],
		['a connection that breaks in the middle of the answer', { drop: 'mid' }],
	])('after %s, until it succeeds, with growing pauses', async (_what, fault) => {
		fail(simulator.current, { ...fault, times: 2 });
		const { error, items } = await read();
		expect(error).toBeUndefined();
		expect(items[0].json.instance).toEqual({ instanceName: 'demo', state: 'open' });
		expect(requests()).toBe(3);
		const [first, second, ...more] = pauses();
		expect(more).toEqual([]);
		expect(first).toBeGreaterThanOrEqual(500);
		expect(first).toBeLessThanOrEqual(625);
		expect(second).toBeGreaterThanOrEqual(1000);
		expect(second).toBeLessThanOrEqual(1250);
	});

	it('after a time-out, until it succeeds', async () => {
		timeOut();
		expect((await read()).error).toBeUndefined();
		expect(simulator.current.state.faults).toEqual([]);
		expect(pauses()).toHaveLength(1);
	});

	it('up to three attempts in all', async () => {
		fail(simulator.current, { status: 503, times: 9 });
		const { error } = await read();
		expect(error?.httpCode).toBe('503');
		expect(requests()).toBe(3);
	});

	it.each([429, 503])('after the seconds that Retry-After asks for (%i)', async (status) => {
		fail(simulator.current, { status, headers: { 'retry-after': '7' } });
		expect((await read()).error).toBeUndefined();
		expect(pauses()).toEqual([7000]);
	});

	it('after the moment that Retry-After names', async () => {
		const moment = new Date(Date.now() + 20_000).toUTCString();
		fail(simulator.current, { status: 503, headers: { 'retry-after': moment } });
		expect((await read()).error).toBeUndefined();
		expect(pauses()[0]).toBeGreaterThan(15_000);
		expect(pauses()[0]).toBeLessThanOrEqual(20_000);
	});

	it.each([
		['a date in the past', new Date(Date.now() - 60_000).toUTCString(), 0],
		['zero', '0', 0],
		['neither seconds nor a date, which leaves the usual pause', 'soon', 500],
	])('without a long pause where Retry-After is %s', async (_what, retryAfter, least) => {
		fail(simulator.current, { status: 429, headers: { 'retry-after': retryAfter } });
		expect((await read()).error).toBeUndefined();
		expect(pauses()).toHaveLength(1);
		expect(pauses()[0]).toBeGreaterThanOrEqual(least);
		expect(pauses()[0]).toBeLessThanOrEqual(least * 1.25);
	});
});

describe('a read is not retried', () => {
	it.each([429, 503])('when Retry-After asks for too long (%i)', async (status) => {
		fail(simulator.current, { status, headers: { 'retry-after': '31' } });
		expect((await read()).error?.httpCode).toBe(String(status));
		expect(requests()).toBe(1);
		expect(pauses()).toEqual([]);
	});

	it('when the license is missing, although the server answers 503', async () => {
		Object.assign(simulator.current.config, { version: '2.4.0', licensed: false });
		const { error } = await read();
		expect(error?.message).toContain('not activated');
		expect(requests()).toBe(1);
		simulator.current.config.version = '2.3.7';
	});

	it.each<[string, Partial<Fault>]>([
		['400', { status: 400 }],
		['401', { status: 401 }],
		['404', { status: 404 }],
		['500', { status: 500 }],
		['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
		['a web page', { status: 200, body: '<html></html>' }],
		['an error in a 200', { status: 200, body: { error: true } }],
	])('after this answer of the server: %s', async (_what, fault) => {
		fail(simulator.current, fault);
		expect((await read()).error).toBeDefined();
		expect(requests()).toBe(1);
	});
});
