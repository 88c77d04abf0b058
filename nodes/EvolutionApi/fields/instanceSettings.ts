import { collection, collectionInput } from './collections';
import { textField } from './fieldKinds';
import { clearableText, flag } from './inputs';
import { toggle } from './toggle';

// How an instance behaves. Creating an instance and changing it offer the same settings.

export const settingsField = collection('Settings', 'settings', 'Add setting')(
	toggle('Always Online', 'alwaysOnline', 'Whether to show the account as online all the time'),
	toggle('Ignore Groups', 'groupsIgnore', 'Whether to ignore all messages in groups'),
	toggle(
		'Mark Messages as Read',
		'readMessages',
		'Whether to mark every incoming message as read at once',
	),
	textField('Message for Rejected Calls', 'msgCall', {
		placeholder: 'e.g. Please write to us instead.',
		description: 'Message to send after a rejected call. Leave empty to send nothing.',
	}),
	toggle('Reject Calls', 'rejectCall', 'Whether to reject all calls'),
	toggle(
		'Sync Full History',
		'syncFullHistory',
		'Whether to load the whole history of the phone when it is connected',
	),
	toggle(
		'View Status',
		'readStatus',
		'Whether to receive the statuses of contacts and mark them as seen. When off, the server drops them.',
	),
	textField('WaVoIP Token', 'wavoipToken', {
		typeOptions: { password: true },
		description:
			'Token of the WaVoIP service for calls. The server only accepts it while the instance is connected: set it with Settings → Update.',
	}),
);

export const settingsInput = collectionInput({
	alwaysOnline: flag,
	groupsIgnore: flag,
	readMessages: flag,
	msgCall: clearableText,
	rejectCall: flag,
	syncFullHistory: flag,
	readStatus: flag,
	wavoipToken: clearableText,
});
