/** n8n's list of nodes shows one sentence for both nodes, so it says what both do. */
export const nodeSummary =
	'Send and receive WhatsApp messages through a self-hosted Evolution API or Evolution Go server';
