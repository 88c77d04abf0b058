import type { Resource } from '../../table/operation';
import { createBot, deleteBot, getBot, getManyBots, updateBot } from './bots';
import { changeSessionStatus, getSessions, start, updateIgnoredChats } from './sessions';
import {
	createCredential,
	deleteCredential,
	getCredentials,
	getModels,
	getSettings,
	updateBotSettings,
} from './settings';

export const chatbot: Resource = {
	name: 'Chatbot',
	value: 'chatbot',
	description:
		'Manage bots that run on the server: Typebot, OpenAI, Dify and others; for a bot in n8n, use the trigger and Reply',
	operations: [
		createBot,
		updateBot,
		getBot,
		getManyBots,
		deleteBot,
		start,
		getSessions,
		changeSessionStatus,
		updateIgnoredChats,
		getSettings,
		updateBotSettings,
		createCredential,
		getCredentials,
		deleteCredential,
		getModels,
	],
};
