/* eslint-disable @n8n/community-nodes/no-restricted-globals */

import { Changes, readHub } from '../../../../../nodes/EvolutionApi/trigger/hub';
import { FakeServer, trigger, urlOf } from './support/server';
import fc from '../../../../support/properties';

describe('whatever happens at once', () => {
	it('nobody is lost where several n8n servers change it at once, on lines of any speed', async () => {
		const servers = fc.array(
			fc.record({
				delayMs: fc.integer({ min: 0, max: 12 }),
				comes: fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 4 }),
				leaves: fc.boolean(),
			}),
			{ minLength: 2, maxLength: 6 },
		);
		await fc.assert(
			fc.asyncProperty(servers, async (all) => {
				const server = new FakeServer();
				const pause = async (ms: number) =>
					await new Promise<void>((resolve) => setTimeout(resolve, ms));
				const stays = new Set<string>();
				const run = async ({ delayMs, comes, leaves }: (typeof all)[number], index: number) => {
					const { find, set } = server.talk();
					const slow = async <Value>(ask: () => Promise<Value>) => {
						await pause(Math.random() * delayMs);
						const value = await ask();
						await pause(Math.random() * delayMs);
						return value;
					};
					const talk = server.talk({
						find: async () => await slow(find),
						set: async (body) => await slow(async () => await set(body)),
						...{ sleep: pause, random: () => Math.random(), now: () => Date.now() },
					});
					const changes = new Changes();
					const names = comes.map((number) => `${index}-${number}`);
					await Promise.all(
						names.map(
							async (name) =>
								await changes.change('key', talk, [{ do: 'subscribe', subscriber: trigger(name) }]),
						),
					);
					for (const name of names) stays.add(urlOf(name));
					if (!leaves || names.length === 0) return;
					await changes.change('key', talk, [{ do: 'unsubscribe', url: urlOf(names[0]) }]);
					stays.delete(urlOf(names[0]));
				};
				await Promise.all(all.map(run));
				const { subscribers } = await readHub(server.talk());
				const own = subscribers.filter(({ kind }) => kind !== 'foreign');
				expect(new Set(own.map(({ url }) => url))).toEqual(stays);
			}),
			{ numRuns: 12, endOnFailure: true },
		);
	}, 60_000);
});
