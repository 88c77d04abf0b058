import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../dev/engine/engine';
import { runOperationWith, type OperationRun as AnyRun } from '../../dev/engine/operation';
import { findOperation } from '../../dev/engine/savedParameters';
import type { ServerKind } from '../../nodes/EvolutionApi/server/delivery';
import type { Simulator } from '../../simulator/server';

export { findOperation, nodeParameters } from '../../dev/engine/savedParameters';

/** A run uses the instance `demo` by default. */
export interface OperationRun extends AnyRun {
	/** Whether to use the key of the instance `demo` instead of the global key. */
	readonly instanceKey?: boolean;
}

export async function runOperation(
	simulator: Simulator,
	{ instanceKey = false, ...run }: OperationRun,
): Promise<EngineResult> {
	const { onlyOn } = findOperation(run.resource, run.operation).request;
	return await runOperationWith(credentialOf(simulator, onlyOn ?? instanceKey), {
		...run,
		instance: run.instance ?? 'demo',
	});
}

export const messageToAna = (
	operation: string,
	values: IDataObject,
	more: Partial<OperationRun> = {},
) => ({
	resource: 'message',
	operation,
	values: { recipient: '5511988887777', ...values },
	...more,
});

function credentialOf(
	{ url: baseUrl, key: apiKey }: Simulator,
	kind: boolean | ServerKind,
): Parameters<typeof runOperationWith>[0] {
	if (kind === 'evolutionGo') {
		const keys = { baseUrl, globalApiKey: apiKey };
		return { authentication: kind, credentials: { evolutionGoKeyApi: keys } };
	}
	const ofDemo = { baseUrl, instanceName: 'demo', apiKey: 'demo-token' };
	return kind === true
		? { authentication: 'instanceKey', credentials: { evolutionInstanceKeyApi: ofDemo } }
		: { authentication: 'globalKey', credentials: { evolutionGlobalKeyApi: { baseUrl, apiKey } } };
}
