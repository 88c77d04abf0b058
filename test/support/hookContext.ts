import { HookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type IHookFunctions,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { TestCredentials } from './credentials';

const NODE: INodeType = new EvolutionApiTrigger();
const CREDENTIAL_TYPES = [new EvolutionGlobalKeyApi(), new EvolutionInstanceKeyApi()];

/** n8n's own context of `checkExists`, `create` and `delete`, for a trigger with these parameters. */
export function hookContext(
	parameters: IDataObject,
	credentials: Record<string, IDataObject>,
): IHookFunctions {
	const node: INode = {
		...{ id: '1', name: 'Trigger', type: 'evolutionApiTrigger', typeVersion: 2, position: [0, 0] },
		parameters: parameters as INode['parameters'],
		webhookId: '5a3c2b10-0000-4000-8000-000000000001',
		credentials: Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
		),
	};
	const nodeTypes = { getByNameAndVersion: () => NODE, getByName: () => NODE };
	const workflow = new Workflow({
		...{ id: 'workflow', nodes: [node], connections: {}, active: false },
		nodeTypes: nodeTypes as unknown as ConstructorParameters<typeof Workflow>[0]['nodeTypes'],
	});
	const additionalData = {
		credentialsHelper: new TestCredentials(CREDENTIAL_TYPES, credentials),
		currentNodeParameters: parameters,
		webhookBaseUrl: 'https://n8n.example.com/webhook',
		webhookTestBaseUrl: 'https://n8n.example.com/webhook-test',
	} as unknown as IWorkflowExecuteAdditionalData;
	const ours = workflow.getNode('Trigger') ?? node;
	return new HookContext(workflow, ours, additionalData, 'trigger', 'activate');
}
