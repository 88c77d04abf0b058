import type { IBinaryKeyData, IDataObject, INode } from 'n8n-workflow';

import type { Authentication } from '../../nodes/EvolutionApi/server/adapter';
import { runNode, type EngineResult, type EngineRun } from './engine';
import { findOperation, nodeParameters } from './savedParameters';

export interface OperationRun
	extends Pick<
		EngineRun,
		| 'between'
		| 'earlier'
		| 'executionId'
		| 'loop'
		| 'mode'
		| 'parentExecutionId'
		| 'timeZone'
		| 'trigger'
		| 'type'
	> {
	readonly resource: string;
	readonly operation: string;
	/** Values as in the operation's `example`: a resource locator is only its text. Expressions begin with `=`. */
	readonly values?: IDataObject;
	readonly instance?: string;
	readonly items?: Array<{ json: IDataObject; binary?: IBinaryKeyData }>;
	readonly onError?: INode['onError'];
	readonly retryOnFail?: boolean;
	readonly onStart?: EngineRun['onStart'];
}

export async function runOperationWith(
	credential: Pick<EngineRun, 'credentials'> & { authentication: Authentication },
	{ resource, operation, values, instance, ...run }: OperationRun,
): Promise<EngineResult> {
	const { authentication, credentials } = credential;
	const parameters = nodeParameters(findOperation(resource, operation), { instance, ...values });
	return await runNode({
		...run,
		credentials,
		parameters: { authentication, resource, operation, ...parameters },
	});
}
