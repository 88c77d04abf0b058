import type { Resource } from '../../core/table/operation';
import { combineMessages } from './combineMessages';
import { getTakeoverStatus } from './getTakeoverStatus';
import { handOverToHuman } from './handOverToHuman';
import { pauseBot } from './pauseBot';
import { addChatHistory } from './addChatHistory';
import { reply } from './reply';
import { resumeBot } from './resumeBot';
import { sendAndWait } from './sendAndWait';
import { sendSequence } from './sendSequence';

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
