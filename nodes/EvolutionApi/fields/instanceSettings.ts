import type { IDataObject } from 'n8n-workflow';

import { flag, choice } from '../core/input/checks';
import { mustBe, refuseInput } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import {
	collection,
	collectionInput,
	textField,
	toggle,
	choiceField,
	numberField,
} from './fieldKinds';
import { clearableText, optionalAddress, optionalPasted } from './inputs';

const settingsCollection = collection('Settings', 'settings', 'Add setting');

const toggles = [
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

export const settingsField = settingsCollection(...toggles);

/** Only a connected instance accepts a WaVoIP token: creating an instance with it fails. */
export const settingsWithTokenField = settingsCollection(
	...toggles,
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

export const settingsWithTokenInput = collectionInput({
	...settingsShape,
	wavoipToken: clearableText,
});

/** For routes that always replace all settings of an instance. */
export const setMode = choiceField('Other Settings', 'mode', {
	options: [
		{ name: 'Keep as They Are', value: 'update' },
		{ name: 'Reset to Default', value: 'replace' },
	],
	default: 'update',
	description: 'What to do with settings that are not set here',
});

export const setModeInput = choice('replace', 'update');

/**
 * Returns the whole object for the server: the defaults, replaced by the current values (only in the mode `update`) and then by
 * the entered values. `undefined` counts as missing; `false` and empty texts count as entered.
 */
export function mergeSettings(
	mode: 'replace' | 'update',
	defaults: IDataObject,
	current: IDataObject,
	input: Record<string, unknown>,
): IDataObject {
	const currentValues = mode === 'replace' ? {} : pick(current, Object.keys(defaults));
	return { ...defaults, ...currentValues, ...withoutUndefined(input) };
}

const pick = (source: IDataObject, keys: readonly string[]): IDataObject =>
	Object.fromEntries(
		keys.flatMap((key) => {
			const value = source[key];
			return value === undefined || value === null ? [] : [[key, value] as const];
		}),
	);

const withoutUndefined = (values: Record<string, unknown>) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined),
	) as IDataObject;

/** While an integration is off, the server keeps its settings. */
export const enabledField = toggle('Enabled', 'enabled', 'Whether it is enabled', true);

export const presenceField = choiceField('Presence', 'presence', {
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

/** Also accepts the address of one of Chatwoot's pages, as shown in the browser. */
export const chatwootAddress = optionalAddress.transform((url) =>
	url?.replace(/\/(?:api|app|super_admin|#)(?:[/?#].*)?$/, '').replace(/\/+$/, ''),
);

export const chatwootAccount = optionalPasted.transform((account, context) => {
	if (account === undefined) return undefined;
	const [, id] = /^(?:.*\/accounts\/)?(\d+)(?:[/?#].*)?$/.exec(account) ?? [];
	const hint = 'Enter the number after "/accounts/" in the address of Chatwoot.';
	return id ?? refuseInput(context, mustBe('a whole number', account), hint);
});

export const chatwootOptions = {
	accountId: textField('Account ID', 'accountId', {
		placeholder: 'e.g. 1',
		description: 'The number after "/accounts/" in the address of Chatwoot',
	}),
	daysLimitImportMessages: numberField('Days of Messages to Import', 'daysLimitImportMessages', {
		typeOptions: { minValue: 0 },
		default: 60,
		description: 'How many days to look back when importing messages',
	}),
	importContacts: toggle('Import Contacts', 'importContacts', 'Whether to import contacts', true),
	importMessages: toggle('Import Messages', 'importMessages', 'Whether to import messages', true),
	nameInbox: textField('Inbox Name', 'nameInbox', {
		placeholder: 'e.g. WhatsApp',
		description: 'Name of the inbox in Chatwoot. Leave empty to use the name of the instance.',
	}),
	logo: textField('Logo URL', 'logo', {
		placeholder: 'e.g. https://example.com/logo.png',
		description: 'Picture of the bot contact in Chatwoot',
	}),
	mergeBrazilContacts: toggle(
		'Merge Brazilian Contacts',
		'mergeBrazilContacts',
		'Whether to treat numbers with and without the ninth digit as one contact',
	),
	organization: textField('Organization', 'organization', {
		placeholder: 'e.g. Example Shop',
		description: 'Name of the bot contact in Chatwoot',
	}),
	reopenConversation: toggle(
		'Reopen Conversation',
		'reopenConversation',
		'Whether a new message reopens the old conversation instead of starting a new one',
	),
	signMsg: toggle('Sign Messages', 'signMsg', 'Whether to add the name of the agent to messages'),
	conversationPending: toggle(
		'Start as Pending',
		'conversationPending',
		'Whether new conversations are pending instead of open',
	),
	token: textField('Token', 'token', {
		typeOptions: { password: true },
		description: 'Access token of an administrator of Chatwoot',
	}),
	url: textField('URL', 'url', {
		placeholder: 'e.g. https://chatwoot.example.com',
		description: 'URL of Chatwoot, without anything after the host',
	}),
	autoCreate: toggle(
		'Create Inbox',
		'autoCreate',
		'Whether the server creates the inbox in Chatwoot if it does not exist',
		true,
	),
	ignoreJids: textField('Ignored Chats', 'ignoreJids', {
		placeholder: 'e.g. 5511988887777, @g.us',
		description:
			'Numbers or JIDs of chats that are not sent to Chatwoot, separated by commas or line breaks. Use "@g.us" for all groups and "@s.whatsapp.net" for all people.',
	}),
	signDelimiter: textField('Signature Delimiter', 'signDelimiter', {
		placeholder: 'e.g. \\n',
		description:
			'Separator between the name of the agent and the message. Use "\\n" for a new line.',
	}),
} as const satisfies Record<string, Field>;

export const pusherOptions = {
	appId: textField('App ID', 'appId', {
		placeholder: 'e.g. 1234567',
		description: 'ID of the app on Pusher',
	}),
	cluster: textField('Cluster', 'cluster', {
		placeholder: 'e.g. mt1',
		description: 'Cluster of the app on Pusher',
	}),
	key: textField('Key', 'key', {
		placeholder: 'e.g. 0a1b2c3d4e5f60718293',
		description: 'Public key of the app on Pusher',
	}),
	secret: textField('Secret', 'secret', {
		typeOptions: { password: true },
		description: 'Secret of the app on Pusher',
	}),
	useTLS: toggle('Use TLS', 'useTLS', 'Whether to connect to Pusher over TLS', true),
} as const satisfies Record<string, Field>;

export const pusherShape = {
	appId: optionalPasted,
	cluster: optionalPasted,
	key: optionalPasted,
	secret: optionalPasted,
	useTLS: flag.optional(),
};

export const PUSHER_TEXTS = ['appId', 'cluster', 'key', 'secret'] as const;
