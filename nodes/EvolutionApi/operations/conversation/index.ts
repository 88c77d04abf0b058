import type { Resource } from '../../table/operation';
import { addChatHistory } from './addChatHistory';
import { combineMessages } from './combineMessages';
import { handOverToHuman } from './handOverToHuman';
import { getTakeoverStatus, pauseBot, resumeBot } from './takeover';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	description: 'Combine messages, add the chat history, and hand chats over to people',
	operations: [
		combineMessages,
		addChatHistory,
		handOverToHuman,
		pauseBot,
		resumeBot,
		getTakeoverStatus,
	],
};
