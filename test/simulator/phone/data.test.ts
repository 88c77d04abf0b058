import { loadModule } from './loadModule';

const { coalesce, keepSame } = loadModule<{
	coalesce(
		load: () => Promise<void>,
		waitMs: number,
		later: (run: () => Promise<void>) => void,
	): () => void;
	keepSame(before: unknown, next: unknown): unknown;
}>('data.js');

function controlled() {
	const waiting: Array<() => Promise<void>> = [];
	const loading: Array<(failure?: Error) => void> = [];
	const load = async () =>
		await new Promise<void>((resolve, reject) => {
			loading.push((failure) => (failure ? reject(failure) : resolve()));
		});
	const trigger = coalesce(load, 120, (run) => waiting.push(run));
	return { trigger, waiting, loading };
}

describe('phone page of the simulator: the update of its data', () => {
	it('loads again after a failure', async () => {
		const { trigger, waiting, loading } = controlled();
		trigger();
		const run = waiting[0]();
		trigger();
		loading[0](new Error('gone'));
		await expect(run).rejects.toThrow('gone');
		expect(waiting).toHaveLength(2);
	});

	it('makes one request for a thousand events', () => {
		const { trigger, waiting, loading } = controlled();
		for (let event = 0; event < 1000; event++) trigger();
		expect(waiting).toHaveLength(1);
		void waiting[0]();
		expect(loading).toHaveLength(1);
	});

	it('makes one more request, after the running one, for what happened during it', async () => {
		const { trigger, waiting, loading } = controlled();
		trigger();
		const first = waiting[0]();
		trigger();
		trigger();
		expect(waiting).toHaveLength(1);
		loading[0]();
		await first;
		expect(waiting).toHaveLength(2);
		const second = waiting[1]();
		loading[1]();
		await second;
		expect(waiting).toHaveLength(2);
	});

	it('keeps the object of every message that did not change, so that it is not drawn again', () => {
		const before = [
			{ id: 'a', text: '1' },
			{ id: 'b', text: '2' },
		];
		const next = keepSame(before, [
			{ id: 'a', text: '1' },
			{ id: 'b', text: 'edited' },
			{ id: 'c' },
		]) as unknown[];
		expect(next[0]).toBe(before[0]);
		expect(next[1]).toEqual({ id: 'b', text: 'edited' });
		expect(next).toHaveLength(3);
		expect(keepSame(before, structuredClone(before))).toBe(before);
		expect(keepSame(before, before.slice(0, 1))).toHaveLength(1);
		expect(keepSame(undefined, before)).toBe(before);
	});
});
