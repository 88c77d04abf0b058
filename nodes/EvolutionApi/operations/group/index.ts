import type { Resource } from '../../core/table/operation';
import {
	setDisappearingMessages,
	updateDescription,
	updateMemberAddMode,
	updateParticipants,
	updatePicture,
	updateSettings,
	updateSubject,
} from './changes';
import { create, get, getMany, getParticipants, leave } from './group';
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
		get,
		getMany,
		getParticipants,
		create,
		updateParticipants,
		updateSubject,
		updateDescription,
		updatePicture,
		updateSettings,
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
