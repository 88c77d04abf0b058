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
	description: 'Bots of Typebot, OpenAI, Dify and others',
	operations: [
		changeSessionStatus,
		create,
		createCredential,
		deleteBot,
		deleteCredential,
		get,
		getCredentials,
		getMany,
		getModels,
		getSessions,
		getSettings,
		start,
		update,
		updateIgnoredChats,
		updateSettings,
	],
};
