import type { Resource } from '../../core/table/operation';
import { getPrivacySettings } from './getPrivacySettings';
import { removePicture } from './removePicture';
import { updateName } from './updateName';
import { updatePicture } from './updatePicture';
import { updatePrivacySettings } from './updatePrivacySettings';
import { updateStatusText } from './updateStatusText';

export const profile: Resource = {
	name: 'Profile',
	value: 'profile',
	description: 'Change the name, picture, status text and privacy of the account',
	operations: [
		getPrivacySettings,
		removePicture,
		updateName,
		updatePicture,
		updatePrivacySettings,
		updateStatusText,
	],
};
