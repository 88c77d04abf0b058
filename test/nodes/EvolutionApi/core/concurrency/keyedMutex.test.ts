import { createKeyedMutex } from '../../../../../nodes/EvolutionApi/core/concurrency/limiter';

const settled = async () => await new Promise((resolve) => setImmediate(resolve));

function tasks() {
	const mutex = createKeyedMutex();
	const running = new Map<string, (error?: Error) => void>();
	return {
		run: async (name: string, ...keys: string[]) =>
			await mutex.run(keys, async () => {
				await new Promise<void>((resolve, reject) => {
					running.set(name, (error) => (error === undefined ? resolve() : reject(error)));
				}).finally(() => running.delete(name));
				return name;
			}),
		async runs() {
			await settled();
			return [...running.keys()];
		},
		end: (name: string, error?: Error) => running.get(name)?.(error),
	};
}

it('keyed mutex: runs tasks with the same key one after the other, and others at the same time', async () => {
	const { run, runs, end } = tasks();
	const first = run('first', 'a');
	const second = run('second', 'a');
	void run('other', 'b');
	expect(await runs()).toEqual(['first', 'other']);
	end('first');
	expect(await first).toBe('first');
	expect(await runs()).toEqual(['other', 'second']);
	end('second');
	expect(await second).toBe('second');
});

it('keyed mutex: runs the next task after one that failed', async () => {
	const { run, runs, end } = tasks();
	const first = run('first', 'a');
	void run('second', 'a');
	expect(await runs()).toEqual(['first']);
	end('first', new Error('broken'));
	await expect(first).rejects.toThrow('broken');
	expect(await runs()).toEqual(['second']);
});

it('keyed mutex: a task with several keys waits for all of them, and the next tasks wait for it', async () => {
	const { run, runs, end } = tasks();
	void run('a', 'a');
	void run('b', 'b');
	void run('both', 'b', 'a');
	void run('next', 'a');
	expect(await runs()).toEqual(['a', 'b']);
	end('a');
	expect(await runs()).toEqual(['b']);
	end('b');
	expect(await runs()).toEqual(['both']);
	end('both');
	expect(await runs()).toEqual(['next']);
});

it('keyed mutex: forgets a key when its last task is over, and not before', async () => {
	const set = jest.spyOn(Map.prototype, 'set');
	const mutex = createKeyedMutex();
	const ran = mutex.run('the key', async () => await settled());
	const keys = set.mock.contexts[set.mock.calls.findIndex(([key]) => key === 'the key')];
	set.mockRestore();
	const next = mutex.run('the key', async () => await settled());
	await ran;
	expect(keys).toHaveProperty('size', 1);
	await next;
	expect(keys).toHaveProperty('size', 0);
});
