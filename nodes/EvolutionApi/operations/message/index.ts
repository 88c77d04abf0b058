import type { Resource } from '../../core/operation';
import { sendMedia } from './sendMedia';
import { sendText } from './sendText';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'Send, edit and delete messages',
	operations: [sendMedia, sendText],
};
