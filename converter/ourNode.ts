import { OUR_NODE } from './ourTypes';
import { withLocators } from './parameters';
import type { TableOperation } from './table';
import type { NodeJson, Parameters } from './workflow';

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
	// The old credential has another type.
	delete after.credentials;
	return after;
}

function described({ toolDescription }: Parameters): Parameters {
	if (typeof toolDescription !== 'string' || toolDescription === '') return {};
	return { descriptionType: 'manual', toolDescription };
}
