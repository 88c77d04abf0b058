import { onceInRun } from '../../../../../nodes/EvolutionApi/core/ask/onceInRun';
import type { Target } from '../../../../../nodes/EvolutionApi/core/server/adapter';

const RUN = {};
const target = (apiKey: string, { context = RUN, instance = '' } = {}) =>
	({ context, connection: { baseUrl: 'http://go.example', apiKey }, instance }) as Target;

describe('what one item of a run has asked', () => {
	it('is not asked again for another item of the same account', async () => {
		const ask = jest.fn(async () => ['Customer']);
		const answers = [await onceInRun(target('a'), 'labels', ask)];
		answers.push(await onceInRun(target('a'), 'labels', ask));
		expect(answers).toEqual([['Customer'], ['Customer']]);
		expect(ask).toHaveBeenCalledTimes(1);
	});

	it.each([
		['with another token', target('b')],
		['of another instance', target('a', { instance: 'shop' })],
		['in another run', target('a', { context: {} })],
	])('is never the answer for an item %s', async (_what, other) => {
		await onceInRun(target('a'), 'labels', async () => ['of the first']);
		expect(await onceInRun(other, 'labels', async () => ['of the other'])).toEqual([
			'of the other',
		]);
	});

	it('is asked again where it failed', async () => {
		const failing = onceInRun(target('a'), 'members', async () => {
			throw new Error('503');
		});
		await expect(failing).rejects.toThrow('503');
		expect(await onceInRun(target('a'), 'members', async () => 3)).toBe(3);
	});
});
