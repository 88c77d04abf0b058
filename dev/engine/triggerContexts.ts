import { HookContext, TriggerContext, WebhookContext } from './core';
import {
	Workflow,
	type IDataObject,
	type IHookFunctions,
	type INode,
	type INodeType,
	type ITriggerFunctions,
	type IWebhookData,
	type IWebhookFunctions,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { TestCredentials } from './credentials';

const NODE: INodeType = new EvolutionApiTrigger();
const CREDENTIAL_TYPES = [new EvolutionGlobalKeyApi(), new EvolutionInstanceKeyApi()];

/** A workflow that consists of the trigger, for n8n's own contexts around it. */
export interface TriggerWorkflow {
	readonly parameters: IDataObject;
	/** By credential type. */
	readonly credentials: Record<string, IDataObject>;
	/** Where n8n is reached. */
	readonly baseUrl?: string;
	readonly id?: string;
}

/** n8n's own contexts of a trigger; they share its static data. */
export function triggerContexts({
	parameters,
	credentials,
	baseUrl = 'https://n8n.example.com',
	id = 'workflow',
}: TriggerWorkflow) {
	const saved: INode = {
		id: '1',
		name: 'Trigger',
		type: 'evolutionApiTrigger',
		typeVersion: 2,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		webhookId: id,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
		),
	};
	const nodeTypes = { getByNameAndVersion: () => NODE, getByName: () => NODE };
	const workflow = new Workflow({
		id,
		nodes: [saved],
		connections: {},
		active: true,
		nodeTypes: nodeTypes as unknown as ConstructorParameters<typeof Workflow>[0]['nodeTypes'],
	});
	const node = workflow.getNode('Trigger') ?? saved;
	const additionalData = {
		credentialsHelper: new TestCredentials(CREDENTIAL_TYPES, credentials),
		currentNodeParameters: parameters,
		webhookBaseUrl: `${baseUrl}/webhook`,
		webhookTestBaseUrl: `${baseUrl}/webhook-test`,
	} as unknown as IWorkflowExecuteAdditionalData;
	const webhookData = { webhookDescription: NODE.description.webhooks?.[0] } as IWebhookData;
	return {
		staticData: () => workflow.staticData,
		/** Of `checkExists`, `create` and `delete`. */
		hook: (): IHookFunctions =>
			new HookContext(workflow, node, additionalData, 'trigger', 'activate'),
		/** Of `trigger`. @param emit starts the workflow */
		trigger: (emit: ITriggerFunctions['emit']): ITriggerFunctions =>
			new TriggerContext(workflow, node, additionalData, 'trigger', 'activate', emit, () => {}),
		/** Of `webhook`. */
		webhook: (httpRequest: unknown, httpResponse: unknown): IWebhookFunctions => {
			const withCall = { ...additionalData, httpRequest, httpResponse };
			const ours = withCall as IWorkflowExecuteAdditionalData;
			return new WebhookContext(workflow, node, ours, 'webhook', webhookData, [], null);
		},
	};
}
