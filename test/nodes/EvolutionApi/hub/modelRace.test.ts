import { HubChanges, readHub } from '../../../../nodes/EvolutionApi/hub/changes';
import fc from '../../../support/properties';
import { Clock } from './support/clock';
import { FakeGoServer } from './support/goServer';
import { FakeServer, trigger, urlOf } from './support/server';

// Compresses without Node's thread pool, because the order in which its threads finish isn't reproducible.
jest.mock('../../../../nodes/EvolutionApi/hub/deflate', () => {
	const zlib = jest.requireActual<typeof import('node:zlib')>('node:zlib');
	return {
		deflate: async (text: string) => zlib.deflateRawSync(text).toString('base64url'),
		inflate: async (packed: string) =>
			zlib.inflateRawSync(Buffer.from(packed, 'base64url')).toString(),
	};
});

describe.each([
	['Evolution API', FakeServer],
	['Evolution Go', FakeGoServer],
])('concurrent changes of the webhook at %s', (_name, Played) => {
	it('lose no workflow where several n8n servers change the list at once, at any network speed', async () => {
		const servers = fc.array(
			fc.record({
				delayMs: fc.integer({ min: 0, max: 12 }),
				comes: fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 4 }),
				leaves: fc.boolean(),
			}),
			{ minLength: 2, maxLength: 6 },
		);
		const chances = fc.infiniteStream(
			fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
		);
		await fc.assert(
			fc.asyncProperty(servers, chances, async (all, chance) => {
				const server = new Played();
				const clock = new Clock();
				const random = () => chance.next().value;
				const stays = new Set<string>();
				const run = async ({ delayMs, comes, leaves }: (typeof all)[number], index: number) => {
					const { find, set } = server.api();
					const slow = async <Value>(ask: () => Promise<Value>) => {
						await clock.sleep(random() * delayMs);
						const value = await ask();
						await clock.sleep(random() * delayMs);
						return value;
					};
					const api = server.api({
						find: async () => await slow(find),
						set: async (body) => await slow(async () => await set(body)),
						sleep: clock.sleep,
						random,
						now: clock.now,
					});
					const changes = new HubChanges();
					const names = comes.map((number) => `${index}-${number}`);
					await Promise.all(
						names.map(
							async (name) =>
								await changes.change('key', api, [{ do: 'subscribe', subscriber: trigger(name) }]),
						),
					);
					for (const name of names) stays.add(urlOf(name));
					if (!leaves || names.length === 0) return;
					await changes.change('key', api, [{ do: 'unsubscribe', url: urlOf(names[0]) }]);
					stays.delete(urlOf(names[0]));
				};
				await clock.until(Promise.all(all.map(run)));
				const { subscribers } = await readHub(server.api());
				const workflows = subscribers.filter(({ kind }) => kind !== 'foreign');
				expect(new Set(workflows.map(({ url }) => url))).toEqual(stays);
			}),
			{ numRuns: 60, endOnFailure: true },
		);
	});
});
