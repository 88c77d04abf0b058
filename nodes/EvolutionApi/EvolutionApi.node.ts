import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { nodeSummary } from './fields/instance';
import { actionHints } from './operations/actionHints';
import { shownProperties } from './operations/shownProperties';
import { credentialTest, listSearch, resourceMapping } from './pickers/methods';

// Outside the class, because n8n's linter mistakes a node with `webhooks` for a trigger.
const webhookDescription = {
	name: 'default',
	responseMode: 'onReceived',
	// Sent when a delivered message resumes the execution: the text that acknowledge('taken') returns.
	responseData: '{"evolutionHub":"taken"}',
	// n8n recognizes a Send and Wait operation by the node's ID in the URL.
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
} as const;

/** `GET` shows the approval page; `POST` receives the decision, or a delivery from the server. */
const waitWebhooks: IWebhookDescription[] = [
	{ ...webhookDescription, httpMethod: 'GET' },
	{ ...webhookDescription, httpMethod: 'POST' },
];

export class EvolutionApi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Evolution API (WhatsApp)',
		name: 'evolutionApi',
		icon: { light: 'file:../../icons/evolution.svg', dark: 'file:../../icons/evolution.dark.svg' },
		group: ['output'],
		version: 1,
		// For example, "send text: message" for the operation sendText.
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: nodeSummary,
		defaults: { name: 'Evolution API' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		...actionHints,
		waitingNodeTooltip: 'The workflow continues when the person replies, or after the time limit',
		webhooks: waitWebhooks,
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
		properties: shownProperties(),
	};

	methods = { credentialTest, listSearch, resourceMapping };

	/** Imports the operations on the first run, because n8n doesn't need them to start. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { runOperation } = await import('./operations');
		return await runOperation(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { receiveReply } = await import('./wait/receiveAnswer');
		return await receiveReply(this);
	}
}
