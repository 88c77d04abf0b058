/** Tests what the notes in the examples promise. There are two test files, because one would take too long. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExampleStage } from './exampleStage';
import { until } from './triggerStage';

const FILES = ['examples.test.ts', 'examplesConversations.test.ts'].map((file) =>
	path.join(__dirname, '..', file),
);

/** @param promises functions by an example's ID; each one runs the example, and checks the result */
export function checkPromises(
	stage: ExampleStage,
	promises: Record<string, () => Promise<void>>,
): void {
	it('every example workflow is tested in one of two files, or in a test of its own (mcp.test.ts)', () => {
		const written = FILES.map((file) => readFileSync(file, 'utf8')).join('');
		const ids = [...written.matchAll(/^\tasync (\w+)\(/gm)].map(([, id]) => id);
		expect([...ids, 'evolutionMcp'].sort()).toEqual(stage.examples.map(({ id }) => id).sort());
		expect(ids).toEqual(expect.arrayContaining(Object.keys(promises)));
	});

	describe.each(Object.entries(promises))('%s', (id, holds) => {
		it('sends and answers what its note promises, and every node of it runs', async () => {
			await holds();
			// The example's last message may start another execution, which takes a moment.
			await until(
				'every node has run',
				async () => (await stage.faultsOf(id)).neverRan.length === 0,
			).catch(() => undefined);
			expect(await stage.faultsOf(id)).toEqual({ failed: [], neverRan: [] });
		}, 600_000);
	});
}
