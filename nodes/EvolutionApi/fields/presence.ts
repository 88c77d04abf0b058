import type { Field } from '../core/table/operation';
import { choice } from './inputs';

/** What others see of the account. */
export const presence = {
	displayName: 'Presence',
	name: 'presence',
	type: 'options',
	options: [
		{ name: 'Available', value: 'available', description: 'Online' },
		{ name: 'Composing', value: 'composing', description: 'Typing' },
		{ name: 'Paused', value: 'paused', description: 'No longer typing' },
		{ name: 'Recording', value: 'recording', description: 'Recording a voice note' },
		{ name: 'Unavailable', value: 'unavailable', description: 'Offline' },
	],
	default: 'available',
} as const satisfies Field;

export const presenceInput = choice('available', 'composing', 'paused', 'recording', 'unavailable');
