import type { IBinaryKeyData, IDataObject, INode } from 'n8n-workflow';

import type { Authentication } from '../../nodes/EvolutionApi/core/server/adapter';
import type { Operation } from '../../nodes/EvolutionApi/core/table/operation';
import { resources } from '../../nodes/EvolutionApi/operations';
import { runNode, type EngineResult, type EngineRun } from './engine';

/** An operation, with the values of its fields in the plain form of its `example`. */
export interface OperationRun
	extends Pick<EngineRun, 'between' | 'earlier' | 'timeZone' | 'trigger'> {
	readonly resource: string;
	readonly operation: string;
	/** By field name; a locator's value is just the value. Expressions begin with "=". */
	readonly values?: IDataObject;
	/** Instance to use. */
	readonly instance?: string;
	readonly items?: Array<{ json: IDataObject; binary?: IBinaryKeyData }>;
	readonly onError?: INode['onError'];
	readonly retryOnFail?: boolean;
	readonly onStart?: EngineRun['onStart'];
}

export function findOperation(resource: string, operation: string): Operation {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found) throw new Error(`There is no operation ${resource}/${operation}`);
	return found;
}

/** Runs an operation on the real engine, with a credential of one of the types. */
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

/** Plain values as the editor saves them: locators become objects with a mode. */
export function nodeParameters({ fields }: Operation, values: IDataObject): IDataObject {
	const parameters: IDataObject = {};
	for (const field of fields) {
		const value = values[field.name];
		if (value === undefined) continue;
		const manual = field.modes?.find(({ type }) => type === 'string')?.name;
		parameters[field.name] =
			field.type === 'resourceLocator' ? { __rl: true, mode: manual ?? 'list', value } : value;
	}
	return parameters;
}
