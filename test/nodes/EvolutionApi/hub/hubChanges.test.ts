import { HubChanges, readHub } from '../../../../nodes/EvolutionApi/hub/changes';
import type { WorkflowSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { subscribe, unsubscribe } from './support/plans';
import { FakeServer, trigger, urlOf } from './support/server';
import { unknownEvents, useHubChanges } from './support/useHubChanges';

describe('a change of the list of workflows on the webhook', () => {
	const hub = useHubChanges();
	const { change, changeThrough, urls } = hub;

	it('continues after a write whose answer was lost, because it reads the list again', async () => {
		hub.server.failures.push({ set: { message: 'Too slow', description: '', mayHeal: true } });
		await change(subscribe(trigger(1)));
		expect(await urls()).toEqual([urlOf(1)]);
	});

	it('is written once for all changes that start at the same moment, and read back', async () => {
		const all = Array.from({ length: 20 }, (_, index) => change(subscribe(trigger(index))));
		const states = await Promise.all(all);
		expect(hub.server.sets).toHaveLength(1);
		expect(await urls()).toHaveLength(20);
		expect(new Set(states.map(({ key }) => key)).size).toBe(1);
	});

	it('makes a separate signature key for every webhook, too long to be guessed', async () => {
		const keys: string[] = [];
		for (let count = 0; count < 50; count++) {
			const api = new FakeServer().api();
			const { key = '' } = await hub.hubChanges.change(`server ${count}`, api, [
				subscribe(trigger(1)),
			]);
			keys.push(key);
		}
		expect(new Set(keys).size).toBe(50);
		// A key is 24 random bytes, so 32 characters in Base64. Each character must vary.
		for (let place = 0; place < 32; place++)
			expect(new Set(keys.map((key) => key[place])).size).toBeGreaterThan(10);
		expect(keys.every((key) => /^[\w-]{32}$/.test(key))).toBe(true);
	});

	it('includes changes that start while it runs', async () => {
		let late: Promise<unknown> | undefined;
		const api = hub.server.api({
			sleep: async () => void (late ??= change(subscribe(trigger(2)))),
		});
		await changeThrough(api, subscribe(trigger(1)));
		await late;
		expect(await urls()).toEqual([urlOf(1), urlOf(2)]);
	});

	it('asks the next owner whether it still listens only with a key that the server has', async () => {
		const [leaving, staying] = [trigger(1), trigger(2)];
		hub.server.set({ enabled: true, url: leaving.url, events: leaving.events });
		const asked: unknown[] = [];
		const api = hub.server.api({
			findEnded: async ({ key, ownerUrl }) => {
				const known = (await readHub(hub.server.api())).key;
				asked.push({ ownerUrl, isKnown: key === known });
				return [];
			},
		});
		const list = [leaving, staying];
		await changeThrough(api, { do: 'unsubscribe', url: leaving.url, list });
		expect(asked).toEqual([{ ownerUrl: staying.url, isKnown: true }]);
	});

	it('ends as soon as the list contains it, even if other changes keep starting', async () => {
		const others: Array<Promise<unknown>> = [];
		const api = hub.server.api({
			sleep: async () => {
				if (others.length < 60)
					others.push(changeThrough(api, subscribe(trigger(others.length + 1))));
			},
		});
		await changeThrough(api, subscribe(trigger(0)));
		expect(others.length).toBeLessThan(10);
		while (others.length < 60) await others.at(-1);
		await Promise.all(others);
		expect(await urls()).toHaveLength(61);
	});

	it('writes nothing if the list already contains exactly these workflows', async () => {
		const all = {
			base64: true,
			chat: '1@s.whatsapp.net',
			expires: 1_900_000_000,
			kind: 'test',
		} as const;
		await change(subscribe(trigger(1)), subscribe(trigger(2, all)));
		await change(subscribe(trigger(2, all)), subscribe(trigger(1)));
		await change();
		expect(hub.server.sets).toHaveLength(1);
	});

	it("stores every field of a workflow's entry", async () => {
		const all = {
			kind: 'trigger',
			events: ['CALL'],
			base64: true,
			heals: true,
			chat: '1@s.whatsapp.net',
			quotesOnly: true,
			expires: 1_900_000_000,
		} satisfies Required<Omit<WorkflowSubscriber, 'url'>>;
		await change(subscribe(trigger(1, all)));
		const { subscribers } = await readHub(hub.server.api());
		expect(subscribers).toEqual([{ ...all, url: urlOf(1) }]);
	});

	it('is written again if another application overwrites the webhook in the meantime, and adds that application', async () => {
		const before = {
			url: 'https://other.example',
			enabled: true,
			events: ['CALL'],
			headers: { a: 'b' },
		};
		let times = 0;
		const api = hub.server.api({
			sleep: async () => void (++times === 1 && hub.server.set(before)),
		});
		await changeThrough(api, subscribe(trigger(1)));
		expect(await urls()).toEqual(['https://other.example', urlOf(1)]);
	});

	it('does not end while another n8n keeps changing the list', async () => {
		const other = new HubChanges();
		let looks = 0;
		const api = hub.server.api({
			sleep: async () => {
				if (++looks <= 3)
					await other.change('key', hub.server.api(), [subscribe(trigger(10 + looks))]);
			},
		});
		await changeThrough(api, subscribe(trigger(1)));
		expect(looks).toBe(4);
	});

	it('waits at least 50 ms before it reads the list back, and longer if the server is slow: others may be three times slower', async () => {
		const slept: number[] = [];
		let now = 1_800_000_000_000;
		const api = hub.server.api({
			sleep: async (ms) => void slept.push(ms),
			random: () => 0,
			now: () => (now += 200),
		});
		await changeThrough(api, subscribe(trigger(1)));
		expect(slept).toEqual([50 + 3 * 400]); // the code reads the clock three times
	});

	it("keeps another application's webhook although the server refuses to set one of its events", async () => {
		const before = {
			url: 'https://other.example',
			enabled: true,
			events: ['CALL', 'GROUPS_UPDATE'],
			headers: {},
		};
		hub.server.set(before);
		hub.server.failures.push({ set: unknownEvents(1) });
		await change(subscribe(trigger(1)));
		expect(hub.server.record?.events).toEqual(['CALL', 'MESSAGES_UPSERT']);
		await change(subscribe(trigger(1)));
		await change(unsubscribe(1));
		expect(hub.server.record).toMatchObject({ ...before, events: ['CALL'] });
		expect(hub.server.sets).toHaveLength(2);
	});

	it('that removes the last workflow restores the earlier webhook of the instance', async () => {
		hub.server.set({
			url: 'https://other.example',
			enabled: true,
			events: ['CALL'],
			headers: { jwt_key: 'x' },
			byEvents: true,
			base64: true,
		});
		const before = { ...hub.server.record, updatedAt: expect.any(String) };
		await change(subscribe(trigger(1)), subscribe(trigger(2)));
		await change(unsubscribe(1));
		await change(unsubscribe(2));
		expect(hub.server.record).toEqual(before);
	});
});
