import type { GoRoute } from '../../core/route';
import { blockContact, blocklist, unblock } from './blocking';
import { userAvatar, userCheck, userContacts, userInfo } from './people';
import { getPrivacy, setPrivacy } from './privacy';
import { profileName, profilePicture, profileStatus } from './profile';

export const userGoRoutes: GoRoute[] = [
	userInfo,
	userCheck,
	userAvatar,
	userContacts,
	getPrivacy,
	setPrivacy,
	blockContact,
	unblock,
	blocklist,
	profilePicture,
	profileName,
	profileStatus,
];
