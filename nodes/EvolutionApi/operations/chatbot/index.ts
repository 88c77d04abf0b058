import type { Resource } from '../../core/table/operation';
import { create, deleteBot, get, getMany, update } from './bots';
import { changeSessionStatus, getSessions, start, updateIgnoredChats } from './sessions';
import {
	createCredential,
	deleteCredential,
	getCredentials,
	getModels,
	getSettings,
	updateSettings,
} from './settings';

export const chatbot: Resource = {
	name: 'Chatbot',
	value: 'chatbot',
	description: 'Manage bots of Typebot, OpenAI, Dify and others',
	operations: [
		create,
		update,
		get,
		getMany,
		deleteBot,
		start,
		getSessions,
		changeSessionStatus,
		updateIgnoredChats,
		getSettings,
		updateSettings,
		createCredential,
		getCredentials,
		deleteCredential,
		getModels,
	],
};
