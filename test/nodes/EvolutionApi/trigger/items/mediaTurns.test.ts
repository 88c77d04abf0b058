import { sleep } from 'n8n-workflow';

import { MediaTurns } from '../../../../../nodes/EvolutionApi/trigger/items/mediaTurns';

const MB = 1024 * 1024;

/** Fetches files of these sizes. @returns which are under way, and ends one of them */
function fetching(turns: MediaTurns, sizes: Array<number | undefined>) {
	const ends = new Map<number, (fails?: boolean) => void>();
	const done = sizes.map(
		async (size, index) =>
			await turns.inTurn(
				size,
				async () =>
					await new Promise<number>((resolve, reject) => {
						ends.set(index, (fails) => {
							ends.delete(index);
							if (fails === true) reject(new Error('broken'));
							else resolve(index);
						});
					}),
			),
	);
	return { done, ends, underWay: () => [...ends.keys()] };
}

const soon = async () => await sleep(1);

it('one that fails makes room for the next one', async () => {
	const { done, ends, underWay } = fetching(new MediaTurns(), [100 * MB, 100 * MB]);
	await soon();
	ends.get(0)?.(true);
	await expect(done[0]).rejects.toThrow('broken');
	expect(underWay()).toEqual([1]);
});

it('files of 100 MB are fetched one after the other', async () => {
	const { done, ends, underWay } = fetching(new MediaTurns(), Array<number>(12).fill(100 * MB));
	for (let file = 0; file < 12; file++) {
		await soon();
		expect(underWay()).toEqual([file]);
		ends.get(file)?.();
	}
	expect(await Promise.all(done)).toHaveLength(12);
});

it('small ones are fetched four at a time, and wait for nobody else', async () => {
	const { ends, underWay } = fetching(new MediaTurns(), Array<number>(6).fill(MB));
	await soon();
	expect(underWay()).toEqual([0, 1, 2, 3]);
	ends.get(2)?.();
	await soon();
	expect(underWay()).toEqual([0, 1, 3, 4]);
});

it('a large one is not overtaken for ever: what comes after it waits', async () => {
	const { ends, underWay } = fetching(new MediaTurns(), [MB, 100 * MB, MB]);
	await soon();
	expect(underWay()).toEqual([0]);
	ends.get(0)?.();
	await soon();
	expect(underWay()).toEqual([1]);
	ends.get(1)?.();
	await soon();
	expect(underWay()).toEqual([2]);
});

it('one of unknown size counts as one of 16 MB', async () => {
	const { underWay } = fetching(new MediaTurns(), [undefined, 40 * MB, undefined]);
	await soon();
	expect(underWay()).toEqual([0, 1]);
});
