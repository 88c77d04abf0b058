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

/** A workflow for which n8n's own contexts of the trigger are created. */
export interface TriggerWorkflow extends OneTrigger {
	readonly credentials: Record<string, IDataObject>;
	/** URL of n8n. */
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
		/** Context of `checkExists`, `create` and `delete`. */
		hook: (): IHookFunctions =>
			new HookContext(workflow, node, additionalData, 'trigger', 'activate'),
		/** Context of `trigger`. @param emit starts the workflow */
		trigger: (emit: Emit): ITriggerFunctions => {
			// The number of this function's parameters tells the trigger that n8n accepts deduplication keys.
			const withKey: Emit = (outputs, response, done, key) => emit(outputs, response, done, key);
			return new TriggerContext(
				...([workflow, node, additionalData, 'trigger', 'activate'] as const),
				withKey,
				() => {},
			);
		},
		/** Context of `webhook`. @param execution the waiting execution, if the call is for one */
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
