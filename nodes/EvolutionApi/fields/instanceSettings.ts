import type { Field } from '../core/table/operation';
import { collectionInput } from './collections';
import { clearableText, flag } from './inputs';

// How an instance behaves. Creating an instance and changing it offer the same settings.

export const settingsOptions = [
	{
		displayName: 'Always Online',
		name: 'alwaysOnline',
		type: 'boolean',
		default: false,
		description: 'Whether to show the account as online all the time',
	},
	{
		displayName: 'Ignore Groups',
		name: 'groupsIgnore',
		type: 'boolean',
		default: false,
		description: 'Whether to ignore all messages in groups',
	},
	{
		displayName: 'Mark Messages as Read',
		name: 'readMessages',
		type: 'boolean',
		default: false,
		description: 'Whether to mark every incoming message as read at once',
	},
	{
		displayName: 'Message for Rejected Calls',
		name: 'msgCall',
		type: 'string',
		default: '',
		placeholder: 'e.g. Please write to us instead.',
		description: 'Message to send after a rejected call. Leave empty to send nothing.',
	},
	{
		displayName: 'Reject Calls',
		name: 'rejectCall',
		type: 'boolean',
		default: false,
		description: 'Whether to reject all calls',
	},
	{
		displayName: 'Sync Full History',
		name: 'syncFullHistory',
		type: 'boolean',
		default: false,
		description: 'Whether to load the whole history of the phone when it is connected',
	},
	{
		displayName: 'View Status',
		name: 'readStatus',
		type: 'boolean',
		default: false,
		description: 'Whether to mark the statuses of contacts as seen',
	},
	{
		displayName: 'WaVoIP Token',
		name: 'wavoipToken',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'Token of the WaVoIP service for calls. The server only accepts it while the instance is connected: set it with Settings → Update.',
	},
] as const satisfies readonly Field[];

const settingsShape = {
	alwaysOnline: flag.optional(),
	groupsIgnore: flag.optional(),
	readMessages: flag.optional(),
	msgCall: clearableText,
	rejectCall: flag.optional(),
	syncFullHistory: flag.optional(),
	readStatus: flag.optional(),
	wavoipToken: clearableText,
};

export const settingsInput = collectionInput(settingsShape);
