import type { IWebhookDescription } from 'n8n-workflow';

// As a constant of its own: with `webhooks` in the class, n8n's lint takes the node for a trigger.

const webhook = {
	name: 'default',
	responseMode: 'onReceived',
	// What the others in the hub know by that the reply is taken: see ACKNOWLEDGEMENT.
	responseData: 'evolution-hub: taken',
	// n8n knows a send and wait by the node's ID in the address.
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
} as const;

/** `GET` shows the page of an approval; `POST` takes its decision, or a delivery of the server. */
export const waitWebhooks: IWebhookDescription[] = [
	{ ...webhook, httpMethod: 'GET' },
	{ ...webhook, httpMethod: 'POST' },
];

export const waitTooltip = 'The workflow goes on when the person replies, or the time is over';
