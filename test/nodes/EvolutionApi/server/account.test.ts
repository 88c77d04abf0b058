import type { IExecuteFunctions } from 'n8n-workflow';

import { sharePeople } from '../../../../nodes/EvolutionApi/server/ask/people';
import { makeInstanceId, onceInRun } from '../../../../nodes/EvolutionApi/server/account';
import type { Connection, Target } from '../../../../nodes/EvolutionApi/server/adapter';
import { ExecutionHistory } from '../../../../nodes/EvolutionApi/sending/executionHistory';
import { findReservations } from '../../../../nodes/EvolutionApi/sending/sentCount';

// Tests two customers with one instance each on the same Evolution Go server, of which only the instance tokens are known.

const RUN = {} as IExecuteFunctions;
const target = (
	apiKey: string,
	{ context = RUN, instance = '' } = {},
): Target & { readonly context: IExecuteFunctions } => ({
	context,
	connection: { baseUrl: 'http://go.example.com', apiKey } as Connection,
	instance,
});

describe('two accounts of one server that only their tokens tell apart', () => {
	const history = new ExecutionHistory();

	it.each<[string, (of: ReturnType<typeof target>) => object]>([
		['what was sent today', findReservations],
		['failures in a row', (of) => history.failuresOf(of)],
		['people', sharePeople],
	])('do not share %s', (_what, find) => {
		expect(find(target('a'))).toBe(find(target('a')));
		expect(find(target('a'))).not.toBe(find(target('b')));
	});

	it('have names that do not hold the token', () => {
		expect(makeInstanceId(target('secret').connection, '')).not.toContain('secret');
	});
});

describe('a question of one item', () => {
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
		['in another run', target('a', { context: {} as IExecuteFunctions })],
	])('is never the answer for an item %s', async (_what, other) => {
		await onceInRun(target('a'), 'labels', async () => ['of the first']);
		expect(await onceInRun(other, 'labels', async () => ['of the other'])).toEqual([
			'of the other',
		]);
	});

	it('is asked again after a failure', async () => {
		const failing = onceInRun(target('a'), 'members', async () => {
			throw new Error('503');
		});
		await expect(failing).rejects.toThrow('503');
		expect(await onceInRun(target('a'), 'members', async () => 3)).toBe(3);
	});
});
