import { setTimeout as sleep } from 'node:timers/promises';

import type { Connection, TableRequest } from '../../../../../nodes/EvolutionApi/server/adapter';
import { fetchMedia } from '../../../../../nodes/EvolutionApi/trigger/items/itemsWithMedia';

// Tests the limit for downloads at the same time, because each file is in memory several times while it's read.

const MB = 1024 * 1024;

function fetching(sizes: Array<number | undefined>) {
	const ends = new Map<string, () => void>();
	const ask = async (_context: unknown, _connection: unknown, { body }: TableRequest) =>
		await new Promise<{ body: object }>((resolve) => {
			const { message } = body as { message: { key: { id: string } } };
			const { id } = message.key;
			ends.set(id, () => {
				ends.delete(id);
				resolve({ body: { base64: id } });
			});
		});
	const connection = { baseUrl: 'http://server', server: { store: {}, ask } };
	const server = async () => ({
		connection: connection as unknown as Connection,
		instance: 'test',
	});
	const done = sizes.map(
		async (size, index) =>
			await fetchMedia({} as never, { messageId: String(index), size } as never, server),
	);
	return {
		async underWay() {
			await sleep(1);
			return [...ends.keys()];
		},
		end: (messageId: string) => ends.get(messageId)?.(),
		async endAll() {
			for (let left = sizes.length; left > 0; left--) {
				await sleep(1);
				for (const end of [...ends.values()]) end();
			}
			expect(await Promise.all(done)).toHaveLength(sizes.length);
		},
	};
}

it('Download Media fetches large files one after the other', async () => {
	const { underWay, end, endAll } = fetching([100 * MB, 100 * MB, 100 * MB]);
	expect(await underWay()).toEqual(['0']);
	end('0');
	expect(await underWay()).toEqual(['1']);
	await endAll();
});

it('Download Media fetches four small files at the same time', async () => {
	const { underWay, end, endAll } = fetching(Array<number>(6).fill(MB));
	expect(await underWay()).toEqual(['0', '1', '2', '3']);
	end('2');
	expect(await underWay()).toEqual(['0', '1', '3', '4']);
	await endAll();
});

it('Download Media counts a file of unknown size as one of 16 MB', async () => {
	const { underWay, endAll } = fetching([undefined, 40 * MB, undefined]);
	expect(await underWay()).toEqual(['0', '1']);
	await endAll();
});
