import type { Resource } from '../../core/table/operation';
import { combineMessages } from './combineMessages';
import { getTakeOver } from './getTakeOver';
import { handOver } from './handOver';
import { pause } from './pause';
import { prepareForAgent } from './prepareForAgent';
import { reply } from './reply';
import { resume } from './resume';
import { sendAndWait } from './sendAndWait';
import { sendSequence } from './sendSequence';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	description: 'Ask and answer people, and wait for what they write',
	operations: [
		reply,
		sendAndWait,
		combineMessages,
		prepareForAgent,
		sendSequence,
		getTakeOver,
		handOver,
		pause,
		resume,
	],
};
