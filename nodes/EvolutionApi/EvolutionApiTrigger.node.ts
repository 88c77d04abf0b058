import type {
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ITriggerFunctions,
	ITriggerResponse,
	IExecuteFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { authenticationField, nodeSummary } from './fields/instance';
import { openHealthNotes } from './health/watchHealth';
import { credentialTest, listSearch } from './pickers/methods';
import { checkRegistration, register, unregister } from './trigger/n8n/lifecycle';
import { tellStored } from './n8n/stored';
import {
	startingItems,
	triggerOutputs,
	triggerSubtitle,
	triggerFields,
	triggerHints,
	activatedText,
	triggerPanel,
	waitingText,
} from './trigger/settings/triggerFields';
import { receive } from './trigger/n8n/receive';
import { runTrigger } from './trigger/n8n/runTrigger';

export class EvolutionApiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Evolution API (WhatsApp) Trigger',
		name: 'evolutionApiTrigger',
		icon: { light: 'file:../../icons/evolution.svg', dark: 'file:../../icons/evolution.dark.svg' },
		group: ['trigger'],
		// Not 1: for nodes of version 1, n8n evaluates an extra expression per event.
		version: 2,
		subtitle: triggerSubtitle,
		description: nodeSummary,
		eventTriggerDescription: waitingText,
		activationMessage: activatedText,
		triggerPanel,
		defaults: { name: 'Evolution API Trigger' },
		...triggerHints,
		inputs: [],
		outputs: triggerOutputs,
		credentials: [
			{
				name: 'evolutionGoKeyApi',
				required: true,
				testedBy: 'testEvolutionGo',
				displayOptions: { show: { authentication: ['evolutionGo'] } },
			},
			{
				name: 'evolutionGlobalKeyApi',
				required: true,
				testedBy: 'testGlobalKey',
				displayOptions: { show: { authentication: ['globalKey'] } },
			},
			{
				name: 'evolutionInstanceKeyApi',
				required: true,
				testedBy: 'testInstanceKey',
				displayOptions: { show: { authentication: ['instanceKey'] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				// No expressions here, because n8n would evaluate them for each call. With WebSocket, n8n itself calls this
				// webhook: see saveTaken and socketTest.
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// From this response, a workflow that forwards an event learns that it was accepted: see acknowledge().
				responseData: '{"evolutionHub":"taken"}',
				path: 'webhook',
				// The trigger registers this URL itself, so the panel doesn't show it.
				ndvHideUrl: true,
			},
		],
		properties: [authenticationField, ...triggerFields],
	};

	methods = {
		credentialTest,
		listSearch: { searchInstances: listSearch.searchInstances },
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkRegistration(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await register(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await runTrigger(this, openHealthNotes);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** Without this method, listening for a test event hangs. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		tellStored(this);
		return startingItems(this);
	}
}
