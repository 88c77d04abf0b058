import type { GoRoute } from '../../core/route';
import { createGroup, joinByInvite, leaveGroup, participant } from './members';
import { groupSettings } from './settings';
import { groupInfo, inviteLink, listGroups, myGroups } from './read';
import { groupDescription, groupName, groupPhoto } from './write';

export const groupGoRoutes: GoRoute[] = [
	listGroups,
	groupInfo,
	inviteLink,
	groupPhoto,
	groupName,
	groupDescription,
	createGroup,
	participant,
	myGroups,
	joinByInvite,
	leaveGroup,
	groupSettings,
];
