import type { Json } from '../../simulator/core/data';
import { createBot } from '../../simulator/routes/chatbot/bots';
import { PLATFORMS } from '../../simulator/routes/chatbot/platforms';
import type { Simulator } from '../../simulator/server';
import { addSession } from '../../simulator/state/chatbots';
import { newRow } from '../../simulator/state/rows';
import type { Scenario } from './scenarios';
import { demoOf } from './demo';

export const BOT = 'cmwomv48e04gwf47dnhpimt1h';
export const CREDENTIAL = 'cmwomv2ul04gkf47dr2kwxoxt';
const IDS = ['first', 'second', 'third'];
const eachId = IDS.map((id) => ({ json: { id } }));

/** Creates a bot in the instance `demo`. If it's the first bot of its platform, the platform's settings are created, too. */
export function addBot(simulator: Simulator, platform: string, settings: Json, id = BOT): Json {
	const found = PLATFORMS.find(({ name }) => name === platform);
	if (!found) throw new Error(`There is no platform ${platform}`);
	return createBot(
		demoOf(simulator),
		found,
		{ enabled: true, triggerType: 'none', ...settings },
		id,
	);
}

export const addTypebot = (simulator: Simulator, id = BOT): Json =>
	addBot(
		simulator,
		'typebot',
		{
			url: 'https://typebot.example.com',
			typebot: `bot-${id}`,
			triggerType: 'keyword',
			triggerOperator: 'equals',
			triggerValue: `help ${id}`,
		},
		id,
	);

export function addCredential(simulator: Simulator, id = CREDENTIAL): void {
	const demo = demoOf(simulator);
	const row = newRow(demo, { name: `key ${id}`, apiKey: `sk-${id}` }, id);
	demo.chatbots.credentials.set(id, row);
}

export function addTypebotSession(simulator: Simulator, botId = BOT): void {
	const demo = demoOf(simulator);
	const now = new Date().toISOString();
	addSession(demo.chatbots, {
		id: `session of ${botId}`,
		sessionId: '1-2',
		remoteJid: '5511988887777@s.whatsapp.net',
		pushName: 'Ana',
		status: 'opened',
		awaitUser: true,
		context: null,
		type: 'typebot',
		createdAt: now,
		updatedAt: now,
		instanceId: demo.id,
		parameters: { apiKey: 'planted-secret' },
		botId,
	});
}

const withTypebot: Scenario = { prepare: (simulator) => void addTypebot(simulator) };
const withCredential: Scenario = { prepare: (simulator) => addCredential(simulator) };

export const chatbotScenarios: Record<string, Scenario> = {
	'chatbot/changeSessionStatus': {
		prepare: (simulator) => {
			addTypebot(simulator);
			addTypebotSession(simulator);
		},
	},
	'chatbot/create': { values: { triggerValue: '={{ $json.id }}' }, items: eachId },
	'chatbot/createCredential': {
		values: { credentialName: '={{ $json.id }}', openaiApiKey: '=sk-{{ $json.id }}' },
		items: eachId,
	},
	'chatbot/delete': {
		prepare: (simulator) => IDS.forEach((id) => addTypebot(simulator, id)),
		values: { bot: '={{ $json.id }}' },
		items: eachId,
	},
	'chatbot/deleteCredential': {
		prepare: (simulator) => IDS.forEach((id) => addCredential(simulator, id)),
		values: { openaiCredsId: '={{ $json.id }}' },
		items: eachId,
	},
	'chatbot/get': withTypebot,
	'chatbot/getCredentials': withCredential,
	'chatbot/getMany': withTypebot,
	'chatbot/getModels': withCredential,
	'chatbot/getSessions': {
		prepare: (simulator) => {
			addTypebot(simulator);
			addTypebotSession(simulator);
		},
	},
	'chatbot/start': withTypebot,
	'chatbot/update': withTypebot,
	'chatbot/updateIgnoredChats': withTypebot,
};
