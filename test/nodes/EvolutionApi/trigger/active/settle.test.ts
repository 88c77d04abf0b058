import {
	INSTANCE_PATIENCE_MS,
	settleInTime,
} from '../../../../../nodes/EvolutionApi/trigger/active/registration';
import { shortenLimits } from '../../../../support/time';

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
afterEach(() => void jest.restoreAllMocks());

it('Additional Instances: an instance that answers in time leaves no timer behind, which would delay the end of n8n', async () => {
	const before = timers();
	const results = await settleInTime(['one', 'two'], async (name) => {
		if (name === 'two') throw new Error('no');
		return await Promise.resolve(name);
	});
	expect(results).toEqual([
		{ element: 'one', result: 'one' },
		{ element: 'two', error: new Error('no') },
	]);
	expect(timers()).toBe(before);
});

it('Additional Instances: an instance that does not answer is left out after a while, and the others are used', async () => {
	shortenLimits(50, INSTANCE_PATIENCE_MS);
	let answer: (text: string) => void = () => {};
	const hanging = new Promise<string>((resolve) => (answer = resolve));
	const [late, done] = await settleInTime(['late', 'done'], async (name) =>
		name === 'late' ? await hanging : await Promise.resolve(name),
	);
	expect(done).toEqual({ element: 'done', result: 'done' });
	answer('at last');
	if (late === undefined || !('late' in late)) throw new Error('It was in time');
	expect(await late.late).toBe('at last');
});
