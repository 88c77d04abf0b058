import { withLocators } from './parameters';
import type { TableOperation } from './table';
import type { NodeJson, Parameters } from './workflow';

const TYPE = 'n8n-nodes-evolution-whatsapp.evolutionApi';

/** Our node in the place of another one: its name, place and settings stay. */
export function ourNode(before: NodeJson, operation: TableOperation, given: Parameters): NodeJson {
	const after: NodeJson = {
		...structuredClone(before),
		type: TYPE,
		typeVersion: 1,
		parameters: {
			authentication: 'globalKey',
			resource: operation.resource,
			operation: operation.operation,
			...withLocators(given, operation),
		},
	};
	// It names one of another type.
	delete after.credentials;
	return after;
}
