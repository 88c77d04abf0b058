import { InputProblem } from '../core/input/inputProblem';
import { defineOperation, type Resource } from '../table/operation';
import {
	chatwootAccount,
	chatwootAddress,
	chatwootOptions,
	enabledField,
	mergeSettings,
	setMode,
	setModeInput,
} from '../fields/instanceSettings';
import { alphabetically, collectionInput, collectionField } from '../fields/fieldKinds';
import { ignoredChats } from '../fields/recipient';
import { clearableText, optionalPasted } from '../fields/inputs';
import { flag, integer } from '../core/input/checks';
import { instanceField } from '../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../fields/reads';

/** `GET /chatwoot/find/{instance}`: returns an empty, disabled connection until the user sets one. */
const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the Chatwoot connection of a WhatsApp instance',
	description: 'Get the connection of the instance to Chatwoot',
	request: { method: 'GET', path: '/chatwoot/find/{instance}', reads: true },
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	secrets: { keys: ['token'], isShown: showSecrets },
});

const DEFAULTS = {
	accountId: '',
	token: '',
	url: '',
	signMsg: false,
	signDelimiter: '\n',
	nameInbox: '',
	reopenConversation: false,
	conversationPending: false,
	importContacts: false,
	mergeBrazilContacts: false,
	importMessages: false,
	daysLimitImportMessages: 0,
	ignoreJids: [],
	logo: '',
	organization: '',
};

const REQUIRED_KEYS = ['accountId', 'token', 'url'];

/** `POST /chatwoot/set/{instance}` expects all settings, so the node merges the changes with the current settings. */
const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update the Chatwoot connection of a WhatsApp instance',
	description: 'Connect the instance to Chatwoot, change the connection, or turn it off',
	request: {
		method: 'POST',
		path: '/chatwoot/set/{instance}',
		idempotent: true,
	},
	readFirst: '/chatwoot/find/{instance}',
	fields: [
		instanceField,
		enabledField,
		setMode,
		collectionField('Chatwoot', 'chatwoot', {
			// These three fields are shown from the start, because Chatwoot doesn't work without them.
			default: { url: '', accountId: '', token: '' },
			placeholder: 'Add setting',
			description: 'Connection to Chatwoot. An empty URL, Account ID or Token keeps its value.',
			options: alphabetically(Object.values(chatwootOptions)),
		}),
	],
	input: {
		enabled: flag,
		mode: setModeInput,
		chatwoot: collectionInput({
			accountId: chatwootAccount,
			autoCreate: flag,
			conversationPending: flag,
			daysLimitImportMessages: integer(0, 3650),
			ignoreJids: ignoredChats,
			importContacts: flag,
			importMessages: flag,
			logo: clearableText,
			mergeBrazilContacts: flag,
			nameInbox: clearableText,
			organization: clearableText,
			reopenConversation: flag,
			// The editor's text field has only one line, so the user enters a line break as `\n`.
			signDelimiter: clearableText.transform((sign) => sign?.replaceAll('\\n', '\n')),
			signMsg: flag,
			token: optionalPasted,
			url: chatwootAddress,
		}),
	},
	example: {
		enabled: true,
		mode: 'update',
		chatwoot: { accountId: '1', token: 'secret-token', url: 'https://chatwoot.example.com' },
	},
	opens: ({ chatwoot }) => [chatwoot?.url],
	body: ({ enabled: isOn, mode, chatwoot = {} }, _item, current) => {
		const settings = mergeSettings(mode, DEFAULTS, current, chatwoot);
		const missing = REQUIRED_KEYS.find((key) => settings[key] === '');
		if (isOn && missing !== undefined) {
			throw new InputProblem(['chatwoot', missing], 'is empty', 'Fill it in: Chatwoot needs it.');
		}
		return { enabled: isOn, ...settings };
	},
	secrets: { keys: ['token'], isShown: () => false },
});

export const chatwoot: Resource = {
	name: 'Chatwoot',
	value: 'chatwoot',
	description: 'Connect an instance to the support desk Chatwoot',
	operations: [get, update],
};
