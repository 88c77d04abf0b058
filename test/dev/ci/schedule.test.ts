import { setImmediate as turn } from 'node:timers/promises';
import { runInOrder, type Task } from '../../../dev/ci/schedule';

/** Runs tasks that only end when the test calls `end(name, isPassed)`. */
function start(tasks: Task[], cores = 2) {
	const events: string[] = [];
	const ends = new Map<string, (isPassed: boolean) => void>();
	const all = runInOrder(
		tasks,
		cores,
		async ({ name }) => {
			events.push(name);
			return await new Promise<boolean>((resolve) => ends.set(name, resolve));
		},
		({ name }, failed) => events.push(`${name} not run: ${failed}`),
	);
	const end = async (name: string, isPassed = true) => {
		ends.get(name)?.(isPassed);
		await turn();
	};
	return { events, all, end };
}

const task = (name: string, cores: number, ...needs: string[]): Task => ({ name, cores, needs });

describe('CI: steps on two cores', () => {
	it('run concurrently on free cores, in their order', async () => {
		const run = start([task('lint', 1), task('types', 1), task('format', 1), task('tests', 2)]);
		expect(run.events).toEqual(['lint', 'types']);
		await run.end('types');
		expect(run.events).toEqual(['lint', 'types', 'format']);
		await run.end('lint');
		await run.end('format');
		expect(run.events).toEqual(['lint', 'types', 'format', 'tests']);
		await run.end('tests');
		await run.all;
	});

	it('need no core if they only wait for the network', async () => {
		const run = start([task('install', 0), task('tests', 2)]);
		expect(run.events).toEqual(['install', 'tests']);
		await run.end('install');
		await run.end('tests');
		await run.all;
	});

	it('are skipped after a failure only if they need the failed step', async () => {
		const run = start([
			task('build', 1),
			task('package', 1, 'build'),
			task('publish', 1, 'package'),
			task('tests', 2),
		]);
		await run.end('build', false);
		expect(run.events).toEqual([
			'build',
			'package not run: build',
			'publish not run: package',
			'tests',
		]);
		await run.end('tests');
		await run.all;
	});

	it('run without a step that they need if it was not chosen', async () => {
		const run = start([task('end-to-end', 2, 'build')]);
		expect(run.events).toEqual(['end-to-end']);
		await run.end('end-to-end');
		await run.all;
	});

	it('run alone if they want more cores than there are', async () => {
		const run = start([task('tests', 2), task('lint', 1)], 1);
		expect(run.events).toEqual(['tests']);
		await run.end('tests');
		await run.end('lint');
		await run.all;
	});

	it('that wait for each other are an error', async () => {
		const { all } = start([task('egg', 1, 'hen'), task('hen', 1, 'egg')]);
		await expect(all).rejects.toThrow('egg, hen');
	});
});
