import type { Resource } from '../../table/operation';
import {
	setDisappearingMessages,
	updateDescription,
	updateMemberAddMode,
	updateParticipants,
	updatePicture,
	updateGroupSettings,
	updateSubject,
} from './changes';
import { createGroup, getGroup, getManyGroups, getParticipants, leave } from './group';
import {
	acceptInvite,
	getInviteCode,
	getInviteInfo,
	revokeInviteCode,
	sendInvite,
} from './invites';

export const group: Resource = {
	name: 'Group',
	value: 'group',
	description: 'Manage groups, their members and invites',
	operations: [
		getGroup,
		getManyGroups,
		getParticipants,
		createGroup,
		updateParticipants,
		updateSubject,
		updateDescription,
		updatePicture,
		updateGroupSettings,
		updateMemberAddMode,
		setDisappearingMessages,
		sendInvite,
		getInviteCode,
		getInviteInfo,
		acceptInvite,
		revokeInviteCode,
		leave,
	],
};
