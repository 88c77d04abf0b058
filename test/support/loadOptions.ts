import { LoadOptionsContext } from '../../dev/engine/core';
import {
	Workflow,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { TestCredentials } from '../../dev/engine/credentials';

const NODE = new EvolutionApi();
const CREDENTIAL_TYPES = [new EvolutionGlobalKeyApi(), new EvolutionInstanceKeyApi()];

export function loadOptionsContext(
	parameters: IDataObject,
	credentials: Record<string, IDataObject>,
): ILoadOptionsFunctions {
	const node: INode = {
		id: '1',
		name: 'Node',
		type: 'evolutionApi',
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		credentials: Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
		),
	};
	const nodeTypes = { getByNameAndVersion: () => NODE, getByName: () => NODE };
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes as unknown as ConstructorParameters<typeof Workflow>[0]['nodeTypes'],
	});
	const additionalData = {
		credentialsHelper: new TestCredentials(CREDENTIAL_TYPES, credentials),
		currentNodeParameters: parameters,
	} as unknown as IWorkflowExecuteAdditionalData;
	return new LoadOptionsContext(
		workflow,
		workflow.getNode('Node') ?? node,
		additionalData,
		'parameters.recipient',
	);
}
