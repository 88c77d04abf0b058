import type { Resource } from '../../core/table/operation';
import { changeSessionStatus } from './changeSessionStatus';
import { create } from './create';
import { createCredential } from './createCredential';
import { deleteBot } from './delete';
import { deleteCredential } from './deleteCredential';
import { get } from './get';
import { getCredentials } from './getCredentials';
import { getMany } from './getMany';
import { getModels } from './getModels';
import { getSessions } from './getSessions';
import { getSettings } from './getSettings';
import { start } from './start';
import { update } from './update';
import { updateIgnoredChats } from './updateIgnoredChats';
import { updateSettings } from './updateSettings';

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
