import { collection, collectionInput } from './collections';
import { textField } from './fieldKinds';
import { clearableText, flag } from './inputs';
import { toggle } from './toggle';

// How an instance behaves.

const settingsCollection = collection('Settings', 'settings', 'Add setting');

const settings = [
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
];

export const settingsField = settingsCollection(...settings);

/** The server takes the token while the instance is connected, and deletes one that is created with it. */
export const settingsWithTokenField = settingsCollection(
	...settings,
	textField('WaVoIP Token', 'wavoipToken', {
		typeOptions: { password: true },
		description:
			'Token of the WaVoIP service for calls. The server accepts it while the instance is connected.',
	}),
);

const settingsShape = {
	alwaysOnline: flag,
	groupsIgnore: flag,
	readMessages: flag,
	msgCall: clearableText,
	rejectCall: flag,
	syncFullHistory: flag,
	readStatus: flag,
};

export const settingsInput = collectionInput(settingsShape);

/** For {@link settingsWithTokenField}. */
export const settingsWithTokenInput = collectionInput({
	...settingsShape,
	wavoipToken: clearableText,
});
