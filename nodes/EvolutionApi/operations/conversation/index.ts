import type { Resource } from '../../table/operation';
import { addChatHistory } from './addChatHistory';
import { combineMessages } from './combineMessages';
import { handOverToHuman } from './handOverToHuman';
import { reply } from './reply';
import { sendAndWait } from './sendAndWait';
import { sendSequence } from './sendSequence';
import { getTakeoverStatus, pauseBot, resumeBot } from './takeover';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	description: 'Reply to people, ask them and wait for answers, and hand chats over',
	operations: [
		reply,
		sendAndWait,
		combineMessages,
		addChatHistory,
		sendSequence,
		getTakeoverStatus,
		handOverToHuman,
		pauseBot,
		resumeBot,
	],
};
