import type { IWebhookDescription } from 'n8n-workflow';

// Not in the class: n8n's lint takes a node with `webhooks` for a trigger.

const webhook = {
	name: 'default',
	responseMode: 'onReceived',
	// Tells whoever passed the reply on that it was taken: see acknowledge().
	responseData: '{"evolutionHub":"taken"}',
	// n8n recognises a Send and Wait by the node's ID in the URL.
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
} as const;

/** `GET` shows the page of an approval; `POST` receives its decision or a delivery of the server. */
export const waitWebhooks: IWebhookDescription[] = [
	{ ...webhook, httpMethod: 'GET' },
	{ ...webhook, httpMethod: 'POST' },
];

export const waitTooltip =
	'The workflow continues when the person replies, or after the time limit';
