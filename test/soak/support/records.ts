import type { Active, Found } from '../webhook';

/** Switched off, with nothing of ours. */
export const OFF: Found = {
	url: 'http://n8n/1',
	enabled: false,
	events: [],
	headers: {},
	webhookByEvents: false,
	webhookBase64: false,
};

export const ACTIVE: readonly Active[] = [
	{ url: 'http://n8n/1', event: 'CALL' },
	{ url: 'http://n8n/2', event: 'MESSAGES_UPSERT' },
];
