import { defineOperation, type Resource } from '../table/operation';
import { isRecord } from '../core/values/answer';
import { collection, collectionInput, textField } from '../fields/fieldKinds';
import { choice } from '../core/input/checks';
import { text } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { mediaFields, mediaShape, readMedia, textOf } from '../fields/media';
import { mergeSettings, setMode, setModeInput } from '../fields/instanceSettings';

const getPrivacySettings = defineOperation({
	name: 'Get Privacy Settings',
	value: 'getPrivacySettings',
	action: 'Get the privacy settings of the WhatsApp account',
	description:
		'Get who can see the profile picture, last seen and more, and who can add the account to groups',
	request: { method: 'GET', path: '/chat/fetchPrivacySettings/{instance}', reads: true },
	fields: [instanceField],
});

const contacts = { name: 'Contacts', value: 'contacts' };

const exceptSome = { name: 'Contacts Except Some', value: 'contact_blacklist' };

const all = { name: 'Everyone', value: 'all' };

const none = { name: 'Nobody', value: 'none' };

const sameAsLast = { name: 'Same as Last Seen', value: 'match_last_seen' };

/** @param name the server's key for the setting */
const setting = <const Name extends string>(
	displayName: string,
	name: Name,
	description: string,
	options: ReadonlyArray<typeof all> = [contacts, exceptSome, all, none],
) => ({ displayName, name, type: 'options', options, default: 'all', description }) as const;

const privacyFields = collection('Privacy Settings', 'privacy', 'Add setting')(
	setting('Add to Groups', 'groupadd', 'Who can add the account to groups'),
	setting('Last Seen', 'last', 'Who can see when the account was last online'),
	setting('Online', 'online', 'Who can see that the account is online', [all, sameAsLast]),
	setting('Profile Picture', 'profile', 'Who can see the profile picture'),
	setting('Read Receipts', 'readreceipts', 'Who can see that messages were read', [all, none]),
	setting('Status Text', 'status', 'Who can see the text below the name of the account'),
);

const audienceInput = choice('all', 'contacts', 'contact_blacklist', 'none');

const privacyInput = collectionInput({
	groupadd: audienceInput,
	last: audienceInput,
	online: choice('all', 'match_last_seen'),
	profile: audienceInput,
	readreceipts: choice('all', 'none'),
	status: audienceInput,
});

const PRIVACY_DEFAULTS = {
	readreceipts: 'all',
	profile: 'all',
	status: 'all',
	online: 'all',
	last: 'all',
	groupadd: 'all',
};

/** `POST /chat/updatePrivacySettings/{instance}` expects all six settings, so the node adds the current ones. */
const updatePrivacySettings = defineOperation({
	name: 'Update Privacy Settings',
	value: 'updatePrivacySettings',
	action: 'Update the privacy settings of the WhatsApp account',
	description:
		'Change the privacy settings of the account. The server reconnects, so other requests fail for a few seconds.',
	request: {
		method: 'POST',
		path: '/chat/updatePrivacySettings/{instance}',
		idempotent: true,
	},
	readFirst: '/chat/fetchPrivacySettings/{instance}',
	fields: [instanceField, setMode, privacyFields],
	input: { mode: setModeInput, privacy: privacyInput },
	example: { mode: 'update', privacy: { last: 'contacts' } },
	body: ({ mode, privacy = {} }, _item, current) =>
		mergeSettings(mode, PRIVACY_DEFAULTS, current, privacy),
	output: (answer) => (isRecord(answer.data) ? answer.data : answer),
});

const updateName = defineOperation({
	name: 'Update Name',
	value: 'updateName',
	action: 'Update the profile name of the WhatsApp account',
	description: 'Change the name shown to people who have not saved the number',
	request: { method: 'POST', path: '/chat/updateProfileName/{instance}', idempotent: true },
	fields: [
		instanceField,
		textField('Profile Name', 'profileName', {
			required: true,
			placeholder: 'e.g. Example Shop',
			description: 'Name that others see, as plain text',
		}),
	],
	input: { profileName: text },
	example: { profileName: 'Example Shop' },
	body: ({ profileName: name }) => ({ name }),
	output: (_answer, { profileName }) => ({ updated: true, profileName }),
});

const updateStatusText = defineOperation({
	name: 'Update Status Text',
	value: 'updateStatusText',
	action: 'Update the status text of the WhatsApp account',
	description:
		'Change the text below the name ("About"), not the status that disappears after 24 hours',
	request: { method: 'POST', path: '/chat/updateProfileStatus/{instance}', idempotent: true },
	fields: [
		instanceField,
		textField('Status Text', 'statusText', {
			required: true,
			placeholder: 'e.g. We answer from 9 to 5',
			description: 'Text below the name, as plain text',
		}),
	],
	input: { statusText: text },
	example: { statusText: 'We answer from 9 to 5' },
	body: ({ statusText: status }) => ({ status }),
	output: (_answer, { statusText }) => ({ updated: true, statusText }),
});

/** `POST /chat/updateProfilePicture/{instance}`: expects a URL or Base64, because the route doesn't accept multipart. */
const updateProfilePicture = defineOperation({
	name: 'Update Picture',
	value: 'updatePicture',
	action: 'Update the profile picture of the WhatsApp account',
	description:
		'Change the profile picture. The server reconnects, so other requests fail for a few seconds.',
	request: { method: 'POST', path: '/chat/updateProfilePicture/{instance}', idempotent: true },
	fields: [instanceField, ...mediaFields],
	input: mediaShape,
	example: {
		mediaSource: 'base64',
		mediaBase64:
			'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	},
	body: async (input, item) => {
		return { picture: await textOf(await readMedia(item, input, 'image')) };
	},
	output: () => ({ updated: true }),
});

const removePicture = defineOperation({
	name: 'Remove Picture',
	value: 'removePicture',
	action: 'Remove the profile picture of the WhatsApp account',
	description:
		'Remove the profile picture. The server reconnects, so other requests fail for a few seconds.',
	request: {
		method: 'DELETE',
		path: '/chat/removeProfilePicture/{instance}',
		idempotent: false,
	},
	fields: [instanceField],
	output: () => ({ deleted: true }),
});

export const profile: Resource = {
	name: 'Profile',
	value: 'profile',
	description: 'Change the name, picture, status text and privacy of the account',
	operations: [
		getPrivacySettings,
		removePicture,
		updateName,
		updateProfilePicture,
		updatePrivacySettings,
		updateStatusText,
	],
};
