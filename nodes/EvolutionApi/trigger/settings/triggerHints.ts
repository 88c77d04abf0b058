import type { NewerDescription } from '../../core/table/newerDescription';

const WHAT_BELONGS_TOGETHER = `What belongs together:
- Answer with the Evolution API (WhatsApp) node right behind it: resource conversation, operation reply, without recipient and instance.
- AI agent: trigger, conversation combineMessages, AI Agent, conversation reply. Items have chatInput and sessionId, which the agent and its memory read by default.
- Follow up customers who do not answer: event NO_REPLY with hoursWithoutReply such as '2, 24, 72', then conversation reply. No database, no Schedule Trigger.
- An answer to conversation sendAndWait does not start the workflow: no second trigger for it.
What not to do:
- No Webhook node, and no URL to copy anywhere: the trigger registers itself when the workflow is published.
- No IF node for what filters can say: chatTypes ['private'] keeps a bot out of groups. Own messages start nothing unless filters.includeMyOwnMessages is true.`;

/** For AI that builds workflows with the trigger, and what n8n shows nobody. */
export const triggerHints: NewerDescription = {
	builderHint: {
		searchHint:
			'Starts a workflow for each WhatsApp message, and registers itself at the server: no Webhook node. Answer with conversation reply of the Evolution API (WhatsApp) node, not with message sendText. Before an AI Agent set filters to { chatTypes: ["private"] }; the agent and its memory keep their defaults, chatInput and sessionId.',
		relatedNodes: [
			{
				nodeType: '@n8n/n8n-nodes-langchain.agent',
				relationHint: 'Reads chatInput of the trigger; conversation reply sends what it says',
			},
			{
				nodeType: '@n8n/n8n-nodes-langchain.memoryBufferWindow',
				relationHint: 'Remembers each chat apart, by the sessionId of the trigger',
			},
		],
		extraTypeDefContent: [{ content: WHAT_BELONGS_TOGETHER }],
	},
	sensitiveOutputFields: ['qrCode', 'data.qrcode.base64', 'data.qrcode.code'],
};
