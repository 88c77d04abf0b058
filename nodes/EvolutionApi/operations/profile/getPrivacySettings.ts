import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';

/** `GET /chat/fetchPrivacySettings/{instance}` */
export const getPrivacySettings = defineOperation({
	name: 'Get Privacy Settings',
	value: 'getPrivacySettings',
	action: 'Get the privacy settings of the WhatsApp account',
	description:
		'Get who can see the profile picture, last seen and more, and who can add the account to groups',
	request: { method: 'GET', path: '/chat/fetchPrivacySettings/{instance}', reads: true },
	fields: [instanceField],
});
