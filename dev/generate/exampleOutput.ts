import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { startSimulator } from '../../simulator/server';
import { runOperation } from '../../test/support/run';
import { exampleRun } from '../../test/support/scenarios';

/** @returns the operation's `preview` if it has one, or else the output of its example @throws {Error} if the example fails */
export async function exampleOutput(
	resource: string,
	{ value, example, preview, request }: Operation,
): Promise<IDataObject[]> {
	if (preview !== undefined) return [preview];
	const server = request.onlyOn === 'evolutionGo' ? 'go' : undefined;
	const simulator = await startSimulator({ port: 0, seed: true, quiet: true, server });
	try {
		const run = exampleRun(simulator, [resource, value, example]);
		const { error, items } = await runOperation(simulator, {
			...run,
			items: run.items?.slice(0, 1),
		});
		if (error) throw new Error(`fails: ${error.message}. ${error.description ?? ''}`);
		return items.map(({ json }) => json);
	} finally {
		await simulator.close();
	}
}
