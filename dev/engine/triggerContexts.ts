import { HookContext, TriggerContext, WebhookContext } from './core';
import type {
	IDataObject,
	IHookFunctions,
	IRunExecutionData,
	ITriggerFunctions,
	IWebhookData,
	IWebhookFunctions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionGoKeyApi } from '../../credentials/EvolutionGoKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import type { Emit } from '../../nodes/EvolutionApi/n8n/compat';
import { TestCredentials } from './credentials';
import { TRIGGER, workflowOfOneTrigger, type OneTrigger } from './oneTrigger';

const CREDENTIAL_TYPES = [
	new EvolutionGlobalKeyApi(),
	new EvolutionGoKeyApi(),
	new EvolutionInstanceKeyApi(),
];

export interface TriggerWorkflow extends OneTrigger {
	readonly credentials: Record<string, IDataObject>;
	readonly baseUrl?: string;
}

/** Returns n8n's own contexts of a trigger, which share the workflow's static data. */
export function triggerContexts({
	parameters,
	credentials,
	baseUrl = 'https://n8n.example.com',
	id,
}: TriggerWorkflow) {
	const { workflow, node } = workflowOfOneTrigger({ parameters, credentials, id });
	const additionalData = {
		credentialsHelper: new TestCredentials(CREDENTIAL_TYPES, credentials),
		currentNodeParameters: parameters,
		webhookBaseUrl: `${baseUrl}/webhook`,
		webhookTestBaseUrl: `${baseUrl}/webhook-test`,
		webhookWaitingBaseUrl: `${baseUrl}/webhook-waiting`,
		formWaitingBaseUrl: `${baseUrl}/form-waiting`,
	} as unknown as IWorkflowExecuteAdditionalData;
	const [webhookDescription] = TRIGGER.description.webhooks ?? [];
	const webhookData = { webhookDescription } as IWebhookData;
	return {
		staticData: () => workflow.staticData,
		hook: (): IHookFunctions =>
			new HookContext(workflow, node, additionalData, 'trigger', 'activate'),
		trigger: (emit: Emit): ITriggerFunctions => {
			// The number of this function's parameters tells the trigger that n8n accepts deduplication keys.
			const withKey: Emit = (outputs, response, done, key) => emit(outputs, response, done, key);
			return new TriggerContext(
				...([workflow, node, additionalData, 'trigger', 'activate'] as const),
				withKey,
				() => {},
			);
		},
		webhook: (
			httpRequest: unknown,
			httpResponse: unknown,
			execution: IRunExecutionData | null = null,
		): IWebhookFunctions => {
			const withCall = { ...additionalData, httpRequest, httpResponse };
			const ours = withCall as IWorkflowExecuteAdditionalData;
			return new WebhookContext(workflow, node, ours, 'webhook', webhookData, [], execution);
		},
	};
}
