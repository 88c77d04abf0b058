import { OUR_NODE } from './ourTypes';
import { withLocators } from './parameters';
import type { TableOperation } from './table';
import type { NodeJson, Parameters } from './workflow';

/** Makes our node from another one: its name, place and settings stay. */
export function ourNode(before: NodeJson, operation: TableOperation, given: Parameters): NodeJson {
	const isTool = before.type.endsWith('Tool');
	const after: NodeJson = {
		...structuredClone(before),
		type: isTool ? `${OUR_NODE}Tool` : OUR_NODE,
		typeVersion: 1,
		parameters: {
			...(isTool ? described(before.parameters) : {}),
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

/** Returns the tool's description for the model. */
function described({ toolDescription }: Parameters): Parameters {
	if (typeof toolDescription !== 'string' || toolDescription === '') return {};
	return { descriptionType: 'manual', toolDescription };
}
