import { createBot } from '../../../simulator/routes/chatbot/bots';
import { PLATFORMS, type Platform } from '../../../simulator/routes/chatbot/platforms';
import { saveChatwoot } from '../../../simulator/routes/chatwoot/record';
import { templatesOf } from '../../../simulator/routes/template/graph';
import type { Json } from '../../../simulator/core/data';
import type { Instance } from '../../../simulator/state/instance';
import { newRow, saveExtra } from '../../../simulator/state/rows';
import type { Example } from './replay';

/** ID of the credential that the captured OpenAI bots use. */
const CREDENTIAL = 'cmwomv2ul04gkf47dr2kwxoxt';

const OPTIONS: Json = {
	enabled: true,
	triggerType: 'keyword',
	triggerOperator: 'equals',
	triggerValue: 'captured',
	ignoreJids: [],
	keywordFinish: '#bye',
	delayMessage: 1000,
	unknownMessage: '?',
	debounceTime: 0,
	description: 'd',
};
const OWN: Record<string, Json> = {
	dify: { botType: 'chatBot', apiUrl: 'http://d', apiKey: 'k' },
	evoai: { agentUrl: 'http://a', apiKey: 'k' },
	evolutionBot: { apiUrl: 'http://e', apiKey: 'k' },
	flowise: { apiUrl: 'http://f', apiKey: 'k' },
	n8n: { webhookUrl: 'http://n', basicAuthUser: 'u', basicAuthPass: 'p' },
	openai: {
		openaiCredsId: CREDENTIAL,
		botType: 'chatCompletion',
		model: 'captured',
		maxTokens: 1,
		systemMessages: ['s'],
		assistantMessages: ['a'],
		userMessages: ['u'],
	},
	typebot: { url: 'http://t', typebot: 'captured' },
};

/** Adds a credential. Its name differs from those that the captured requests create. */
function addCredential(instance: Instance, id: string): void {
	const row = newRow(instance, { name: `name ${id}`, apiKey: `sk-fake ${id}` }, id);
	instance.chatbots.credentials.set(id, row);
}

function prepareBot(instance: Instance, platform: Platform, example: Example, body: Json): void {
	const { label, request } = example;
	const [, , operation, id] = request.url.split('?')[0].split('/');
	if (platform.name === 'openai') {
		addCredential(instance, CREDENTIAL);
		if (operation === 'creds' && id !== instance.name) addCredential(instance, id);
		if (operation === 'creds' && id !== CREDENTIAL) return;
	}
	if (label === 'error: duplicate') createBot(instance, platform, body);
	else if (operation !== 'create') {
		const known = /^(fetch|update|delete|fetchSessions)$/.test(operation) && id !== 'nope';
		createBot(instance, platform, { ...OPTIONS, ...OWN[platform.name] }, known ? id : 'bot1');
	}
}

const ROWS: Record<string, Json> = {
	proxy: { enabled: false, host: '', port: '', protocol: '', username: '', password: '' },
	websocket: { enabled: true, events: ['CALL'] },
	pusher: {
		enabled: true,
		events: ['CALL'],
		appId: '1',
		key: 'k',
		secret: 's',
		cluster: 'mt1',
		useTLS: true,
	},
};

export function prepareIntegrations(instance: Instance, example: Example): void {
	const { name, label, request } = example;
	const [group] = name.split(' ');
	const body = (request.body ?? {}) as Json;
	const platform = PLATFORMS.find((entry) => entry.name === group);
	if (platform) prepareBot(instance, platform, example, body);
	if (label === 'success (after set)' && Object.hasOwn(ROWS, group)) {
		saveExtra(instance, group, ROWS[group]);
	}
	if (label === 'success (after set)' && group === 'chatwoot') {
		const given = { enabled: true, accountId: '1', token: 't', url: 'http://c', nameInbox: 'evo1' };
		const rules = { signMsg: true, reopenConversation: true, conversationPending: false };
		saveChatwoot(instance, { ...given, ...rules, signDelimiter: '\n' });
	}
	if (group === 'template') templatesOf(instance).push({ name: 'captured', id: '123' });
}
