import type { Resource } from '../../core/operation';
import { reply } from './reply';
import { sendSequence } from './sendSequence';
import { waitUntilQuiet } from './waitUntilQuiet';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	description: 'Answer people, and wait for what they write',
	operations: [reply, sendSequence, waitUntilQuiet],
};
