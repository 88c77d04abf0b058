import type { Resource } from '../../core/table/operation';
import { block } from './block';
import { checkNumbers } from './checkNumbers';
import { getBusinessProfile } from './getBusinessProfile';
import { getMany } from './getMany';
import { getProfile } from './getProfile';
import { getProfilePicture } from './getProfilePicture';
import { unblock } from './unblock';

export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	description: 'Look up, check and block people',
	operations: [
		checkNumbers,
		getMany,
		getProfile,
		getProfilePicture,
		getBusinessProfile,
		block,
		unblock,
	],
};
