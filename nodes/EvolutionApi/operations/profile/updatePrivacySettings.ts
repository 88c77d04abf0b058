import { defineOperation } from '../../core/table/defineOperation';
import { isRecord } from '../../core/values/answer';
import { instanceField } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import { PRIVACY_DEFAULTS, privacyFields, privacyInput } from './shared/privacyFields';

/** `POST /chat/updatePrivacySettings/{instance}`, which expects all six: merged with `GET /chat/fetchPrivacySettings/{instance}`. */
export const updatePrivacySettings = defineOperation({
	name: 'Update Privacy Settings',
	value: 'updatePrivacySettings',
	action: 'Update the privacy settings of the WhatsApp account',
	description:
		'Change the privacy settings of the account. The server reconnects, so other requests fail for a few seconds.',
	request: {
		method: 'POST',
		path: '/chat/updatePrivacySettings/{instance}',
		retry: 'always',
		readFirst: '/chat/fetchPrivacySettings/{instance}',
	},
	fields: [instanceField, setMode, privacyFields],
	input: { mode: setModeInput, privacy: privacyInput },
	example: { mode: 'update', privacy: { last: 'contacts' } },
	body: ({ mode, privacy = {} }, _item, current) =>
		mergeSettings(mode, PRIVACY_DEFAULTS, current, privacy),
	output: (answer) => (isRecord(answer.data) ? answer.data : answer),
});
