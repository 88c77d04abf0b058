import type { EngineResult } from '../../dev/engine/engine';
import { runOperationWith, type OperationRun as AnyRun } from '../../dev/engine/operation';
import type { Simulator } from '../../simulator/server';

export { findOperation, nodeParameters } from '../../dev/engine/operation';

/** An operation on the instance `demo`, unless it names another one. */
export interface OperationRun extends AnyRun {
	/** Runs with the key of the instance `demo`. */
	readonly instanceKey?: boolean;
}

/** Runs an operation on the real engine against the simulator. */
export async function runOperation(
	{ url: baseUrl, key: apiKey }: Simulator,
	{ instanceKey, ...run }: OperationRun,
): Promise<EngineResult> {
	const ofDemo = { baseUrl, instanceName: 'demo', apiKey: 'demo-token' };
	return await runOperationWith(
		instanceKey
			? { authentication: 'instanceKey', credentials: { evolutionInstanceKeyApi: ofDemo } }
			: {
					authentication: 'globalKey',
					credentials: { evolutionGlobalKeyApi: { baseUrl, apiKey } },
				},
		{ ...run, instance: run.instance ?? 'demo' },
	);
}
