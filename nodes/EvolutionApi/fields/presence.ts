import { choiceField } from './fieldKinds';
import { choice } from './inputs';

/** What others see of the account. */
export const presence = choiceField('Presence', 'presence', {
	options: [
		{ name: 'Available', value: 'available', description: 'Online' },
		{ name: 'Paused', value: 'paused', description: 'No longer typing' },
		{ name: 'Recording', value: 'recording', description: 'Recording a voice note' },
		{ name: 'Typing', value: 'composing', description: 'Writing a text' },
		{ name: 'Unavailable', value: 'unavailable', description: 'Offline' },
	],
	default: 'available',
});

export const presenceInput = choice('available', 'composing', 'paused', 'recording', 'unavailable');
