import type { NewerDescription } from '../table/properties';

const WHAT_TO_TAKE = `Which operation to use (resource operation):
- Answer the sender (auto-reply, bot, agent): message reply. It finds chat, message and instance by itself; after an AI Agent also the text, so leave the text empty.
- Start a chat (alert, reminder): message sendText. recipient: { __rl: true, mode: 'number', value: '5511988887777' }, digits with country code; a group by its JID, as the trigger's "chat" gives it.
- Send a picture, video or document: message sendMedia; for the item's binary data with mediaSource 'binary'. Recorded speech: message sendVoiceNote.
- Send to many: one message sendText with all items as input, and bulkSending: { verifyNumbers: true, deduplication: { values: { sentSince: '24' } }, dailyLimits: { messagesPerDay: 200 } }.
- Ask, offer choices, get an approval: message sendAndWait. The same execution continues with the answer.
- One answer to several short messages: conversation combineMessages, right after the trigger.
- AI agent: trigger, conversation combineMessages, AI Agent with memory, message reply. Prompt and session ID keep their defaults.
- Hand a chat over to a human, and notify the team: conversation handOverToHuman. Only to silence the bot there: conversation pauseBot, later conversation resumeBot. For humans who answer on the phone: the trigger's options.humanTakeover.
- Read a received file: message downloadMedia, or the trigger's options.downloadMedia. Read a chat: message getMany, for a model with options.asChatHistory.
- Find out who is on WhatsApp: contact checkNumbers with all items as input. Find problems: system checkSetup.
What not to do:
- No loop and no Wait node around sends: bulkSending has rate limits and daily limits, and all items go in one run.
- No HTTP Request to the server; for a route without an operation: apiRequest request. No webhook update for a trigger, which registers itself.
- No message sendText as an answer, and no invented recipient.
- authentication goes with the credential: globalKey with evolutionGlobalKeyApi, instanceKey with evolutionInstanceKeyApi, evolutionGo with evolutionGoKeyApi.`;

/** Hints for AI that builds workflows with the node. n8n does not show them to users. */
export const actionHints: NewerDescription = {
	builderHint: {
		searchHint:
			'Answer messages of the Evolution API (WhatsApp) Trigger with message reply, not message sendText: it finds chat and instance by itself. To ask someone and wait for the answer: message sendAndWait. To send to many: one node with all items and bulkSending, never a loop with Wait nodes.',
		extraTypeDefContent: [{ content: WHAT_TO_TAKE }],
	},
	// n8n hides these fields. The pairing code isn't listed, because a person has to read it within a minute. The QR code's text
	// is listed: no one needs to read it, and its picture stays visible as binary data.
	sensitiveOutputFields: [
		'apiKey',
		'base64',
		'basicAuthPass',
		'basicAuthPassword',
		'Chatwoot.token',
		'code',
		'facebookAppId',
		'facebookConfigId',
		'facebookUserToken',
		'hash',
		'headers',
		'instance.accessTokenWaBusiness',
		'parameters.apiKey',
		'passkeyUrl',
		'passkey.url',
		'password',
		'Proxy.password',
		'qrCode',
		'qrcode.base64',
		'qrcode.code',
		'secret',
		'Setting.wavoipToken',
		'token',
		'wavoipToken',
		'webhook.webhookHeaders',
	],
};
