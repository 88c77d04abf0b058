import { defineOperation, type Resource } from '../table/operation';
import { isRecord } from '../core/values/answer';
import { instanceField } from '../fields/instance';
import {
	settingsWithTokenField,
	settingsWithTokenInput,
	mergeSettings,
	setMode,
	setModeInput,
} from '../fields/instanceSettings';
import { secretsInput, secretsOption, showSecrets } from '../fields/reads';

const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the settings of a WhatsApp instance',
	description: 'Get how the instance handles calls, groups, read receipts and history',
	request: { method: 'GET', path: '/settings/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	secrets: { keys: ['wavoipToken'], isShown: showSecrets },
});

const DEFAULTS = {
	rejectCall: false,
	msgCall: '',
	groupsIgnore: false,
	alwaysOnline: false,
	readMessages: false,
	readStatus: false,
	syncFullHistory: false,
	wavoipToken: '',
};

/** `POST /settings/set/{instance}` expects all settings, so the node merges the changes with the current settings. */
const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update the settings of a WhatsApp instance',
	description: 'Change how the instance handles calls, groups, read receipts and history',
	request: {
		method: 'POST',
		path: '/settings/set/{instance}',
		idempotent: true,
	},
	readFirst: '/settings/find/{instance}',
	fields: [instanceField, setMode, settingsWithTokenField],
	input: { mode: setModeInput, settings: settingsWithTokenInput },
	example: { mode: 'update', settings: { rejectCall: true } },
	body: ({ mode, settings = {} }, _item, current) =>
		mergeSettings(mode, DEFAULTS, current, settings),
	output: (answer) => {
		const { settings } = answer;
		return isRecord(settings) && isRecord(settings.settings) ? settings.settings : answer;
	},
	secrets: { keys: ['wavoipToken'], isShown: () => false },
});

export const settings: Resource = {
	name: 'Settings',
	value: 'settings',
	description: 'Change how an instance handles calls, groups, read receipts and history',
	operations: [get, update],
};
