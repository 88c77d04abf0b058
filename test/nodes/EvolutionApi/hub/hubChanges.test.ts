import type { Failure } from '../../../../nodes/EvolutionApi/core/failures/failure';
import { HubChanges, readHub, type HubChange } from '../../../../nodes/EvolutionApi/hub';
import { FakeServer, trigger, urlOf } from './support/server';

const subscribe = (number: number | string, rest: object = {}): HubChange => ({
	do: 'subscribe',
	subscriber: trigger(number, rest),
});
const unsubscribe = (number: number): HubChange => ({ do: 'unsubscribe', url: urlOf(number) });
const refusal = (...places: number[]): Failure => ({
	message: places
		.map((place) => `webhook.events[${place}] is not one of enum values: CALL`)
		.join('; '),
	description: '',
	httpCode: 400,
});

describe('a change', () => {
	let server: FakeServer;
	let hubChanges: HubChanges;
	const change = (...changes: HubChange[]) => hubChanges.change('key', server.api(), changes);
	const urls = async () => (await readHub(server.api())).subscribers.map(({ url }) => url);
	beforeEach(() => {
		server = new FakeServer();
		hubChanges = new HubChanges();
	});

	it('goes on when nobody knows whether the write arrived', async () => {
		server.failures.push({ set: { message: 'Too slow', description: '', mayHeal: true } });
		await change(subscribe(1));
		expect(await urls()).toEqual([urlOf(1)]);
	});

	it('writes once for all who come at the same moment, and reads back', async () => {
		const all = Array.from({ length: 20 }, (_, index) => change(subscribe(index)));
		const states = await Promise.all(all);
		expect(server.sets).toHaveLength(1);
		expect(await urls()).toHaveLength(20);
		expect(new Set(states.map(({ key }) => key)).size).toBe(1);
	});

	it('makes a key of its own for every webhook, too long to be guessed', async () => {
		const keys: string[] = [];
		for (let count = 0; count < 50; count++) {
			const api = new FakeServer().api();
			const { key = '' } = await hubChanges.change(`server ${count}`, api, [subscribe(1)]);
			keys.push(key);
		}
		expect(new Set(keys).size).toBe(50);
		// 24 bytes. No place is the same in all of them, as it would be of a time or a name.
		for (let place = 0; place < 32; place++)
			expect(new Set(keys.map((key) => key[place])).size).toBeGreaterThan(10);
		expect(keys.every((key) => /^[\w-]{32}$/.test(key))).toBe(true);
	});

	it('takes in who comes while it runs', async () => {
		let late: Promise<unknown> | undefined;
		const api = server.api({ sleep: async () => void (late ??= change(subscribe(2))) });
		await hubChanges.change('key', api, [subscribe(1)]);
		await late;
		expect(await urls()).toEqual([urlOf(1), urlOf(2)]);
	});

	it('is over when it held, although others go on coming one after the other', async () => {
		const others: Array<Promise<unknown>> = [];
		const sleep = async () => {
			if (others.length < 60) others.push(change(subscribe(others.length + 1)));
		};
		await hubChanges.change('key', server.api({ sleep }), [subscribe(0)]);
		expect(others.length).toBeLessThan(10);
		while (others.length < 60) await others.at(-1);
		await Promise.all(others);
		expect(await urls()).toHaveLength(61);
	});

	it('writes nothing when all is well', async () => {
		const all = { base64: true, chat: '1@s.whatsapp.net', expires: 1_900_000_000, kind: 'test' };
		await change(subscribe(1), subscribe(2, all));
		await change(subscribe(2, all), subscribe(1));
		await change();
		expect(server.sets).toHaveLength(1);
	});

	it('writes again what another one lost', async () => {
		const before = {
			url: 'https://other.example',
			enabled: true,
			events: ['CALL'],
			headers: { a: 'b' },
		};
		let times = 0;
		const api = server.api({ sleep: async () => void (++times === 1 && server.set(before)) });
		await hubChanges.change('key', api, [subscribe(1)]);
		expect(await urls()).toEqual(['https://other.example', urlOf(1)]);
	});

	it('is not over while others write', async () => {
		const other = new HubChanges();
		let looks = 0;
		const api = server.api({
			sleep: async () => {
				if (++looks <= 3) await other.change('key', server.api(), [subscribe(10 + looks)]);
			},
		});
		await hubChanges.change('key', api, [subscribe(1)]);
		expect(looks).toBe(4);
	});

	it('waits longer for a slow server: 50 to 150 ms and as long as a look and a write last', async () => {
		const slept: number[] = [];
		let now = 1_800_000_000_000;
		const api = server.api({
			sleep: async (ms) => void slept.push(ms),
			random: () => 0,
			now: () => (now += 200),
		});
		await hubChanges.change('key', api, [subscribe(1)]);
		expect(slept).toEqual([450]); // the clock is asked three times
	});

	it('keeps another’s webhook whose event can only be set when the instance is created', async () => {
		const before = {
			url: 'https://other.example',
			enabled: true,
			events: ['CALL', 'GROUPS_UPDATE'],
			headers: {},
		};
		server.set(before);
		server.failures.push({ set: refusal(1) });
		await change(subscribe(1));
		expect(server.record?.events).toEqual(['CALL', 'MESSAGES_UPSERT']);
		await change(subscribe(1));
		await change(unsubscribe(1));
		expect(server.record).toMatchObject({ ...before, events: ['CALL'] });
		expect(server.sets).toHaveLength(2);
	});

	it('leaves the webhook of an instance as it was before', async () => {
		server.set({
			url: 'https://other.example',
			enabled: true,
			events: ['CALL'],
			headers: { jwt_key: 'x' },
			byEvents: true,
			base64: true,
		});
		const before = { ...server.record, updatedAt: expect.any(String) };
		await change(subscribe(1), subscribe(2));
		await change(unsubscribe(1));
		await change(unsubscribe(2));
		expect(server.record).toEqual(before);
	});
});
